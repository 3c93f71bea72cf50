"""Small files that once took a machine, made byte by byte; each is valid enough that a decoder starts on it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image


def _saved(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def gif_frame_beyond_screen() -> bytes:
    """34 bytes: a screen of 1 x 1, disposal 2, and a first frame of 65,535 x 65,535 (GIF89a, 18 to 23)."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0)
    control = b"\x21\xf9\x04\x08\0\0\0\0"
    return screen + control + b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\0;"[:3]


def gif_comments(blocks: int) -> bytes:
    """Write a GIF with a comment in blocks of one byte before its picture."""
    whole = _saved(Image.new("L", (4, 4)), "GIF")
    at = whole.index(b",")
    return whole[:at] + b"\x21\xfe" + b"\x01a" * blocks + b"\0" + whole[at:]


def webp_canvas(width: int, height: int) -> bytes:
    """Write a WebP whose canvas is larger than its only frame (RFC 9649, 2.7.1)."""
    whole = _saved(Image.new("RGB", (1, 1)), "WEBP", lossless=True)
    frame = whole[12:]
    canvas = b"VP8X" + struct.pack("<IB3x", 10, 2) + (width - 1).to_bytes(3, "little")
    canvas += (height - 1).to_bytes(3, "little")
    control = b"ANIM" + struct.pack("<IIH", 6, 0, 0)
    animated = struct.pack("<3s3s3s3s3sB", bytes(3), bytes(3), bytes(3), bytes(3), bytes(3), 0) + frame
    body = b"WEBP" + canvas + control + b"ANMF" + struct.pack("<I", len(animated)) + animated
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(entries: dict[int, tuple[str, list[int]]], pixels: bytes = bytes(16)) -> bytes:
    """Write a little-endian TIFF whose pixels start at byte 8; entries are tag: (struct code, values)."""
    start = 8 + len(pixels) + len(pixels) % 2
    out = bytearray(b"II*\0" + struct.pack("<I", start) + pixels + b"\0" * (len(pixels) % 2))
    extra_at, extra = start + 2 + 12 * len(entries) + 4, b""
    out += struct.pack("<H", len(entries))
    for tag, (code, values) in sorted(entries.items()):
        packed = struct.pack(f"<{len(values)}{code}", *values)
        out += struct.pack("<HHI", tag, {"H": 3, "I": 4}[code], len(values))
        if len(packed) > 4:
            out += struct.pack("<I", extra_at + len(extra))
            extra += packed
        else:
            out += packed.ljust(4, b"\0")
    return bytes(out + bytes(4) + extra)


def tiff_tile(side: int, *, bits: int = 8) -> bytes:
    """Write a compressed TIFF of 16 x 16 in one tile that says it is much larger."""
    return tiff(
        {
            256: ("H", [16]),
            257: ("H", [16]),
            258: ("H", [bits]),
            259: ("H", [8]),
            262: ("H", [1]),
            277: ("H", [1]),
            322: ("I", [side]),
            323: ("I", [side]),
            324: ("I", [8]),
            325: ("I", [16]),
        },
        zlib.compress(bytes(256)).ljust(32, b"\0"),
    )


def tiff_rows(width: int, height: int, *, shuffled: bool = False, strips: int = 0) -> bytes:
    """Write an uncompressed grey TIFF with one strip for each row, or with more strips than rows."""
    pixels = np.arange(width * height, dtype=np.uint32).astype(np.uint8).tobytes()
    order = range(height)[::-1] if shuffled else range(height)
    return tiff(
        {
            256: ("I", [width]),
            257: ("I", [height]),
            258: ("H", [8]),
            259: ("H", [1]),
            262: ("H", [1]),
            273: ("I", [8] * strips or [8 + row * width for row in order]),
            277: ("H", [1]),
            278: ("I", [1]),
            279: ("I", [width] * (strips or height)),
        },
        pixels,
    )


def tiff_entries(entries: int) -> bytes:
    """Write a BigTIFF whose directory has very many entries."""
    return b"II+\0" + struct.pack("<HHQQ", 8, 0, 16, entries) + struct.pack("<HHQQ", 65_000, 1, 1, 0) * entries


