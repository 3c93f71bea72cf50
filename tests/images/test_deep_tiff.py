"""Grey TIFF of 10 to 16 bits, written bit by bit (TIFF 6.0); the right level is stored / largest * 255, rounded."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facerec.errors import PictureError, PictureTooLarge, UnsupportedPicture
from facerec.images import decode, read
from facerec.images.deep_tiff import deep_tiff

NONE, LZW, DEFLATE, PACKBITS = 1, 5, 8, 32773
WHITE_IS_ZERO, BLACK_IS_ZERO = 0, 1
LEVELS = np.random.default_rng(0).integers(0, 2**16, (7, 13))


def packed(levels: np.ndarray, bits: int, order: str) -> bytes:
    """Lay levels out: 16 bits in the byte order of the file, fewer one after the other, rows filled up to a byte."""
    if bits == 16:
        return levels.astype(f"{order}u2").tobytes()
    rows = ("".join(f"{level:0{bits}b}" for level in row) for row in levels)
    return b"".join(int(row.ljust(-(-len(row) // 8) * 8, "0"), 2).to_bytes(-(-len(row) // 8), "big") for row in rows)


def compressed(data: bytes, how: int, row_bytes: int) -> bytes:
    if how == DEFLATE:
        return zlib.compress(data)
    if how == PACKBITS:  # every row as one literal run
        rows = (data[at : at + row_bytes] for at in range(0, len(data), row_bytes))
        return b"".join(bytes([len(row) - 1]) + row for row in rows)
    if how == LZW:  # the bytes do not care whether they are one row of 8-bit levels
        file = io.BytesIO()
        Image.frombytes("L", (len(data), 1), data).save(file, "TIFF", compression="tiff_lzw")
        tags = Image.open(io.BytesIO(file.getvalue())).tag_v2
        return file.getvalue()[tags[273][0] : tags[273][0] + tags[279][0]]
    return data


def tiff(
    levels: np.ndarray,
    bits: int,
    *,
    order: str = "<",
    photometric: int = BLACK_IS_ZERO,
    how: int = NONE,
    mirrored_bits: bool = False,
    orientation: int = 1,
    rows_per_strip: int = 3,
) -> bytes:
    """Write a grey TIFF with several strips."""
    height, width = levels.shape
    strips = []
    for top in range(0, height, rows_per_strip):
        data = packed(levels[top : top + rows_per_strip], bits, order)
        data = compressed(data, how, -(-width * bits // 8))
        strips.append(bytes(int(f"{byte:08b}"[::-1], 2) for byte in data) if mirrored_bits else data)
    offsets = [8 + sum(map(len, strips[:number])) for number in range(len(strips))]
    body = b"".join(strips)
    body += bytes(len(body) % 2)
    lists_at = 8 + len(body)
    body += struct.pack(f"{order}{2 * len(strips)}I", *offsets, *map(len, strips))
    short, long = 3, 4
    tags = [
        (256, long, 1, width),
        (257, long, 1, height),
        (258, short, 1, bits),
        (259, short, 1, how),
        (262, short, 1, photometric),
        (266, short, 1, 2 if mirrored_bits else 1),
        (273, long, len(strips), lists_at),
        (274, short, 1, orientation),
        (277, short, 1, 1),
        (278, long, 1, rows_per_strip),
        (279, long, len(strips), lists_at + 4 * len(strips)),
    ]
    entries = b"".join(
        struct.pack(f"{order}HHI", tag, kind, count)
        + struct.pack(f"{order}HH" if kind == short else f"{order}I", *value)
        for tag, kind, count, value in ((*tag[:3], (tag[3], 0) if tag[1] == short else (tag[3],)) for tag in tags)
    )
    mark = b"II*\0" if order == "<" else b"MM\0*"
    directory = struct.pack(f"{order}H", len(tags)) + entries + bytes(4)
    return mark + struct.pack(f"{order}I", 8 + len(body)) + body + directory


def right(levels: np.ndarray, bits: int) -> np.ndarray:
    return np.rint(levels * 255 / (2**bits - 1))


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
@pytest.mark.parametrize("order", ["<", ">"], ids=["II", "MM"])
@pytest.mark.parametrize("how", [NONE, LZW, DEFLATE, PACKBITS], ids=["plain", "lzw", "deflate", "packbits"])
@pytest.mark.parametrize("photometric", [BLACK_IS_ZERO, WHITE_IS_ZERO], ids=["black", "white"])
@pytest.mark.parametrize("mirrored_bits", [False, True], ids=["msb", "lsb"])
def test_levels_are_those_that_were_stored(
    bits: int, order: str, how: int, photometric: int, mirrored_bits: bool
) -> None:
    levels = LEVELS >> (16 - bits)
    data = tiff(levels, bits, order=order, photometric=photometric, how=how, mirrored_bits=mirrored_bits)
    expected = right(levels, bits) if photometric == BLACK_IS_ZERO else 255 - right(levels, bits)
    picture = decode(data)
    np.testing.assert_array_equal(picture, np.dstack([expected] * 3))
    assert picture.dtype == np.uint8


def test_the_shared_file_of_12_bits_has_its_levels(assets: Path) -> None:
    picture = read(assets / "cases" / "13_grey_12_bits.tif")
    np.testing.assert_allclose(picture[..., 1], np.load(assets / "cases" / "13_right_levels.npy"), atol=1)


@pytest.mark.parametrize(
    ("orientation", "upright"),
    [(3, LEVELS[::-1, ::-1]), (4, LEVELS[::-1]), (6, np.rot90(LEVELS, -1)), (8, np.rot90(LEVELS))],
)
def test_the_orientation_tag_is_applied(orientation: int, upright: np.ndarray) -> None:
    stored = LEVELS >> 4
    picture = decode(tiff(stored, 12, orientation=orientation))
    np.testing.assert_array_equal(picture[..., 0], right(upright >> 4, 12))


@pytest.mark.parametrize("photometric", [BLACK_IS_ZERO, WHITE_IS_ZERO])
def test_eight_bits_are_left_to_pillow(photometric: int) -> None:
    data = tiff(LEVELS >> 8, 8, photometric=photometric)
    assert deep_tiff(data) is None
    expected = LEVELS >> 8 if photometric == BLACK_IS_ZERO else 255 - (LEVELS >> 8)
    np.testing.assert_array_equal(decode(data)[..., 0], expected)


def test_damage_and_size_are_errors_in_words() -> None:
    whole = tiff(LEVELS >> 4, 12)
    for end in (len(whole) - 40, 60, 9):
        with pytest.raises(PictureError, match=r"scan\.tif is damaged or cut off"):
            decode(whole[:end], "scan.tif")
    huge = bytearray(whole)
    at = huge.index(struct.pack("<HHI", 256, 4, 1)) + 8
    huge[at : at + 4] = struct.pack("<I", 30_000_000)
    with pytest.raises(PictureTooLarge, match="30000000 x 7 pixels"):
        decode(bytes(huge))
    with pytest.raises(UnsupportedPicture, match="a TIFF whose pixels are stored in a way"):
        decode(tiff(LEVELS >> 5, 11))
