"""Bounds on the work that decoding a picture takes, read from headers before a decoder starts.

Decoders bound neither the number of scans, segments, chunks and strips, nor the size of tiles and frames. Some of them
walk through these one by one in Python, or allocate what a header declares before they compare it with the picture.
"""

from __future__ import annotations

import re
import struct

from facerec.errors import PictureError, PictureTooLarge
from facerec.images.tiff_directory import check_directory
from facerec.settings import settings

_LONGEST_SIDE = 32_766  # pixels; beyond, OpenCV turns and cuts no picture

# Files of cameras and programs stay far below: 20 MB in segments of 64 kB are 306 segments, and in PNG chunks of 8 kB,
# which libpng writes, 2,442 chunks.
_MOST_SEGMENTS = 2_000
_MOST_FILL = 64  # bytes before a JPEG marker
_MOST_CHUNKS = 20_000
_MOST_BLOCKS = 50_000  # of at most 255 bytes, in the extensions before the first frame of a GIF

# Programs write 10 scans, and no table of scans in use has more than 20.
_MOST_SCANS = 100
_MOST_SCAN_PIXELS = 600_000_000  # scans x pixels

_MARKER = re.compile(rb"(\xff+)([^\xff])", re.DOTALL)
_NEXT_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])", re.DOTALL)
_SOS, _EOI = 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = frozenset((0xC2, 0xC6, 0xCA, 0xCE))
_NO_LENGTH = frozenset((0x00, 0x01, *range(0xD0, 0xD9)))


def check_headers(data: bytes, name: str) -> None:
    """Refuse a file whose headers declare more pixels or more steps than are decoded.

    Damaged headers are left to the decoders, which say what is wrong.

    Raises
    ------
    PictureTooLarge
        What is declared, what is allowed, and what to do.
    """
    try:
        if data.startswith(b"\xff\xd8"):
            _check_jpeg(data, name)
        elif data.startswith(b"\x89PNG"):
            _check_png(data, name)
        elif data.startswith((b"GIF87a", b"GIF89a")):
            _check_gif(data, name)
        elif data.startswith(b"BM"):
            check_pixels(bmp_size(data), name)
        elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            _check_webp(data, name)
        elif data.startswith((b"II", b"MM")) and 0 in data[2:4]:
            check_directory(data, name)
    except (struct.error, IndexError):  # the header is cut off
        return


def check_pixels(size: tuple[int, int], name: str) -> None:
    """Refuse a picture of no pixels, of too many, or with a side that is too long.

    Raises
    ------
    PictureTooLarge, PictureError
    """
    width, height = size
    limit = settings().max_picture_pixels
    if width < 1 or height < 1:
        raise PictureError(f"{name} has no pixels ({width} x {height}).")
    if max(size) > _LONGEST_SIDE:
        raise PictureTooLarge(
            f"{name} has {width} x {height} pixels; a side may have {_LONGEST_SIDE:,} at most. Save it smaller."
        )
    if width * height > limit:
        raise PictureTooLarge(
            f"{name} has {width} x {height} pixels, {width * height / 1e6:.1f} megapixels;"
            f" at most {limit / 1e6:g} megapixels are read. Save it smaller."
        )


def _too_many(name: str, what: str, limit: int) -> PictureTooLarge:
    return PictureTooLarge(f"{name} has more than {limit:,} {what}, which take long to read; save it again.")


