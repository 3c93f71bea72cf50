"""Bounds on what the first directory of a TIFF declares (TIFF 6.0, section 2; BigTIFF)."""

from __future__ import annotations

import struct

from facerec.errors import PictureTooLarge

_MOST_ENTRIES = 1_000
_MOST_STRIPS = 131_072  # four channels of 32,768 rows
_LARGEST_TILE = 4_194_304  # pixels of a tile that may be larger than the picture, e.g. 2,048 x 2,048

_WIDTH, _HEIGHT, _TILE_WIDTH, _TILE_HEIGHT = 256, 257, 322, 323
_STRIPS = (273, 279, 324, 325)  # offsets and lengths of strips and tiles
_SIZES = {1: "B", 3: "H", 4: "I", 8: "H", 9: "I", 13: "I", 16: "Q", 17: "Q", 18: "Q"}


def check_directory(data: bytes, name: str) -> None:
    """Refuse a TIFF with very many entries or strips, or with tiles much larger than its picture.

    Raises
    ------
    PictureTooLarge
    struct.error
        When the directory is cut off.
    """
    if 43 in data[2:4]:
        _check(data, name, big=True)
    if data[2] != 43:  # Pillow 13 reads a big-endian BigTIFF as a small one
        _check(data, name, big=False)


def _check(data: bytes, name: str, *, big: bool) -> None:
    order = "<" if data.startswith(b"II") else ">"
    start = struct.unpack_from(f"{order}Q", data, 8)[0] if big else struct.unpack_from(f"{order}I", data, 4)[0]
    (entries,) = struct.unpack_from(f"{order}{'Q' if big else 'H'}", data, start)
    if entries > _MOST_ENTRIES:
        raise PictureTooLarge(
            f"{name} has {entries:,} TIFF entries; at most {_MOST_ENTRIES:,} are read. Save it again."
        )
    values: dict[int, int] = {}
    at, length = (start + 8, 20) if big else (start + 2, 12)
    for entry in range(at, at + entries * length, length):
        tag, kind, count = struct.unpack_from(f"{order}HH{'Q' if big else 'I'}", data, entry)
        if tag in _STRIPS and count > _MOST_STRIPS:
            raise PictureTooLarge(
                f"{name} is stored in {count:,} strips or tiles; at most {_MOST_STRIPS:,} are read. Save it again."
            )
        if tag in (_WIDTH, _HEIGHT, _TILE_WIDTH, _TILE_HEIGHT) and kind in _SIZES:
            value = struct.unpack_from(order + _SIZES[kind], data, entry + (12 if big else 8))[0]
            values[tag] = max(value, values.get(tag, 0))
    _check_tile(values, name)


def _check_tile(values: dict[int, int], name: str) -> None:
    width, height = values.get(_TILE_WIDTH, 0), values.get(_TILE_HEIGHT, 0)
    pixels = values.get(_WIDTH, 0) * values.get(_HEIGHT, 0)
    if width * height > max(_LARGEST_TILE, 2 * pixels):
        raise PictureTooLarge(
            f"{name} is stored in tiles of {width} x {height} pixels; a tile may have at most"
            f" {_LARGEST_TILE / 1e6:.1f} megapixels or twice those of the picture. Save it again."
        )
