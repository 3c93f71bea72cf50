"""Faces aligned by five points against OpenCV's FaceRecognizerSF."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage.transform import SimilarityTransform

from facerec.detection import Box, Detection, align, align_five, align_four, detector
from facerec.detection.alignment import FIVE_POINTS, FOUR_POINTS, similarity
from facerec.images import read


def check_as_opencv(zoo_folder: Path, picture: np.ndarray, faces: list[Detection]) -> None:
    """Hold each face to FaceRecognizerSF.alignCrop, which rounds its matrix otherwise."""
    peer = cv2.FaceRecognizerSF.create(str(zoo_folder / "mobileface_id_v2.onnx"), "")
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    for face in faces:
        row = np.array([*face.box, *face.landmarks.ravel(), face.score], np.float32)
        expected = cv2.cvtColor(peer.alignCrop(bgr, row), cv2.COLOR_BGR2RGB).astype(int)
        ours = align_five(picture, face).astype(int)
        assert ours.shape == (112, 112, 3)
        assert np.abs(ours - expected).max() <= 3
        assert np.abs(ours - expected).mean() < 0.1


def test_faces_of_the_group_come_as_from_opencv(zoo_folder: Path, assets: Path) -> None:
    picture = read(assets / "data" / "pictures" / "test_face_processing.jpg")
    check_as_opencv(zoo_folder, picture, detector("yunet").detect(picture))


def test_faces_of_att_come_as_from_opencv(zoo_folder: Path, att: tuple[np.ndarray, np.ndarray]) -> None:
    for grey in att[0][::10]:
        picture = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
        faces = detector("yunet").detect(picture)
        assert faces
        check_as_opencv(zoo_folder, picture, faces)


def test_the_similarity_is_that_of_scikit_image() -> None:
    points = FIVE_POINTS * 0.4 + np.random.default_rng(0).normal(0, 3, (5, 2))
    peer = SimilarityTransform.from_estimate(points, FIVE_POINTS)
    np.testing.assert_allclose(similarity(points, FIVE_POINTS), peer.params[:2], atol=1e-9)


@pytest.mark.parametrize("count", [2, 0])
def test_with_fewer_points_the_eyes_or_the_box_decide(count: int, zoo_folder: Path, assets: Path) -> None:
    picture = read(assets / "data" / "pictures" / "test_face_processing.jpg")
    faces = {tuple(face.landmarks[2].astype(int)): face for face in detector("yunet").detect(picture)}
    for one in detector("haar").detect(picture)[:6]:
        (five,) = [
            face
            for (x, y), face in faces.items()
            if one.box.left < x < one.box.right and one.box.top < y < one.box.bottom
        ]
        fewer = Detection(one.box, 1.0, landmarks=five.landmarks[:2]) if count else one
        ours, best = align_five(picture, fewer), align_five(picture, five)
        assert ours.shape == (112, 112, 3)
        assert np.corrcoef(ours[20:100, 20:92].ravel(), best[20:100, 20:92].ravel())[0, 1] > (0.75 if count else 0.6)


def test_it_is_black_beyond_the_picture() -> None:
    white = np.full((40, 40, 3), 255, np.uint8)
    corner = align_five(white, Detection(Box(-20, -20, 20, 20), 1.0, landmarks=FIVE_POINTS.astype(np.float32) - 56))
    assert (corner[:50, :50] == 0).all()
    assert (corner[60:90, 60:90] == 255).all()


def test_where_points_fall_together_the_box_decides() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8)
    boxed = Detection(Box(5, 5, 55, 55), 1.0)  # noise: no eyes are found in it
    for points in (np.full((5, 2), 20), np.full((2, 2), 20), FIVE_POINTS[[1, 0]] * 0):
        together = Detection(boxed.box, 1.0, landmarks=points.astype(np.float32))
        np.testing.assert_array_equal(align_five(picture, together), align_five(picture, boxed))
        np.testing.assert_array_equal(align(picture, together), align(picture, boxed))


def test_a_box_like_a_line_is_not_blown_up_to_a_wall() -> None:
    line = np.zeros((50_000, 2), np.uint8)
    tracemalloc.start()
    align(line, Detection(Box(0, 0, *line.shape[::-1]), 1.0))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5e6


def dotted(points: np.ndarray) -> np.ndarray:
    picture = np.zeros((400, 400, 3), np.uint8)
    for x, y in points:
        cv2.circle(picture, (round(x), round(y)), 4, (255, 255, 255), -1)
    return picture


@pytest.mark.parametrize(("turn", "scale", "size"), [(0, 1.0, (112, 92)), (25, 1.7, (112, 92)), (-40, 2.0, (224, 300))])
def test_eyes_and_mouth_land_on_their_points(turn: float, scale: float, size: tuple[int, int]) -> None:
    rotation = cv2.getRotationMatrix2D((0, 0), turn, scale)[:, :2]
    points = (FIVE_POINTS - 56) @ rotation.T + [200, 200]
    landmarks = points.astype(np.float32)
    landmarks[2] = [350, 20]  # the nose has no say
    face = align_four(dotted(points[[0, 1, 3, 4]]), Detection(Box(0, 0, 1, 1), 1.0, landmarks=landmarks), size)
    assert face.shape == size
    _, _, _, centres = cv2.connectedComponentsWithStats((face > 127).astype(np.uint8))
    enlarged = size[0] / 112
    expected = (FOUR_POINTS * [92, 112] - [46, 56]) * enlarged + [size[1] / 2, size[0] / 2]
    assert len(centres) == 5
    for point in expected:
        assert np.linalg.norm(centres[1:] - point, axis=1).min() < 1.5


def test_without_a_mouth_the_eyes_land_where_they_do_with_it() -> None:
    points = (FIVE_POINTS - 56) * 1.5 + [200, 200]
    faces = [
        align_four(dotted(points[:2]), Detection(Box(0, 0, 1, 1), 1.0, landmarks=points[:count].astype(np.float32)))
        for count in (5, 2)
    ]
    np.testing.assert_array_equal(*faces)