def _check_jpeg(data: bytes, name: str) -> None:
    """Walk through the segments before the first scan (ITU-T T.81, B.1), then count the scans where they matter."""
    at, frame, size, channels = 2, 0, None, 0
    for _ in range(_MOST_SEGMENTS):
        marker = _MARKER.match(data, at)
        if marker is None:
            return
        if len(marker[1]) > _MOST_FILL:
            raise _too_many(name, "fill bytes before a JPEG marker", _MOST_FILL)
        code, at = marker[2][0], marker.end()
        if code == _SOS:
            if size and (frame in _PROGRESSIVE or data[at + 2] < channels):
                _check_scans(data, at, size, name)
            return
        if code == _EOI:
            return
        if code in _FRAMES:
            frame, channels = code, data[at + 7]
            size = struct.unpack_from(">HH", data, at + 3)[::-1]
            check_pixels(size, name)
        if code not in _NO_LENGTH:
            at += max(2, struct.unpack_from(">H", data, at)[0])
    raise _too_many(name, "JPEG segments before its pixels", _MOST_SEGMENTS)


def _check_scans(data: bytes, at: int, size: tuple[int, int], name: str) -> None:
    """Bound the scans of a JPEG that is decoded only once all of them are read; the first starts at `at`."""
    pixels = size[0] * size[1]
    most = max(1, min(_MOST_SCANS, _MOST_SCAN_PIXELS // pixels))
    if data.count(b"\xff\xda", at) < most:  # also counts those in notes and after the end, so it is only a bound
        return
    scans = 1
    for _ in range(_MOST_SEGMENTS):
        marker = _NEXT_MARKER.search(data, at)
        if marker is None or marker[1][0] == _EOI:
            return
        at = marker.end()
        scans += marker[1][0] == _SOS
        if scans > most:
            raise PictureTooLarge(
                f"{name} is a progressive JPEG with more than {most} scans of {pixels / 1e6:.1f} megapixels each,"
                " which take long to read; save it again as a plain JPEG."
            )
        if marker[1][0] not in _NO_LENGTH:
            at += max(2, struct.unpack_from(">H", data, at)[0])
    raise _too_many(name, "JPEG segments", _MOST_SEGMENTS)


def _check_png(data: bytes, name: str) -> None:
    check_pixels(struct.unpack_from(">II", data, 16), name)
    at = 8
    for _ in range(_MOST_CHUNKS):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IEND":
            return
        at += 12 + length
    raise _too_many(name, "PNG chunks", _MOST_CHUNKS)


def _check_gif(data: bytes, name: str) -> None:
    """Walk to the first frame, which may be larger than the screen (GIF89a, 18 to 26)."""
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at, blocks = 13 + (3 << (flags % 8 + 1) if flags & 0x80 else 0), 0
    while blocks <= _MOST_BLOCKS:
        blocks += 1
        if data[at] == 0x2C:
            left, top, wide, high = struct.unpack_from("<HHHH", data, at + 1)
            check_pixels((max(width, left + wide), max(height, top + high)), name)
            return
        at += 1
        if data[at - 1] == 0x21:
            at += 1
            while data[at] and blocks <= _MOST_BLOCKS:
                at, blocks = at + 1 + data[at], blocks + 1
            at += 1
    raise _too_many(name, "blocks before the first frame of a GIF", _MOST_BLOCKS)


def bmp_size(data: bytes) -> tuple[int, int]:
    """Return width and height; a negative height only says that the rows are stored from the top."""
    if struct.unpack_from("<I", data, 14)[0] == 12:
        return struct.unpack_from("<HH", data, 18)
    width, height = struct.unpack_from("<ii", data, 18)
    return width, abs(height)


def _check_webp(data: bytes, name: str) -> None:
    """Check the canvas, or the picture where there is none (RFC 9649, 2.5 to 2.7)."""
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = (1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
    elif kind == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        width, height = 1 + bits % 0x4000, 1 + (bits >> 14) % 0x4000
    else:
        width, height = (side % 0x4000 for side in struct.unpack_from("<HH", data, 26))
    check_pixels((width, height), name)


def has_bmp_runs(data: bytes) -> bool:
    """Whether a BMP is compressed by run lengths, which Pillow decodes in Python, pixel by pixel."""
    return data.startswith(b"BM") and data[14:18] >= b"\x28\0\0\0" and data[30:34] in (b"\1\0\0\0", b"\2\0\0\0")
