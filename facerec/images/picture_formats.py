"""Formats of pictures, told by content: which are read, and what a file is that is none of them."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib import import_module

from PIL import features

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "PPM", "TIFF", *(("AVIF",) if features.check("avif") else ()))
"""Pillow's names of the formats that are read; its JPEG includes MPO. A package of its own reads HEIC."""

ALLOWED = "JPEG, PNG, WebP, BMP, GIF, PGM/PPM, TIFF" + (" or AVIF" if "AVIF" in FORMATS else "")
SUFFIXES = (
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp", ".bmp", ".gif"),
    *(".pgm", ".ppm", ".pbm", ".pnm", ".tif", ".tiff", ".heic", ".heif"),
    *((".avif",) if "AVIF" in FORMATS else ()),
)
"""Usual endings of the names of pictures; what a file is, its content tells."""

_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_HEIC_PACKAGES = ("pi_heif", "pillow_heif")
_LONGEST_BRANDS = 256  # bytes
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"<svg", "an SVG drawing"),
    (b"<", "a web page or XML"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"8BPS", "a Photoshop file"),
    (b"II*\x00", "a TIFF whose pixels are stored in a way that is not read here, save it with 8 bits a channel"),
    (b"MM\x00*", "a TIFF whose pixels are stored in a way that is not read here, save it with 8 bits a channel"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x1aE\xdf\xa3", "a video"),
)


def is_heic(data: bytes) -> bool:
    """Whether a file is HEIC by its brands (ISO/IEC 23008-12, B.4.1); AVIF shares the more general ones."""
    if data[4:8] != b"ftyp" or data[8:12] not in _HEIC_BRANDS:
        return False
    compatible = data[16 : min(int.from_bytes(data[:4], "big"), _LONGEST_BRANDS)]
    return not any(compatible[at : at + 4] in (b"avif", b"avis") for at in range(0, len(compatible), 4))


@cache
def reads_heic() -> bool:
    """Let Pillow read HEIC by the first package for it that is installed; return whether there is one."""
    for package in _HEIC_PACKAGES:
        with suppress(ImportError):
            import_module(package).register_heif_opener()
            return True
    return False


def kind_of(data: bytes) -> str:
    """Say in words what bytes seem to be that are no picture."""
    if is_heic(data):
        return "a HEIC photo that is damaged or cut off"
    if data[4:8] == b"ftyp":
        return "a video"
    start = data.lstrip()[:16]
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    if all(byte >= 0x20 or byte in b"\t\r\n\f" for byte in data[:512]):
        return "a text file"
    return "no picture that is read here"
