"""PBM, PGM and PPM, against the levels they were made of and against Pillow."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from facerec.errors import PictureError
from facerec.images import decode, is_transparent
from tests import hostile_pictures as hostile


def by_pillow(data: bytes) -> np.ndarray:
    """Levels of 8 bits: Pillow gives more than 8 bits as 16."""
    image = Image.open(io.BytesIO(data))
    if image.mode == "I":
        return np.repeat((np.asarray(image) / 257 + 0.5).astype(np.uint8)[..., None], 3, axis=2)
    return np.asarray(image.convert("RGB"))


@given(
    st.sampled_from([1, 2, 100, 254, 255, 256, 1023, 4095, 65_534, 65_535]),
    st.sampled_from([2, 3, 5, 6]),
    st.integers(0, 2**32 - 1),
)
def test_levels_are_those_of_pillow(largest: int, kind: int, seed: int) -> None:
    channels = 3 if kind in (3, 6) else 1
    levels = np.random.default_rng(seed).integers(0, largest + 1, (3, 4 * channels))
    start = b"P%d\n# made\n4 3\n%d\n" % (kind, largest)
    if kind in (2, 3):
        data = start + b"\n".join(b" ".join(b"%d" % level for level in row) for row in levels)
    else:
        data = start + levels.astype(">u2" if largest > 255 else np.uint8).tobytes()
    np.testing.assert_array_equal(decode(data), by_pillow(data))


@given(st.integers(1, 20), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_bitmaps_are_those_of_pillow(width: int, height: int, seed: int) -> None:
    bits = np.random.default_rng(seed).integers(0, 2, (height, width))
    packed = b"P4 %d %d\n" % (width, height) + np.packbits(bits.astype(np.uint8), axis=1).tobytes()
    digits = b"P1 %d %d\n" % (width, height) + "\n".join("".join(map(str, row)) for row in bits.tolist()).encode()
    expected = np.repeat(255 * (1 - bits)[..., None], 3, axis=2)
    for data in (packed, digits):
        np.testing.assert_array_equal(decode(data), expected)
        np.testing.assert_array_equal(by_pillow(data), expected)


def test_numbers_of_several_blocks_and_comments_between_them() -> None:
    levels = np.random.default_rng(0).integers(0, 1000, (700, 900))
    data = hostile.plain(levels, 999)
    middle = data.index(b" ", len(data) // 2)
    np.testing.assert_array_equal(
        decode(data[:middle] + b"\n# 1 2 3\r#\n" + data[middle:])[..., 0],
        (np.rint(levels / 999 * 65_535) / 257 + 0.5).astype(np.uint8),
    )


def test_a_stored_level_above_the_largest_is_white() -> None:
    assert decode(b"P5 3 1 100\n\x00\x64\xff")[0, :, 0].tolist() == [0, 255, 255]


@pytest.mark.parametrize(
    "data",
    [
        b"P2 2 1 255\n1 256",
        b"P2 2 1 255\n1",
        b"P2 2 1 255\n1 -1",
        b"P2 2 1 255\n1 x",
        b"P2 2 1 255\n1 99999999999999999999999999",
        b"P1 2 1\n02",
        b"P1 2 1\n0",
        b"P4 9 1\n ",
        b"P5 2 2 255\nabc",
        b"P5 2 2 65536\nabcdefgh",
        b"P5 2 2 0\nabcd",
        b"P6 1 1 255\nab",
        b"P5 0 2 255\n",
        b"P5 -2 2 255\nabcd",
    ],
)
def test_damage_is_an_error_in_words(data: bytes) -> None:
    with pytest.raises(PictureError, match=r"me\.pgm (is damaged|has no pixels)"):
        decode(data, "me.pgm")


def test_a_portable_map_has_no_transparency() -> None:
    assert not is_transparent(b"P5 1 1 255\n\0")
