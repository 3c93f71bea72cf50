"""What operating systems and network drives leave in folders, which is no picture of a person."""

from __future__ import annotations

from pathlib import PurePosixPath

_NAMES = {
    "thumbs.db",
    "desktop.ini",
    "__macosx",
    "@eadir",  # thumbnails on Synology drives
    "@tmp",
    "@recycle",  # QNAP drives
    "@recently-snapshot",
    "#recycle",
    "#snapshot",
    "$recycle.bin",
    "recycler",
    "system volume information",
    "lost+found",
    "network trash folder",
    "temporary items",
}


def is_leftover(path: str) -> bool:
    """Tell whether a path is, or lies below, what a system leaves behind: hidden files, thumbnails, recycle bins."""
    return any(part.startswith(".") or part.casefold() in _NAMES for part in PurePosixPath(path).parts)
