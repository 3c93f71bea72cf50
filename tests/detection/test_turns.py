"""Pictures that lie on their side or upside down. The right turn is the one that was undone before the search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facerec.detection import Box, Crop, Detection, detector
from facerec.detection.turns import detect_turned, move, note_of_turns, turned
from facerec.images import Picture, read

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="module")
def photos(assets: Path) -> list[Picture]:
    return [read(assets / "data" / "photos" / f"p{person:02d}" / "1.jpg") for person in (1, 2, 3)]


def lying(picture: Picture, degrees: int) -> Picture:
    """Turn a picture so that it must be turned by some degrees clockwise to be upright again."""
    return np.ascontiguousarray(np.rot90(picture, degrees // 90))


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("name", ["haar", "yunet"])
def test_a_photo_is_searched_in_the_turn_in_which_it_is_upright(
    photos: list[Picture], zoo_folder: Path, name: str, degrees: int
) -> None:
    for photo in photos:
        found = detect_turned(detector(name), lying(photo, degrees))
        assert [one.turned for one in found] == [degrees] * len(found)
        assert found


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("colour", [False, True])
def test_the_face_of_a_lying_photo_is_that_of_the_upright_one(
    photos: list[Picture], zoo_folder: Path, degrees: int, colour: bool
) -> None:
    crop = Crop("detect", (112, 112), "yunet", colour=colour)
    for photo in photos:
        (seen, upright), (found, face) = (
            max(crop.faces(each), key=lambda one: one[0].score) for each in (photo, lying(photo, degrees))
        )
        np.testing.assert_allclose(face, upright, atol=4)  # OpenCV warps in steps of 1/32 pixel
        np.testing.assert_allclose(crop.face(lying(photo, degrees)), crop.face(photo), atol=4)
        left, top, right, bottom = found.box
        there = lying(photo, degrees)[top:bottom, left:right]
        left, top, right, bottom = seen.box
        np.testing.assert_array_equal(there, lying(photo[top:bottom, left:right], degrees))


@pytest.mark.parametrize("name", ["car.jpg", "cat.jpg", "cat_keras.jpg"])
@pytest.mark.parametrize("finder", ["haar", "yunet"])
def test_no_turn_makes_a_face_of_what_is_none(assets: Path, zoo_folder: Path, name: str, finder: str) -> None:
    assert not any(one.turned for one in detect_turned(detector(finder), read(assets / "data/pictures" / name)))


def test_live_video_does_not_try_the_turns(photos: list[Picture]) -> None:
    crop = Crop("detect")
    assert crop.faces(lying(photos[0], 90))
    assert not crop.faces(lying(photos[0], 90), turns=False)


def test_points_and_boxes_go_with_the_picture() -> None:
    picture = np.zeros((30, 50), np.uint8)
    picture[4:9, 7:19] = 1
    picture[5, 11] = 2
    one = Detection(Box(7, 4, 19, 9), 1.0, landmarks=np.array([[11, 5]], np.float32))
    for degrees in (0, 90, 180, 270):
        there, moved = turned(picture, degrees), move(one, degrees, picture.shape)
        left, top, right, bottom = moved.box
        assert (there[top:bottom, left:right] > 0).all()
        assert (there > 0).sum() == moved.box.width * moved.box.height
        x, y = moved.landmarks[0].astype(int)
        assert there[y, x] == 2
        assert move(moved, 360 - degrees, there.shape).box == one.box


def test_what_was_turned_is_said(photos: list[Picture]) -> None:
    crop = Crop("detect")
    picture = lying(photos[0], 270)
    assert "turned by 270 degrees clockwise" in crop.note(picture, crop.faces(picture))
    assert crop.note(photos[0], crop.faces(photos[0])) is None
    assert note_of_turns([]) is None
    assert "turned by 90 degrees clockwise, and the model takes the picture as it is" in Crop("none").note(picture)