def jpeg_scans(side: int, scans: int) -> bytes:
    """Write a progressive JPEG whose last scan comes many times."""
    whole = _saved(Image.linear_gradient("L").resize((side, side)), "JPEG", progressive=True)
    at = whole.rindex(b"\xff\xda")
    return whole[:at] + (whole[at:-2]) * scans + whole[-2:]


def jpeg_segments(segments: int) -> bytes:
    """Write a JPEG with very many empty APP segments."""
    whole = _saved(Image.new("L", (8, 8)), "JPEG")
    return whole[:2] + b"\xff\xe5\0\x02" * segments + whole[2:]


def jpeg_fill(count: int) -> bytes:
    """Write a JPEG with very many fill bytes before a marker."""
    whole = _saved(Image.new("L", (8, 8)), "JPEG")
    return whole[:2] + b"\xff" * count + whole[2:]


def png_chunks(chunks: int) -> bytes:
    """Write a PNG with very many empty chunks."""
    whole = _saved(Image.new("L", (8, 8)), "PNG")
    empty = b"\0\0\0\0prVt" + struct.pack(">I", zlib.crc32(b"prVt"))
    return whole[:33] + empty * chunks + whole[33:]


def pgm_comments(count: int) -> bytes:
    """Write a plain PGM with very many comments between its levels."""
    return b"P2 2 2 255\n1 2\n" + b"#\n" * count + b"3 4\n"


def pgm(levels: np.ndarray, largest: int) -> bytes:
    """Write a binary PGM."""
    height, width = levels.shape
    kind = ">u2" if largest > 255 else np.uint8
    return b"P5\n%d %d\n%d\n" % (width, height, largest) + levels.astype(kind).tobytes()


def plain(levels: np.ndarray, largest: int) -> bytes:
    """Write a plain PGM of equally wide numbers."""
    height, width = levels.shape
    return b"P2\n%d %d\n%d\n" % (width, height, largest) + " ".join(map(str, levels.ravel().tolist())).encode()


def bmp_runs(width: int, height: int, codes: bytes) -> bytes:
    """Write a BMP of 8 bits, compressed by run lengths (BI_RLE8)."""
    palette = b"".join(bytes((level, level, level, 0)) for level in range(256))
    start = 14 + 40 + len(palette)
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(codes), 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", start + len(codes), 0, 0, start) + header + palette + codes


HOSTILE: dict[str, Callable[[], bytes]] = {
    "gif-frame": gif_frame_beyond_screen,
    "gif-comments": lambda: gif_comments(5_000_000),
    "webp-canvas": lambda: webp_canvas(16_383, 16_383),
    "tiff-tile": lambda: tiff_tile(30_000),
    "tiff-tile-16": lambda: tiff_tile(30_000, bits=16),
    "tiff-rows": lambda: tiff_rows(500, 32_000),
    "tiff-rows-reversed": lambda: tiff_rows(500, 32_000, shuffled=True),
    "tiff-strips": lambda: tiff_rows(1, 1, strips=2_400_000),
    "tiff-entries": lambda: tiff_entries(900_000),
    "jpeg-scans": lambda: jpeg_scans(2_000, 2_000)[:19_000_000],
    "jpeg-segments": lambda: jpeg_segments(4_900_000),
    "jpeg-fill": lambda: jpeg_fill(19_000_000),
    "png-chunks": lambda: png_chunks(1_600_000),
    "pgm-comments": lambda: pgm_comments(500_000),
    "pgm-254": lambda: pgm(np.full((4_000, 4_990), 254), 254),
    "pgm-plain": lambda: plain(np.full((2_000, 4_990), 7), 9),
    "bmp-lines": lambda: bmp_runs(30_000, 1_600, b"\x01\x05\0\0" * 1_600),
    "bmp-runs": lambda: bmp_runs(7_000, 7_000, b"\x01\x05" * 9_500_000),
}
"""Files by kind; all are within the limits on bytes of a picture."""
