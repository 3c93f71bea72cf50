"""Tiny faces in large pictures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.detection import Box, Detection, detector, tiled
from facerec.detection.tiles import TILE
from facerec.images import Picture, read


def test_tiles_find_faces_that_are_lost_in_the_whole(zoo_folder: Path, assets: Path) -> None:
    group = read(assets / "data" / "pictures" / "test_face_processing.jpg")
    small = cv2.resize(group, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    scene = np.full((2000, 4000, 3), 127, np.uint8)
    scene[1500 : 1500 + small.shape[0], 900 : 900 + small.shape[1]] = small
    finder = detector("yunet")
    expected = finder.detect(small)
    found = tiled(finder).detect(scene)
    assert len(finder.detect(scene)) <= 2
    assert len(found) == 17
    apart = [one.landmarks - [900, 1500] - other.landmarks for one, other in zip(found, expected, strict=True)]
    assert np.abs(apart).mean() < 1


class White:
    """Finds what is white, if it is no smaller than 1 % of the picture."""

    name = "white"

    def __init__(self) -> None:
        self.looks = 0

    def detect(self, picture: Picture, *, lenient: bool = False) -> list[Detection]:
        self.looks += 1
        left, top, width, height = cv2.boundingRect((picture[..., 0] > 200).astype(np.uint8))
        large = max(width, height) >= 0.01 * max(picture.shape)
        return [Detection(Box(left, top, left + width, top + height), 0.9)] if width and large else []


@pytest.mark.parametrize("place", [(0, 0), (2990, 1990), (355, 350), (470, 470), (1500, 1000)])
def test_a_spot_is_found_once_wherever_tiles_meet(place: tuple[int, int]) -> None:
    x, y = place
    picture = np.zeros((2000, 3000, 3), np.uint8)
    picture[y : y + 10, x : x + 10] = 255
    assert [one.box for one in tiled(White()).detect(picture)] == [(x, y, x + 10, y + 10)]


def test_small_pictures_are_looked_at_once_and_huge_ones_not_for_ever() -> None:
    finder = White()
    assert tiled(finder).name == "white"
    tiled(finder).detect(np.zeros((TILE, TILE, 3), np.uint8))
    assert finder.looks == 1
    tiled(finder).detect(np.zeros((2, 40_000, 3), np.uint8))
    looks, finder.looks = finder.looks, 0
    assert looks < 130
    tiled(finder).detect(np.broadcast_to(np.uint8(0), (12_000, 12_000, 3)))
    assert finder.looks <= 401
