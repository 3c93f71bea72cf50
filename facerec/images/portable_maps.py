"""Portable bitmaps, grey maps and pixmaps (PBM, PGM, PPM; Netpbm's P1 to P6), read in NumPy.

Pillow 13 reads plain files, and levels whose largest is not 255 or 65,535, in Python one by one: 20 megapixels with a
largest level of 254 take 9 s there, and comments between levels take the square of their number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facerec.errors import PictureError, PictureTooLarge
from facerec.images.picture_bounds import check_pixels

_LONGEST_HEADER = 4096  # bytes, with its comments
_COMMENT = re.compile(rb"#[^\r\n]*")
_SPACE = rb"(?:[ \t\n\v\f\r]|#[^\r\n]*[\r\n])"
_NUMBER = rb"(\d{1,10})"
_BITS = re.compile(rb"P([14])" + 2 * (_SPACE + b"+" + _NUMBER) + rb"[ \t\n\v\f\r]")
_LEVELS = re.compile(rb"P([2356])" + 3 * (_SPACE + b"+" + _NUMBER) + rb"[ \t\n\v\f\r]")
_SEPARATOR = re.compile(rb"\s")
_MARKS = (b"P1", b"P2", b"P3", b"P4", b"P5", b"P6")
_BLOCK = 1 << 20  # bytes of plain numbers that are parsed at once
_MOST_COMMENTS = 10_000  # between plain numbers


@dataclass(frozen=True)
class _Header:
    kind: int
    size: tuple[int, int]
    largest: int
    start: int

    @property
    def channels(self) -> int:
        return 3 if self.kind in (3, 6) else 1


def is_portable_map(data: bytes) -> bool:
    """Whether a file is one of P1 to P6; other kinds that begin with P are left to Pillow."""
    return data.startswith(_MARKS) and (data[2:3].isspace() or data[2:3] == b"#")


def size_of_portable_map(data: bytes, name: str) -> tuple[int, int]:
    """Return width and height as the header declares; raises as `read_portable_map` does."""
    size = _read_header(data, name).size
    check_pixels(size, name)
    return size


def read_portable_map(data: bytes, name: str) -> NDArray[np.uint8]:
    """Read a file of which `is_portable_map` is true.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8
        Levels are divided by the largest of the header; pixels of a bitmap are 0 or 255.

    Raises
    ------
    PictureTooLarge
        More pixels than the settings allow.
    PictureError
        When the comments of the header are too long.
    ValueError
        When the file is damaged or cut off.
    """
    header = _read_header(data, name)
    check_pixels(header.size, name)
    width, height = header.size
    if header.kind == 4:
        row = (width + 7) // 8
        packed = np.frombuffer(data, np.uint8, height * row, header.start).reshape(height, row)
        levels: NDArray[np.unsignedinteger[Any]] = np.unpackbits(packed, axis=1, count=width)
    else:
        levels = _levels(data, header, name)
    scaled = _scale(header)[levels.reshape(height, width, header.channels)]
    return np.ascontiguousarray(np.broadcast_to(scaled, (height, width, 3)))


def _read_header(data: bytes, name: str) -> _Header:
    start = data[:_LONGEST_HEADER]
    found = _BITS.match(start) or _LEVELS.match(start)
    if found is None:
        raise PictureError(f"{name} is damaged, or the comments before its pixels are too long; save it again.")
    kind, width, height, *levels = map(int, found.groups())
    largest = levels[0] if levels else 1
    if not 0 < largest < 65_536:
        raise ValueError("the largest level has no 16 bits")
    return _Header(kind, (width, height), largest, found.end())


def _scale(header: _Header) -> NDArray[np.uint8]:
    """Return the 8-bit level of each stored level; a stored level above the largest is white."""
    if header.kind in (1, 4):
        return np.array([255, 0], np.uint8)  # 1 is black
    stored = np.arange(256 if header.largest < 256 else 65_536)
    if header.largest > 255 and header.channels == 1:  # through 16 bits, as for other files of 16 bits
        return (np.minimum(np.rint(stored / header.largest * 65_535), 65_535) / 257 + 0.5).astype(np.uint8)
    return np.minimum(np.rint(stored / header.largest * 255), 255).astype(np.uint8)


def _levels(data: bytes, header: _Header, name: str) -> NDArray[np.unsignedinteger[Any]]:
    width, height = header.size
    count = width * height * header.channels
    if header.kind in (5, 6):
        deep = header.largest > 255
        kind: np.dtype[np.unsignedinteger[Any]] = np.dtype(">u2") if deep else np.dtype(np.uint8)
        return np.frombuffer(data, kind, count, header.start)
    if data.count(b"#", header.start) > _MOST_COMMENTS:
        raise PictureTooLarge(
            f"{name} has more than {_MOST_COMMENTS:,} comments between its levels; save it again without them."
        )
    body = _COMMENT.sub(b" ", data[header.start :])
    return _plain_bits(body, count) if header.kind == 1 else _plain_levels(body, count, header.largest)


def _plain_bits(body: bytes, count: int) -> NDArray[np.uint8]:
    """Read the digits of a plain bitmap, between which there may be no space."""
    bits = np.frombuffer(body.translate(None, b" \t\n\v\f\r"), np.uint8, count) - ord("0")
    if bits.max() > 1:
        raise ValueError("a bitmap has another digit than 0 and 1")
    return bits


def _plain_levels(body: bytes, count: int, largest: int) -> NDArray[np.uint16]:
    """Parse decimal numbers block by block: at once, they would take four times the memory of the file."""
    levels = np.empty(count, np.uint16)
    done = at = 0
    while done < count:
        space = _SEPARATOR.search(body, at + _BLOCK)
        end = space.start() if space else len(body)
        block = body[at:end]
        if at >= len(body) or block.translate(None, b"0123456789 \t\n\v\f\r"):
            raise ValueError("levels are missing or no numbers")
        if not block.isspace():
            found = np.fromstring(block, np.int64, count=-1, sep=" ")[: count - done]
            if found.max() > largest:
                raise ValueError("a level is above the largest")
            levels[done : done + len(found)] = found
            done += len(found)
        at = end
    return levels
