"""The answers of the Recognize screen to one picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from facerec.datasets import People, load, open_people
from facerec.detection import Crop
from facerec.images import encode, read
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore
from pages import answers

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="module")
def recognizer() -> FaceRecognizer:
    people = open_people(SAMPLE / "people.csv")
    six = People(tuple(one for one in people.entries if one[0] in people.names[:6]), (), "sample")
    crop = Crop("detect")
    return FaceRecognizer.fit(load(six, crop.face), recipe="fisherfaces", crop=crop, folds=2)


def shown(recognizer: FaceRecognizer, file: str, data: bytes, threshold: float | None = None) -> AppTest:
    def screen(file: str, data: bytes, threshold: float | None) -> None:
        from pages import answers, ui

        model = ui.open_model("six")
        answers.show("six", model, file, data, model.open_set.threshold if threshold is None else threshold, 0)

    ModelStore().save(recognizer, "six")
    values = {"file": file, "data": data, "threshold": threshold}
    app = AppTest.from_function(screen, default_timeout=120, kwargs=values).run()
    assert not app.exception
    return app


def warned(app: AppTest, words: str) -> int:
    return sum(words in warning.value for warning in app.warning)


def test_a_person_twice_is_marked_until_it_is_allowed(recognizer: FaceRecognizer) -> None:
    picture = read(SAMPLE / "people" / "bruno-duarte" / "01.jpg")
    app = shown(recognizer, "collage.png", encode(np.hstack([picture, picture])), threshold=1e9)
    assert warned(app, "already named in this picture") == 1
    assert warned(app, "trained on the drawn sample people") == 1
    next(toggle for toggle in app.toggle if toggle.label == "A person may appear twice").set_value(True).run()
    assert warned(app, "already named in this picture") == 0


def test_a_name_of_less_than_half_has_its_reason(recognizer: FaceRecognizer) -> None:
    file = SAMPLE / "stranger" / "01.jpg"
    app = shown(recognizer, file.name, file.read_bytes(), threshold=1e9)
    assert warned(app, "more likely wrong than right") == 1
    assert warned(app, "trained on the drawn sample people") == 0  # the stranger is drawn, too


def test_a_threshold_without_measured_strangers_says_so() -> None:
    said = answers.expected_rates(1.0, float("nan"))
    assert said.startswith("Here about 100 % of the pictures of enrolled people get the right name")
    assert said.endswith("an unmeasured share of strangers' get one.")
