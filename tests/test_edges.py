"""Edges against OpenCV, scikit-image and what a step should give."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from skimage.filters import scharr as skimage_scharr
from skimage.filters import sobel as skimage_sobel

from facerec import edges
from facerec.errors import BadParameter
from facerec.images import read

STEP = np.repeat(np.array([[40, 150]], np.uint8), 20, axis=1).repeat(30, axis=0)


@pytest.mark.parametrize(
    ("low", "high", "aperture", "l2"), [(100, 200, 3, False), (50, 80, 5, True), (900, 90, 7, False)]
)
def test_canny_is_opencvs(assets: Path, low: float, high: float, aperture: int, l2: bool) -> None:
    file = assets / "data/att/s1/1.pgm"
    expected = cv2.Canny(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE), low, high, apertureSize=aperture, L2gradient=l2)
    assert np.array_equal(edges.canny(read(file), low, high, aperture, l2), expected)
    assert expected.any()


def test_gradients_are_what_canny_compares_with_its_thresholds(assets: Path) -> None:
    face = cv2.imread(str(assets / "data/att/s1/1.pgm"), cv2.IMREAD_GRAYSCALE)
    for aperture in (3, 5, 7):
        for l2 in (False, True):
            steepest = float(edges.gradients(face, aperture, l2).max())
            assert edges.canny(face, steepest * 0.98, steepest * 0.98, aperture, l2).any()
            assert not edges.canny(face, steepest * 1.02, steepest * 1.02, aperture, l2).any()


@pytest.mark.parametrize(
    ("method", "parameters"),
    [("sobel", {"aperture": size}) for size in (1, 3, 5, 7)]
    + [("scharr", {})]
    + [("laplacian", {"aperture": size}) for size in (1, 3, 5, 7)]
    + [("dog", {"sigma": 1.0, "ratio": 1.6}), ("dog", {"sigma": 2.0, "ratio": 3.0})],
)
def test_a_step_shows_as_its_height(method: str, parameters: dict[str, float]) -> None:
    strength = edges.find_edges(STEP, method, **parameters)
    assert strength.max() == pytest.approx(110, abs=7 if method == "dog" else 1)  # pixels miss the peak between them
    assert not strength[:, [0, -1]].any()


@pytest.mark.parametrize(("method", "peer"), [("sobel", skimage_sobel), ("scharr", skimage_scharr)])
def test_gradient_magnitudes_agree_with_scikit_image(att: tuple[np.ndarray, np.ndarray], method: str, peer) -> None:
    face = att[0][7]
    ours = edges.find_edges(face, method)[1:-1, 1:-1].astype(float)
    theirs = peer(face.astype(float))[1:-1, 1:-1]
    scale = np.sqrt(2)  # theirs is the root mean square of both directions
    np.testing.assert_allclose(ours, np.clip(theirs * scale, 0, 255), atol=0.51)


def test_automatic_thresholds_lie_a_third_around_the_median() -> None:
    grey = np.full((5, 5), 100, np.uint8)
    assert edges.automatic_thresholds(grey) == pytest.approx((67, 133))
    assert edges.automatic_thresholds(np.full((5, 5), 250, np.uint8))[1] == 255


def test_edges_over_a_picture_leave_their_colour_and_dim_the_rest() -> None:
    picture = np.full((4, 4, 3), 200, np.uint8)
    mask = np.zeros((4, 4), np.uint8)
    mask[1, 2] = 255
    drawn = edges.over(picture, mask)
    assert tuple(drawn[1, 2]) == edges.EDGE_COLOUR
    assert (drawn[mask == 0] == 90).all()


@given(
    some.sampled_from(sorted(edges.METHODS)),
    some.tuples(some.integers(1, 30), some.integers(1, 30)),
    some.integers(0, 2**32 - 1),
    some.data(),
)
def test_any_allowed_parameters_will_do(method: str, shape: tuple[int, int], seed: int, data: some.DataObject) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (*shape, 3), np.uint8)
    chosen = {}
    for one in edges.METHODS[method].parameters:
        whole = isinstance(one.default, int)
        numbers = some.integers(int(one.low), int(one.high)) if whole else some.floats(one.low, one.high)
        chosen[one.name] = data.draw(numbers)
    if "aperture" in chosen:
        chosen["aperture"] = int(chosen["aperture"]) | 1
    found = edges.find_edges(picture, method, **chosen)
    assert found.shape == shape
    assert found.dtype == np.uint8


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        ("prewitt", {}, "There is no edge filter 'prewitt'; there is canny, sobel"),
        ("canny", {"sigma": 1}, "has no parameter 'sigma'; it has low, high, aperture, l2"),
        ("canny", {"aperture": 4}, "aperture is 4; it must be 3, 5 or 7"),
        ("sobel", {"aperture": 8}, "aperture is 8; it must be a whole number from 1 to 7"),
        ("scharr", {"aperture": 3}, "it has none"),
    ],
)
def test_what_is_not_allowed_is_told(method: str, parameters: dict[str, float], words: str) -> None:
    with pytest.raises(BadParameter, match=words):
        edges.find_edges(STEP, method, **parameters)
