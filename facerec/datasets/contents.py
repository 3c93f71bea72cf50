"""Which files of a folder are pictures: told by their first bytes where the name does not tell."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from facerec.datasets.dataset import PEEKED, Skipped, Source
from facerec.errors import FacerecError
from facerec.images.picture_formats import ALLOWED, SUFFIXES

_TO_EXPLAIN = {"", ".heic", ".heif"}  # the decoder says what they are better than their names do

# How the formats that `facerec.images` reads or explains begin.
_BEGINNINGS = re.compile(
    rb"\xff\xd8\xff"  # JPEG, also in MPO
    rb"|\x89PNG\r\n\x1a\n"
    rb"|GIF8[79]a"
    rb"|BM.{4}\0\0\0\0"
    rb"|P[1-6][\s#]"
    rb"|II[*+]\0|MM\0[*+]"  # TIFF and BigTIFF
    rb"|RIFF.{4}WEBP"
    rb"|.{4}ftyp(?:avi[fs]|hei[cxms]|hev[cx]|mif1|msf1)",
    re.DOTALL,
)


def why_no_picture(source: Source) -> Skipped | None:
    """Say why a file of a folder is not tried, judging by its name and its first bytes; None where it is tried."""
    suffix = PurePosixPath(source.name).suffix.casefold()
    if suffix in SUFFIXES or suffix in _TO_EXPLAIN or _BEGINNINGS.match(_beginning(source)):
        return None
    return Skipped(source.name, f"not a picture by its name ({suffix}) and its first bytes; pictures are {ALLOWED}")


def names_a_picture(path: str) -> bool:
    """Tell whether a path ends as those of pictures do."""
    return PurePosixPath(path).suffix.casefold() in SUFFIXES


def _beginning(source: Source) -> bytes:
    try:
        return source.peek()[:PEEKED]
    except (OSError, FacerecError):
        return b""
