"""Nothing of a face remains but a few averages, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from facerec.anonymise import BLOCKS, MARGIN, STYLES, anonymise
from facerec.detection import Box, detector
from facerec.errors import BadParameter
from facerec.images import read

CHECKOUT = Path(__file__).resolve().parent.parent


def test_pixels_become_the_mean_of_their_block() -> None:
    picture = np.arange(8 * 8 * 3, dtype=np.uint8).reshape(8, 8, 3)
    wide = np.repeat(np.repeat(picture[: BLOCKS // 2, : BLOCKS // 2], 2, axis=0), 2, axis=1)
    assert np.array_equal(anonymise(wide, [Box(0, 0, BLOCKS, BLOCKS)]), wide), "nothing to average at six pixels"
    twice = np.repeat(np.repeat(wide, 2, axis=0), 2, axis=1)
    noisy = twice.copy()
    noisy[::2, ::2] += 4  # one of the four pixels of each block, so its mean rises by one
    assert np.array_equal(anonymise(noisy, [Box(0, 0, 12, 12)]), twice + 1)


@pytest.mark.parametrize("style", STYLES)
def test_no_face_is_found_afterwards_and_the_rest_is_untouched(style: str) -> None:
    picture = read(CHECKOUT / "sample_data" / "groups" / "group-1.jpg")
    boxes = [found.box for found in detector("haar").detect(picture)]
    assert len(boxes) >= 4
    hidden = anonymise(picture, boxes, style)
    assert detector("haar").detect(hidden) == []
    outside = np.ones(picture.shape[:2], bool)
    for box in boxes:
        across, down = round(MARGIN * box.width), round(MARGIN * box.height)
        outside[max(0, box.top - down) : box.bottom + down, max(0, box.left - across) : box.right + across] = False
    assert np.array_equal(hidden[outside], picture[outside])
    assert not np.shares_memory(hidden, picture)


@given(
    some.tuples(some.integers(1, 40), some.integers(1, 40)),
    some.tuples(*[some.integers(-5, 60)] * 4),
    some.sampled_from(STYLES),
)
def test_any_box_will_do(shape: tuple[int, int], edges: tuple[int, int, int, int], style: str) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    left, top, right, bottom = edges
    assert anonymise(picture, [Box(left, top, max(left, right), max(top, bottom))], style).shape == picture.shape


def test_another_style_is_refused_in_words() -> None:
    with pytest.raises(BadParameter, match="There is no style 'black'; there is pixelate and blur"):
        anonymise(np.zeros((4, 4, 3), np.uint8), [], "black")
