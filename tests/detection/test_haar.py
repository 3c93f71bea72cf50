"""Haar cascades against the boxes that OpenCV is known to give."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from facerec.detection import Box, HaarCascade
from facerec.detection.eyes import find_eyes
from facerec.detection.haar import CASCADES
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


@pytest.mark.parametrize("name", [name for name in CASCADES if name != "haar-profile"])
def test_every_cascade_gives_the_boxes_of_opencv(name: str, assets: Path) -> None:
    picture = read(assets / "data" / "pictures" / "test_cat_face_detection.jpg")[100:420, 80:]
    plain = cv2.CascadeClassifier(cv2.data.haarcascades + CASCADES[name].file)
    boxes = plain.detectMultiScale(to_grey(picture), 1.2, 3, minSize=(40, 40))
    found = HaarCascade(name, scale_factor=1.2, min_neighbors=3, min_size=40).detect(picture)
    expected = [(left, top, left + width, top + height) for left, top, width, height in np.reshape(boxes, (-1, 4))]
    assert [one.box for one in found] == sorted(expected)
    assert {one.label for one in found} <= {CASCADES[name].label}


@pytest.mark.parametrize(
    ("file", "boxes"), [("cat.jpg", [(256, 504, 498, 746)]), ("test_cat_face_detection.jpg", 2), ("cat_keras.jpg", 0)]
)
def test_cats_exactly(file: str, boxes: list | int, assets: Path) -> None:
    found = HaarCascade("cat-face-extended").detect(read(assets / "data" / "pictures" / file))
    assert (len(found) if isinstance(boxes, int) else [one.box for one in found]) == boxes


def test_a_profile_is_found_whichever_way_it_looks(group: np.ndarray) -> None:
    finder = HaarCascade("haar-profile")
    width = group.shape[1]
    found = {one.box for one in finder.detect(group)}
    mirrored = finder.detect(np.ascontiguousarray(group[:, ::-1]))
    assert len(found) >= 10
    # of two that overlap, one looking either way, the surer stays; of two that are as sure, the first
    same = {Box(width - one.box.right, one.box.top, width - one.box.left, one.box.bottom) for one in mirrored} & found
    assert len(same) >= len(found) - 2


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


def test_a_lenient_search_takes_fewer_hits_for_a_face(assets: Path) -> None:
    face = read(assets / "data/att/s39/6.pgm")
    assert HaarCascade().detect(face) == []
    (found,) = HaarCascade().detect(face, lenient=True)
    assert found.box.width > 0.5 * face.shape[1]


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


@given(
    name=st.sampled_from(list(CASCADES)),
    scale_factor=st.floats(1.01, 4),
    min_neighbors=st.integers(0, 100),
    min_size=st.integers(1, 10_000) | st.integers(1, 60),
    shape=st.tuples(st.integers(1, 64), st.integers(1, 64)) | st.sampled_from([(1, 3000), (3000, 1), (24, 2001)]),
    seed=st.none() | st.integers(0, 9),
)
@hypothesis_settings(max_examples=60, deadline=None)
def test_any_allowed_parameters_serve_any_picture(
    name: str, scale_factor: float, min_neighbors: int, min_size: int, shape: tuple[int, int], seed: int | None
) -> None:
    picture = np.full((*shape, 3), 128, np.uint8)
    if seed is not None:
        picture = np.random.default_rng(seed).integers(0, 256, picture.shape, np.uint8)
    finder = HaarCascade(name, scale_factor=scale_factor, min_neighbors=min_neighbors, min_size=min_size)
    for one in finder.detect(picture):
        assert 0 <= one.box.left < one.box.right <= shape[1]
        assert 0 <= one.box.top < one.box.bottom <= shape[0]
        assert 0 <= one.score <= 1
