"""The screen that compares methods, without a browser."""

from __future__ import annotations

import csv
import dataclasses
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from facerec import report
from facerec.datasets import People, people_from_uploads
from facerec.evaluation.comparing import compare
from facerec.evaluation.plan_file import PlanFile
from facerec.images import decode, encode
from facerec.storage import ModelStore
from pages import exports, sources
from tests.pages.test_pages import screen


def drawn_people(people: int, pictures: int) -> People:
    """Draw people who differ in a pattern each, with noise between pictures."""
    random = np.random.default_rng(0)
    faces = random.integers(60, 200, (people, 1, 24, 20)) + random.integers(-25, 26, (people, pictures, 24, 20))
    return people_from_uploads(
        [
            (f"all/person {who}/{number}.png", encode(faces[who, number].clip(0, 255).astype(np.uint8)))
            for who in range(people)
            for number in range(pictures)
        ]
    )


def opened(
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    recipes: tuple[str, ...] = ("pixels", "eigenfaces"),
    **choices: object,
) -> Any:
    """Open the screen with these people chosen."""
    monkeypatch.setattr(sources, "choose_people", lambda: (("drawn", str(len(people.entries))), people))
    return screen("compare.py", crop="none", contestants=list(recipes), **choices)


def compared(app: Any) -> Any:
    next(button for button in app.button if button.label == "Compare").click().run()
    assert not app.exception
    return app


