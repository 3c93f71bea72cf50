"""Which of several faces a picture is about, by boxes whose areas and places are worked out by hand."""

from __future__ import annotations

import pytest

from facerec.detection import Box, Detection
from facerec.detection.enrolled_face import WHICH, check_which, subject
from facerec.errors import BadParameter, NoFaceFound, SeveralFaces

SHAPE = (200, 300, 3)  # the centre is at x 150, y 100


def square(left: int, top: int, side: int) -> Detection:
    return Detection(Box(left, top, left + side, top + side), 1.0)


def test_the_largest_counts_from_twice_the_area_of_the_next() -> None:
    large, next_, small = square(0, 0, 100), square(150, 50, 70), square(270, 170, 20)  # 10,000, 4,900 and 400 pixels
    assert subject([small, next_, large], SHAPE) is large
    near = square(150, 50, 71)  # 5,041 pixels
    with pytest.raises(SeveralFaces, match="100 and 71 pixels wide"):
        subject([near, large], SHAPE)


def test_only_refuses_and_centre_decides() -> None:
    corner, middle = square(0, 0, 100), square(140, 90, 20)
    assert subject([middle], SHAPE, "only") is middle
    with pytest.raises(SeveralFaces, match=r"several faces \(2\)"):
        subject([corner, middle], SHAPE, "only")
    assert subject([corner, middle], SHAPE, "centre") is middle


@pytest.mark.parametrize("which", WHICH)
def test_no_face_is_refused_by_every_rule(which: str) -> None:
    with pytest.raises(NoFaceFound, match="larger, brighter"):
        subject([], SHAPE, check_which(which))


def test_other_names_are_refused() -> None:
    with pytest.raises(BadParameter, match="largest, only, centre"):
        check_which("smallest")
