"""The doctor on the Train screen, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from facerec.datasets import People, load, open_people, people_from_uploads
from facerec.evaluation.doctor import exclusions_of, remember, remembered
from facerec.images import decode, encode, to_grey
from pages import sources
from tests.pages.test_pages import screen

CHECKOUT = Path(__file__).resolve().parents[2]
COPY, MISNAMED = "all/ann/copy.png", "all/ben/5.png"


def faces_of_three() -> dict[str, bytes]:
    """Cut five faces each of three sample people, a little darker, as one of them is too bright."""
    people = open_people(CHECKOUT / "sample_data" / "people.csv")
    files = {}
    for name, ours in zip(people.names, ("ann", "ben", "eve"), strict=False):
        pictures = [source for person, source in people.entries if person == name][:5]
        for number, source in enumerate(pictures):
            face = to_grey(decode(source.read()))[40:168, 40:152]
            files[f"all/{ours}/{number}.png"] = encode((0.85 * face).astype(np.uint8))
    return files


@pytest.fixture(scope="module")
def healthy() -> People:
    return people_from_uploads(list(faces_of_three().items()))


@pytest.fixture(scope="module")
def planted() -> People:
    """A copy of Ann's first face, and a face of Eve's that bears Ben's name."""
    files = faces_of_three()
    files[COPY] = files["all/ann/0.png"]
    files[MISNAMED] = files.pop("all/eve/4.png")
    return people_from_uploads(list(files.items()))


def opened(people: People, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open the Train screen with these people chosen."""
    key = "planted", repr([(name, source.name, source.attributes) for name, source in people.entries])
    monkeypatch.setattr(sources, "choose_people", lambda: (key, people))
    app = screen("train.py", crop="none")
    assert not app.exception
    return app


def examined(app: Any) -> Any:
    app.button(key="ask-doctor").click().run()
    assert not app.exception
    return app


def press(app: Any, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def read(app: Any) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def headings(app: Any) -> list[str]:
    return [text.value.split("**")[1] for text in app.markdown if "-badge[" in text.value]


def test_findings_are_left_out_by_one_click_each_and_taken_back(
    planted: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(planted, monkeypatch)
    assert not headings(app)
    examined(app)
    assert headings(app)[:2] == ["Probably wrong names: 1", "Copies: 1"]
    press(app, "Leave out copy.png of ann")
    assert read(app)["Faces read"] == "15"
    assert "Copies: 1" not in headings(app)
    assert [(entry.person, entry.source) for entry in remembered(planted).entries] == [("ann", COPY)]
    told = next(table.value for table in app.dataframe if "why" in table.value)
    assert told["file"].tolist() == [COPY]
    assert told["why"][0].startswith("left out as asked: 2 pictures of ann are one and the same")
    examined(app)
    assert not any(COPY in text.value for text in app.markdown)
    press(app, "Take back in")
    assert read(app)["Faces read"] == "16"
    assert not remembered(planted).entries


def test_all_suggestions_at_once_are_remembered_by_the_next_session(
    planted: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = examined(opened(planted, monkeypatch))
    press(app, "Leave out all that the doctor suggests (2)")
    assert {entry.source for entry in remembered(planted).entries} == {COPY, MISNAMED}
    later = opened(planted, monkeypatch)
    assert read(later)["Left out"] == "2"
    press(later, "Take all back in")
    assert read(later)["Left out"] == "0"


def test_health_is_told_and_so_is_what_was_not_checked(healthy: People, monkeypatch: pytest.MonkeyPatch) -> None:
    app = examined(opened(healthy, monkeypatch))
    assert any("in good health" in text.value for text in app.success)
    assert any("only the faces were given" in text.value for text in app.caption)
    app.checkbox(key="doctor-whole").check().run()
    examined(app)
    assert not any("only the faces were given" in text.value for text in app.caption)
    assert any("How many faces" in text.value for text in app.caption)


def test_two_people_always_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    files = faces_of_three()
    one = files["all/ann/0.png"]
    app = examined(opened(people_from_uploads([("all/ann/0.png", one), ("all/ben/0.png", one)]), monkeypatch))
    assert headings(app)[0] == "The same picture under two names: 1"
    button = next(button for button in app.button if button.label == "Leave out 2 pictures")
    assert button.disabled
    assert "Fewer than two people" in button.help


def test_a_record_of_everybody_can_be_undone(healthy: People, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = load(healthy, to_grey)
    remember(healthy, exclusions_of(dataset, dict.fromkeys(range(len(dataset.faces)), "a slip")))
    app = opened(healthy, monkeypatch)
    assert read(app)["Faces read"] == "0"
    press(app, "Train")
    assert any("at least two people" in text.value for text in app.error)
    app = opened(healthy, monkeypatch)
    press(app, "Take all back in")
    assert read(app)["Faces read"] == "15"
