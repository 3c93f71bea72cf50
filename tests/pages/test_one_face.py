"""One face under every method, without a browser."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from facerec.datasets import People, people_from_uploads
from facerec.images import encode
from pages import one_face_named, pictures, side_by_side
from pages.side_by_side import Row, Tile
from tests.pages.test_compare import compared, opened


def shots(people: int, several: int, seed: int = 0) -> np.ndarray:
    """Pictures (people, several, 24, 20) of a pattern each, with noise between the pictures of one person."""
    random = np.random.default_rng(seed)
    patterns = random.integers(60, 200, (people, 1, 24, 20))
    return (patterns + random.integers(-25, 26, (people, several, 24, 20))).clip(0, 255).astype(np.uint8)


def people_of(faces: np.ndarray) -> People:
    return people_from_uploads(
        [
            (f"all/person {who}/{number}.png", encode(face))
            for who, mine in enumerate(faces)
            for number, face in enumerate(mine)
        ]
    )


def looked_at(faces: np.ndarray, view: str, monkeypatch: pytest.MonkeyPatch, *recipes: str) -> Any:
    return compared(opened(people_of(faces), monkeypatch, recipes or ("pixels", "eigenfaces"), view=view))


def captions(app: Any) -> list[str]:
    return [
        picture.caption.replace("\\", "")
        for images in app.get("image")
        for picture in images.proto.imgs
        if picture.caption
    ]


def ask_about(app: Any, person: str, number: int) -> None:
    next(control for control in app.segmented_control if control.key.startswith("choice-face")).set_value(
        "Any of these people"
    ).run()
    app.selectbox(key=f"choice-person-{app.session_state['compared'][2].shown.digest}").select(person).run()
    app.selectbox(key=f"choice-picture-of-{person}").select_index(number).run()
    assert not app.exception


def texts(app: Any) -> str:
    return "\n".join(each.value for each in (*app.markdown, *app.caption))


def test_every_method_shows_what_it_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    app = looked_at(shots(5, 3), "What they see", monkeypatch, "pixels", "eigenfaces", "lbph", "hog-svm")
    shown = captions(app)
    assert shown[:4] == ["The face", "Edges", "Lines", "Fine detail"]
    assert set(shown[4:]) == {
        "Grey levels",
        "Rebuilt",
        "Left out",
        "Strongest part",
        "Patterns",
        "Cells",
        "Edge strokes",
    }
    assert "Everything was learned without this face" in texts(app)
    assert "All that 13 Eigenfaces keep of it" in texts(app)  # of 14 faces: without the fifteenth


def test_one_face_is_named_without_having_been_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    faces = shots(5, 3)
    app = looked_at(faces, "One face", monkeypatch)
    ask_about(app, "person 3", 1)
    apart = np.linalg.norm(faces.reshape(15, -1).astype(float) - faces[3, 1].ravel(), axis=1)
    second = np.delete(apart, [9, 10, 11]).argmin()
    runner_up = (second if second < 9 else second + 3) // 3
    trio = ["person 3", "nearest: person 3 ✓", f"then: person {runner_up} ✗"]
    assert captions(app)[:4] == [*trio, "what speaks"]
    nearest = min(apart[9], apart[11])
    assert f"Nearest: **person 3** at {nearest:.4g}" in texts(app)
    assert "This is **person 3**, and 2 of 2 methods say so." in texts(app)


def test_what_was_found_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = looked_at(shots(4, 3), "One face", monkeypatch)
    before = captions(app)

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("it was learned again")

    monkeypatch.setattr(one_face_named, "learned_without", never)
    app.run()
    assert not app.exception
    assert captions(app) == before


def test_a_wrong_name_is_found_first_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of person 1 lies in the folder of person 0."""
    faces = shots(5, 4)
    faces[0, 2] = (faces[1, 0].astype(int) + np.random.default_rng(5).integers(-20, 21, (24, 20))).clip(0, 255)
    app = looked_at(faces, "One face", monkeypatch)
    hard = next(box for box in app.selectbox if box.key and box.key.startswith("choice-hard"))
    assert hard.options[0] == "person 0 · all/person 0/2.png · 2 of 2 methods wrong"
    assert captions(app)[:2] == ["person 0", "nearest: person 1 ✗"]
    assert "wrong name" in texts(app) or "called unknown" in texts(app)
    assert "0 of 2 methods say so" in texts(app)


def test_copies_of_the_face_are_held_out_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    faces = shots(5, 4)
    faces[0, 1] = faces[0, 0]
    app = looked_at(faces, "One face", monkeypatch, "pixels")
    ask_about(app, "person 0", 0)
    nearest = [found.answer.nearest for found in app.session_state["kept-naming"].values()][-1]
    assert nearest.name == "person 0"
    assert nearest.distance > 100  # a copy would be at 0


def test_a_stranger_from_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = encode(shots(1, 1, seed=9)[0, 0])
    monkeypatch.setattr(pictures, "choose", lambda: [("visitor.png", stranger)])
    app = looked_at(shots(6, 4), "One face", monkeypatch)
    from_where = next(control for control in app.segmented_control if control.key.startswith("choice-face"))
    from_where.set_value("Another picture").run()
    assert not app.exception
    assert captions(app)[0] == "this face"
    assert "2 of 2 methods know nobody who looks like this." in texts(app)
    app.pills(key="choice-view").set_value("What they see").run()
    assert not app.exception
    assert "The methods have learned from everybody here." in texts(app)


def test_a_person_with_a_single_picture_is_a_stranger_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    people = people_of(shots(4, 3))
    lonely = [
        (name, source)
        for name, source in people.entries
        if source.name not in ("all/person 0/1.png", "all/person 0/2.png")
    ]
    app = compared(opened(People(tuple(lonely), (), "all"), monkeypatch, ("pixels",), view="One face"))
    assert "No other picture of **person 0** was learned, so this is a stranger: 1 of 1 say unknown." in texts(app)
    assert "rightly unknown" in texts(app)


def test_stopped_work_waits_to_be_asked_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    app = compared(opened(people_of(shots(4, 3)), monkeypatch))
    app.session_state["naming-left"] = "stopped"
    app.pills(key="choice-view").set_value("One face").run()
    assert not captions(app)
    assert any("Methods that were through are kept" in info.value for info in app.info)
    app.button(key="go-on-naming").click().run()
    assert len(captions(app)) == 8


def test_all_pictures_as_one() -> None:
    face = np.full((112, 92), 90, np.uint8)
    rows = [Row("one", (Tile(face, "a"), Tile(face, "b"))), Row("none", ()), Row("two", (Tile(face[:50], "c"),))]
    sheet = Image.open(BytesIO(side_by_side.as_one_picture(rows)))
    assert sheet.width > 2 * 200
    assert sheet.height > 2 * 200  # pictures of a row have the proportions of its first
