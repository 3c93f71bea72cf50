"""Faces that fill a picture: boxes worked out by hand, and real faces enlarged and pasted, whose place is known."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.detection import Box, Detection, detector
from facerec.detection.close_ups import with_close_ups
from facerec.images import read


def found(*box: int, score: float) -> Detection:
    return Detection(Box(*box), score)


def overlap(one: Box, other: tuple[float, ...]) -> float:
    """Intersection over union."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0.0, width) * max(0.0, height)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return shared / (sum(areas) - shared)


def test_of_two_boxes_of_a_face_the_better_score_stays() -> None:
    part = found(100, 100, 200, 200, score=0.7)  # a quarter of the close-up and inside it
    beside = found(500, 0, 560, 60, score=0.9)
    close = found(50, 50, 250, 250, score=0.8)
    assert with_close_ups([part, beside], [close], 100) == [close, beside]
    assert with_close_ups([part, beside], [found(50, 50, 250, 250, score=0.6)], 100) == [part, beside]
    assert with_close_ups([part, beside], [close], 201) == [part, beside], "it is not large enough to count"


def enlarged(face: np.ndarray, times: int) -> np.ndarray:
    return cv2.resize(face, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)


@pytest.mark.parametrize("name", ["yunet", "rfb-320", "haar"])
def test_close_ups_are_found_where_the_face_is(name: str, zoo_folder: Path, assets: Path) -> None:
    plain = cv2.FaceDetectorYN.create(
        str(zoo_folder / "face_detection_yunet_2023mar.onnx"), "", (132, 152), 0.6, 0.3, 5000
    )
    right = 0
    for person in range(1, 41, 4):
        face = read(assets / f"data/att/s{person}/1.pgm")
        with_room = cv2.copyMakeBorder(face, 20, 20, 20, 20, cv2.BORDER_REPLICATE)
        left, top, width, height = plain.detect(with_room[..., ::-1].copy())[1][0][:4]
        box = np.clip([left - 20, top - 20, left + width - 20, top + height - 20], 0, [92, 112, 92, 112])
        boxes = [one.box for one in detector(name).detect(enlarged(face, 9))]  # the face is some 700 pixels wide
        right += len(boxes) == 1 and overlap(boxes[0], tuple(9 * box)) > 0.5
    assert right == 10


def test_small_faces_in_large_pictures_by_a_network_of_one_size(zoo_folder: Path, assets: Path) -> None:
    picture = np.full((960, 1280, 3), 127, np.uint8)
    places = [(left, top) for left in (30, 330, 630, 930, 1230) for top in (40, 340, 640, 900)]
    for person, (left, top) in enumerate(places, start=1):
        face = cv2.resize(read(assets / f"data/att/s{person}/1.pgm"), (37, 45), interpolation=cv2.INTER_AREA)
        picture[top : top + 45, left : left + 37] = face
    boxes = [one.box for one in detector("rfb-320").detect(picture)]
    right = [any(overlap(box, (left, top, left + 37, top + 45)) > 0.4 for box in boxes) for left, top in places]
    assert sum(right) >= 18
    assert len(boxes) <= 21
