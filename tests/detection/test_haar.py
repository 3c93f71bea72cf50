"""Haar cascades against the boxes that OpenCV is known to give."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.detection import FACE_SIZE, Crop, HaarCascade
from facerec.detection.eyes import find_eyes
from facerec.errors import BadParameter
from facerec.images import read, to_grey

GROUP = [
    (151, 29, 193, 71), (77, 38, 115, 76), (448, 37, 490, 79), (81, 172, 127, 218), (536, 47, 574, 85),
    (288, 173, 331, 216), (509, 170, 553, 214), (357, 48, 399, 90), (182, 179, 219, 216), (251, 38, 293, 80),
    (400, 174, 444, 218), (390, 87, 430, 127), (54, 89, 97, 132), (499, 91, 542, 134), (159, 95, 198, 134),
    (310, 115, 344, 149), (225, 116, 265, 156),
]  # fmt: skip


@pytest.fixture(scope="module")
def group(assets: Path) -> np.ndarray:
    return read(assets / "data" / "pictures" / "test_face_processing.jpg")


def test_seventeen_faces_exactly(group: np.ndarray) -> None:
    found = HaarCascade().detect(group)
    assert [tuple(face.box) for face in found] == sorted(GROUP)
    assert all(0 < face.score < 1 for face in found)


def test_eyes_lie_in_the_upper_half_of_their_face(group: np.ndarray) -> None:
    boxes = [face.box for face in HaarCascade().detect(group)]
    eyes = [(box, find_eyes(to_grey(group), box)) for box in boxes]
    found = [(box, pair) for box, pair in eyes if pair is not None]
    assert len(found) >= 15
    for box, pair in found:
        left, right = (pair - [box.left, box.top]) / box.width
        assert 0.15 < left[0] < 0.45
        assert 0.55 < right[0] < 0.85
        assert min(left[1], right[1]) > 0.22
        assert max(left[1], right[1]) < 0.52


def test_a_picture_known_to_show_a_face_gets_a_lenient_second_look(assets: Path) -> None:
    face = read(assets / "data/att/s37/5.pgm")
    assert HaarCascade().detect(face) == []
    (found,) = HaarCascade().detect(face, lenient=True)
    assert found.box.width > 0.5 * face.shape[1]
    assert Crop("detect").face(face).shape == FACE_SIZE


def test_threads_do_not_disturb_each_other(group: np.ndarray) -> None:
    detector = HaarCascade()
    small = np.ascontiguousarray(group[20:160, 40:340])
    expected = [face.box for face in detector.detect(small)]
    assert len(expected) >= 4
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(detector.detect, [small] * 16):
            assert [face.box for face in found] == expected


def test_large_pictures_are_searched_smaller_and_boxes_mapped_back(group: np.ndarray) -> None:
    large = cv2.resize(group, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    found = HaarCascade(min_size=100).detect(large)
    centres = np.array([[(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] for box in GROUP])
    assert len(found) >= 16
    for face in found:
        centre = np.array([(face.box.left + face.box.right) / 8, (face.box.top + face.box.bottom) / 8])
        assert np.hypot(*(centres - centre).T).min() < 6


def test_nothing_in_noise_and_in_a_single_pixel() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (80, 80, 3)).astype(np.uint8)
    assert HaarCascade().detect(noise) == []
    assert HaarCascade().detect(np.zeros((1, 1, 3), np.uint8)) == []


@pytest.mark.parametrize("wrong", [{"scale_factor": 1.0}, {"min_neighbors": -1}, {"min_size": 0}])
def test_parameters_out_of_range_are_refused(wrong: dict) -> None:
    with pytest.raises(BadParameter, match="allowed are"):
        HaarCascade(**wrong)
