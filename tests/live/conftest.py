"""A recognizer of sample people who appear in the streams, fitted on shots that are not shown there."""

from __future__ import annotations

import pytest

from facerec.datasets import load, open_people
from facerec.detection import Crop
from facerec.recognizer import FaceRecognizer
from tests.live.streams import SAMPLE_DATA

SHOWN = ("01.jpg", "02.jpg")


@pytest.fixture(scope="session")
def recognizer() -> FaceRecognizer:
    """Eight people, without the first two shots of each; Vera Costa (folder stranger) is not among them."""
    people = open_people(SAMPLE_DATA / "people.csv")
    names = ["Hiro Wang", "Ravi Laurent", *people.names[:5], "Marta Berg"]
    entries = tuple((name, shot) for name, shot in people.entries if name in names and not shot.name.endswith(SHOWN))
    crop = Crop("detect")
    return FaceRecognizer.fit(load(type(people)(entries, (), "sample"), crop.face), crop=crop, folds=4)
