from __future__ import annotations

import cv2
import numpy as np
import pytest

from facerec.detection import Box, Crop, Detection, detector
from facerec.live import Enrolling, Enrolment
from facerec.live.enrolment import FACES, sharpness_of
from tests.live.streams import FPS, Actor, Place, Scene, one_person, swaying

FACE = [Detection(Box(0, 0, 120, 120), 0.9)]


@pytest.fixture
def enrolment() -> Enrolment:
    """Takes pictures for faces, so that a test decides what the face looks like."""
    return Enrolment("Ada", Crop("none", (112, 92)))


@pytest.fixture
def portraits() -> list[np.ndarray]:
    return [Scene([Actor("ravi-laurent", lambda _: Place(0.5), (shot,))]).frame(0)[0] for shot in (1, 2, 3)]


def consider(enrolment: Enrolment, picture: np.ndarray, bright: float = 1.0) -> str:
    enrolment.consider((picture * bright).astype(np.uint8), detector("haar").detect(picture))
    return enrolment.advice


def test_one_face_large_enough(enrolment):
    picture = np.full((480, 640, 3), 120, np.uint8)
    for found, advice in (
        ([], "come into the picture"),
        (FACE * 2, "Only one face"),
        ([Detection(Box(0, 0, 59, 59), 1)], "Come closer"),
    ):
        enrolment.consider(picture, found)
        assert advice in enrolment.advice
    enrolment.consider(picture, FACE)
    assert enrolment.advice == "Look into the camera."  # the detector's face is none for the model's own rule
    assert enrolment.faces.shape == (0, 112, 92)


def test_sharp_and_well_lit(enrolment, portraits):
    good = portraits[0]
    assert "too dark" in consider(enrolment, good, bright=0.3)
    assert "1 of 10" in consider(enrolment, good)
    blurred = cv2.GaussianBlur(portraits[1], (0, 0), 3)
    assert consider(enrolment, blurred) == "Hold still: the picture is blurred."


def test_the_same_look_is_not_taken_twice(enrolment, portraits):
    consider(enrolment, portraits[0])
    assert consider(enrolment, portraits[0]) == "Turn your head a little."
    assert enrolment.taken == 1


def test_somebody_who_takes_the_place_is_not_taken(enrolment, portraits):
    consider(enrolment, portraits[0])
    enrolment.consider(portraits[0], [])  # Ada leaves
    other = Scene([Actor("zuri-osei", lambda _: Place(0.5))]).frame(0)[0]
    for _ in range(2):
        assert consider(enrolment, other) == "Only Ada, please: this looks like somebody else."


def test_who_is_followed_may_look_very_different(enrolment, portraits):
    consider(enrolment, portraits[0])
    dark = (portraits[0] * np.linspace(1.6, 0.2, 640)[:, None]).clip(0, 255).astype(np.uint8)  # light from one side
    assert "2 of 10" in consider(enrolment, dark)


def test_sharpness_falls_with_blur_but_not_with_contrast():
    face = np.random.default_rng(0).integers(60, 200, (112, 92), np.uint8)
    assert sharpness_of(cv2.GaussianBlur(face, (0, 0), 1)) < 0.5 * sharpness_of(face)
    np.testing.assert_allclose(sharpness_of(face // 2), sharpness_of(face), rtol=0.02)


def test_ten_faces_from_a_stream_make_somebody_known(recognizer):
    """Somebody who moves about, and pulls faces."""
    enrolment = Enrolment("Vera Costa", recognizer.crop)
    mode = Enrolling(enrolment, detector("haar"))
    scene = Scene([Actor("stranger", swaying(0.5, height=0.9), (1, 2, 3, 4), seconds_a_shot=0.4)], size=(240, 320))
    for number in range(0, 60 * FPS, 10):
        picture, ((_, box),) = scene.frame(number)
        mode.examine(picture, [Detection(Box(*map(round, box)), 0.9)], [True], number / FPS)
        if enrolment.done:
            break
    assert enrolment.advice == "Thank you: 10 faces are taken."
    assert enrolment.faces.shape == (FACES, 112, 92)
    enrolled = recognizer.enrol(enrolment.name, enrolment.faces)
    (match,) = enrolled.recognize(one_person("stranger").frame(0)[0])
    assert match.nearest == "Vera Costa"
