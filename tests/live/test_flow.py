from __future__ import annotations

import cv2
import numpy as np
import pytest

from facerec.live.flow import follow

BOX = np.array([100.0, 80, 180, 170])


@pytest.fixture
def texture() -> np.ndarray:
    noise = np.random.default_rng(0).integers(0, 256, (240, 320), np.uint8)
    return cv2.GaussianBlur(noise, (0, 0), 2.5) * 3


def warped(picture: np.ndarray, growth: float, shift: tuple[float, float]) -> np.ndarray:
    """Scale around the middle of the box, then shift."""
    middle = (BOX[:2] + BOX[2:]) / 2
    matrix = np.column_stack([growth * np.eye(2), middle + shift - growth * middle])
    return cv2.warpAffine(picture, matrix, picture.shape[::-1], borderMode=cv2.BORDER_REFLECT)


@pytest.mark.parametrize(("growth", "shift"), [(1.0, (7.0, -4.0)), (1.08, (0.0, 0.0)), (0.93, (-11.0, 9.0))])
def test_a_box_moves_and_grows_as_the_picture_does(texture, growth, shift):
    middle, half = (BOX[:2] + BOX[2:]) / 2 + shift, growth * (BOX[2:] - BOX[:2]) / 2
    (after,) = follow(texture, warped(texture, growth, shift), [BOX])
    np.testing.assert_allclose(after, np.concatenate([middle - half, middle + half]), atol=0.7)


def test_a_box_is_lost_in_another_picture_and_on_a_blank_one(texture):
    other = cv2.flip(texture, 1)
    blank = np.full_like(texture, 90)
    assert follow(texture, other, [BOX]) == [None]
    assert follow(texture, blank, [BOX]) == follow(blank, blank, [BOX]) == [None]
    assert follow(texture, texture[:100], [BOX]) == [None]


def test_no_boxes_no_work(texture):
    assert follow(texture, texture, []) == []


def test_boxes_beyond_the_border_are_followed_or_lost_but_never_an_error(texture):
    outside = np.array([-300.0, -300, -250, -250])
    half_outside = np.array([-40.0, 50, 40, 130])
    followed = follow(texture, texture, [outside, half_outside, BOX])
    np.testing.assert_allclose(followed[2], BOX, atol=0.1)
