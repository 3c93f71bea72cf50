"""YuNet against OpenCV's own FaceDetectorYN, called plainly."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.detection import detector, make_detector
from facerec.detection.yunet import YuNet
from facerec.errors import BadParameter, WeightsError, WeightsMissing
from facerec.images import read
from tests.detection.test_haar import GROUP


@pytest.fixture
def group(assets: Path) -> np.ndarray:
    return read(assets / "data" / "pictures" / "test_face_processing.jpg")


def plain(zoo_folder: Path, picture: np.ndarray) -> np.ndarray:
    """Rows of x, y, width, height, five points and the score."""
    height, width = picture.shape[:2]
    net = cv2.FaceDetectorYN.create(
        str(zoo_folder / "face_detection_yunet_2023mar.onnx"), "", (width, height), 0.6, 0.3, 5000
    )
    return net.detect(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1]


def test_all_of_the_group_with_the_boxes_and_points_of_opencv(zoo_folder: Path, group: np.ndarray) -> None:
    found = detector("yunet").detect(group)
    rows = sorted(plain(zoo_folder, group), key=lambda row: tuple(row[:2].round()))
    assert len(found) == len(rows) == 17
    for face, row in zip(found, rows, strict=True):
        assert face.box == pytest.approx([row[0], row[1], row[0] + row[2], row[1] + row[3]], abs=0.51)
        assert face.score == pytest.approx(row[14])
        np.testing.assert_array_equal(face.landmarks, row[4:14].reshape(5, 2))
    for left, top, right, bottom in GROUP:
        inside = [f for f in found if left < f.landmarks[2, 0] < right and top < f.landmarks[2, 1] < bottom]
        assert len(inside) == 1, "the tip of one nose in each box of the cascade"


def test_points_stand_in_order_also_in_a_picture_upside_down(zoo_folder: Path, group: np.ndarray) -> None:
    faces = detector("yunet").detect(np.ascontiguousarray(group[::-1, ::-1]))
    assert len(faces) >= 1
    for face in [*faces, *detector("yunet").detect(group)]:
        assert face.landmarks[0, 0] < face.landmarks[1, 0]
        assert face.landmarks[3, 0] < face.landmarks[4, 0]


def test_every_face_of_att(zoo_folder: Path, att: tuple[np.ndarray, np.ndarray]) -> None:
    finder = detector("yunet")
    assert all(finder.detect(cv2.cvtColor(face, cv2.COLOR_GRAY2RGB)) for face in att[0])


def test_a_cat_is_taken_for_one_face(zoo_folder: Path, assets: Path) -> None:
    (false,) = detector("yunet").detect(read(assets / "data" / "pictures" / "cat.jpg"))
    assert false.score >= 0.6


def test_large_pictures_are_searched_smaller_and_mapped_back(zoo_folder: Path, group: np.ndarray) -> None:
    large = cv2.resize(group, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    rows = 2 * plain(zoo_folder, cv2.resize(large, (1280, 964), interpolation=cv2.INTER_AREA))
    found = detector("yunet").detect(large)
    assert len(found) == len(rows) == 17
    for face, row in zip(found, sorted(rows, key=lambda row: tuple(row[:2].round())), strict=True):
        assert face.box == pytest.approx([row[0], row[1], row[0] + row[2], row[1] + row[3]], abs=0.51)
        np.testing.assert_allclose(face.landmarks, row[4:14].reshape(5, 2), rtol=1e-6)


def test_the_least_score_counts_and_half_of_it_where_lenient(zoo_folder: Path, group: np.ndarray) -> None:
    scores = [face.score for face in detector("yunet").detect(group)]
    strict = make_detector("yunet", score=0.935)
    assert len(strict.detect(group)) == sum(score >= 0.935 for score in scores) < 17
    assert len(strict.detect(group, lenient=True)) == 17
    with pytest.raises(BadParameter, match="above 0 and below 1"):
        YuNet(score=1.0)


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (15, 15), (16, 16), (17, 300)])
def test_pictures_without_room_for_a_face_hold_none(zoo_folder: Path, shape: tuple[int, int]) -> None:
    assert detector("yunet").detect(np.full((*shape, 3), 90, np.uint8)) == []


@pytest.mark.parametrize("shape", [(16, 16), (20, 300), (300, 32), (31, 64)])
def test_small_pictures_get_one_answer_whatever_memory_held_before(
    zoo_folder: Path, group: np.ndarray, shape: tuple[int, int]
) -> None:
    small = cv2.resize(group, shape[::-1], interpolation=cv2.INTER_AREA)
    roomy = np.zeros((max(shape[0], 64), max(shape[1], 64), 3), np.uint8)
    roomy[: shape[0], : shape[1]] = small
    finder, answers = make_detector("yunet", score=0.001), []
    for junk in (0.0, 1e30, -1e30, np.nan, 5.0) * 4:
        held = [np.full(size, junk, np.float32) for size in range(1_000, 200_000, 8_000)]
        del held
        answers.append([(face.score, tuple(face.landmarks.ravel())) for face in finder.detect(small)])
    assert answers == [answers[0]] * len(answers)
    everywhere = {(face.score, tuple(face.landmarks.ravel())) for face in finder.detect(roomy)}
    assert set(answers[0]) <= everywhere, "those of the same picture with room around it"


def test_without_its_file_one_sentence_says_where_to_put_it() -> None:
    with pytest.raises(WeightsMissing, match=r"face_detection_yunet_2023mar\.onnx .* zoo fetch yunet"):
        detector("yunet")


def test_a_file_that_is_no_yunet_is_told_in_words(zoo_folder: Path) -> None:
    (zoo_folder / "wrong.toml").write_text(
        """
        file = "version-RFB-320.onnx"
        task = "faces"
        decoder = "yunet"
        input = { height = 0, width = 0, colour = "bgr" }
        """
    )
    with pytest.raises(WeightsError, match="is no YuNet"):
        detector("wrong").detect(np.zeros((320, 320, 3), np.uint8))
