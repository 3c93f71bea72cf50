"""How many entries a zip lists, before `zipfile` makes an object of each: a few megabytes can list a million."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

_ENTRY = b"PK\x01\x02"  # begins each entry of the list at the end (APPNOTE.TXT, 4.3.12)
_PIECE = 1 << 24


def most_entries(archive: bytes | Path) -> int:
    """Return how many entries a zip can list at most: as often as the bytes that begin one occur in it.

    Raises
    ------
    OSError
    """
    count, end = 0, b""
    with BytesIO(archive) if isinstance(archive, bytes) else archive.open("rb") as stream:
        while piece := stream.read(_PIECE):
            count += (end + piece).count(_ENTRY)
            end = piece[1 - len(_ENTRY) :]
    return count