@pytest.fixture
def six(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Six people with four pictures each, compared."""
    return compared(opened(drawn_people(6, 4), monkeypatch))


def test_the_table_says_what_to_take_and_a_further_method_computes_only_itself(six: Any) -> None:
    table = six.dataframe[0].value
    assert len(table) == 2
    assert table["Method"][0][0] in "★▲"
    assert set(table["Rank 1 in %"]) == {table["Rank 1 in %"][0]}
    assert any("Pixels" in info.value for info in six.info)
    before = dict(six.session_state["outcomes"])
    six.multiselect(key="choice-contestants").set_value(["pixels", "eigenfaces", "fisherfaces"]).run()
    assert any("choices have changed" in warning.value for warning in six.warning)
    compared(six)
    after = six.session_state["outcomes"]
    assert len(after) == 3
    assert all(after[key] is outcome for key, outcome in before.items())
    assert len(six.dataframe[0].value) == 3


def test_every_view_draws(six: Any) -> None:
    for view in six.pills(key="choice-view").options:
        six.pills(key="choice-view").set_value(view).run()
        assert not six.exception, view
        assert not six.error, view
        assert [*six.get("image"), *six.get("imgs"), *six.success], view


def test_spoiled_pictures_are_measured_only_when_asked(six: Any) -> None:
    six.pills(key="choice-view").set_value("Spoiled pictures").run()
    assert "robustness" not in six.session_state or not six.session_state["robustness"]
    six.button(key="measure-blur").click().run()
    assert not six.exception
    assert len(six.session_state["robustness"]) == 2
    assert [set(each.rank1) for each in taken(six).robustness] == [{"blur"}, {"blur"}]


def taken(app: Any) -> report.Findings:
    made_from, comparison, cuts = app.session_state["compared"]
    measured = "robustness" in app.session_state
    return exports.findings(comparison, cuts, made_from[1], app.session_state["robustness"] if measured else {})


def test_files_hold_what_the_table_shows(six: Any) -> None:
    findings = taken(six)
    content = report.numbers(findings)
    rows = list(csv.DictReader(StringIO(report.table_csv(findings.comparison).decode())))
    assert {row["recipe"] for row in rows} == {"pixels", "eigenfaces"}
    for row, method in zip(rows, content["methods"], strict=True):
        assert (row["method"], row["recipe"]) == (method["name"], method["recipe"])
        assert float(row["rank1"]) == method["rank1"]["value"] == method["cmc"][0]
        right = sum(method["confusion"][person][person] for person in range(6))
        assert right / 24 == method["rank1"]["value"]
        assert float(row["fpir_predicted"]) == method["fpir_predicted"]["value"]
    column = next(name for name in six.dataframe[0].value if "predicted" in name)
    assert six.dataframe[0].value[column][0].startswith(f"{100 * float(rows[0]['fpir_predicted']):.1f} (")


def test_a_report_is_drawn_when_asked_for_and_kept_while_nothing_changes(six: Any) -> None:
    assert "drawn-report.html" not in six.session_state
    six.button(key="draw-report.html").click().run()
    assert not six.exception
    drawn_for, page = six.session_state["drawn-report.html"]
    assert drawn_for[0] is six.session_state["compared"][1]
    assert "Which method works on these people?" in page
    six.run()
    assert "draw-report.html" not in [button.key for button in six.button]
    assert "draw-report.zip" in [button.key for button in six.button]


def test_the_plan_to_take_away_gives_the_same_figures(six: Any, tmp_path: Path) -> None:
    findings = taken(six)
    assert "The pictures are not in here" in findings.plan
    plan = PlanFile.read(findings.plan.encode(), tmp_path)
    assert plan.people == str(tmp_path / "people.csv")
    _, comparison, cuts = six.session_state["compared"]
    again = compare(cuts, plan.contestants, plan.plan, grouping=comparison.grouping)
    figures = [(method.name, method.rank1, method.dir, method.fpir) for method in comparison.methods]
    assert sorted((method.name, method.rank1, method.dir, method.fpir) for method in again.methods) == sorted(figures)
    assert (plan.crop, plan.size) == ("none", cuts.shown.faces.shape[1:])


def test_the_winner_is_trained_and_kept(six: Any) -> None:
    six.button(key="train-winner").click().run()
    assert not six.exception
    next(box for box in six.text_input if box.label == "Name of the model").input("the best")
    next(button for button in six.button if button.label == "Save").click().run()
    assert not six.exception
    _, comparison, _ = six.session_state["compared"]
    manifest = ModelStore().manifests()["the best"]
    assert manifest["recipe"] == comparison.methods[0].contestant.recipe
    assert manifest["pictures"] == 24


def test_bursts_are_kept_together_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    people = drawn_people(4, 4)
    owner, first = people.entries[0]
    shot = decode(first.read())[..., 0] + np.random.default_rng(1).integers(-20, 21, (24, 20))
    data = encode(shot.clip(0, 255).astype(np.uint8))
    again = dataclasses.replace(first, name="all/person 0/again.png", read=lambda: data)
    people = dataclasses.replace(people, entries=(*people.entries, (owner, again)))
    app = compared(opened(people, monkeypatch, ("pixels",)))
    assert any("They form 1 group" in caption.value for caption in app.caption)
    assert "--protocol" not in " ".join(code.value for code in app.code)
    app.toggle(key="choice-bursts").set_value(False).run()
    assert any("choices have changed" in warning.value for warning in app.warning)
    compared(app)
    assert any("2 pictures seem to be shots of a burst and were put" in caption.value for caption in app.caption)
    assert "--protocol kfold" in " ".join(code.value for code in app.code)
    assert 'bursts = "apart"' in taken(app).plan


@pytest.mark.parametrize(("people", "pictures"), [(2, 1), (2, 3), (3, 2)])
def test_few_people_give_sentences(people: int, pictures: int, monkeypatch: pytest.MonkeyPatch) -> None:
    app = compared(opened(drawn_people(people, pictures), monkeypatch, ("pixels",)))
    assert len(app.dataframe[0].value) == 1
    if pictures == 1:
        assert app.dataframe[0].value["Rank 1 in %"][0] == "not measured"
    for view in app.pills(key="choice-view").options:
        app.pills(key="choice-view").set_value(view).run()
        assert not app.exception, view


def test_a_method_that_cannot_learn_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    people = people_from_uploads(
        [(f"all/{who}/{n}.png", encode(np.full((24, 20), 128, np.uint8))) for who in "ab" for n in range(2)]
    )
    app = compared(opened(people, monkeypatch, ("fisherfaces",)))
    assert app.error or len(app.dataframe[0].value) == 1


def test_nothing_chosen_says_what_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    app = screen("compare.py")
    assert not app.exception
    assert any("or take the sample people" in info.value for info in app.info)
    app = opened(drawn_people(2, 2), monkeypatch, ())
    assert any("Choose one method or more" in info.value for info in app.info)
