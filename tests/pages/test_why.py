"""Why this name, on the Recognize screen, without a browser."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from facerec.datasets import Dataset
from facerec.images import encode
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore
from pages import pictures
from tests.pages.test_pages import screen


def asked(recipe: str, monkeypatch: pytest.MonkeyPatch, *, keep_faces: bool = True) -> Any:
    """Open Recognize with a model of four people and one more picture of the last."""
    rng = np.random.default_rng(0)
    patterns = rng.integers(60, 200, (4, 1, 48, 40))
    faces = (patterns + rng.integers(-25, 26, (4, 3, 48, 40))).reshape(-1, 48, 40).astype(np.uint8)
    names = np.repeat(["Ada", "Ben", "Cleo", "Dan"], 3)
    dataset = Dataset(faces[:-1], names[:-1], tuple(map(str, range(11))), ())
    ModelStore().save(FaceRecognizer.fit(dataset, recipe=recipe, folds=2, keep_faces=keep_faces), "four")
    monkeypatch.setattr(pictures, "choose", lambda **_: [("dan.png", encode(faces[-1]))])
    return screen("recognize.py")


def words(app: Any) -> str:
    assert not app.exception
    return "\n".join(text.value for text in [*app.markdown, *app.caption])


def test_the_margin_is_taken_apart_and_parts_are_covered_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    app = asked("eigenfaces", monkeypatch)
    assert "Nearest is **Dan**" in words(app)
    assert "The runner-up, **" in words(app)
    assert "make up the margin exactly" in words(app)
    assert "Which eigenfaces decide?" not in words(app)
    app.toggle(key="closer-0-1").set_value(True).run()
    assert "Which eigenfaces decide?" in words(app)
    assert "Teal: without this part" not in words(app)
    app.button(key="cover-0-1").click().run()
    assert "Teal: without this part" in words(app)
    app.run()
    assert "Teal: without this part" in words(app), "what was made is kept"
    app.slider[0].set_value(app.slider[0].min).run()
    assert "Even the nearest, **Dan**" in words(app)


def test_says_what_cannot_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    app = asked("hog-svm", monkeypatch, keep_faces=False)
    assert "keep no pictures" in words(app)
    assert "make up the margin exactly" not in words(app)
    app.toggle(key="closer-0-1").set_value(True).run()
    assert "weighs all pictures of a person at once." in words(app)
