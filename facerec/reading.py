"""Files that are opened only where they are regular: a pipe or a device may never end, or do something when read."""

from __future__ import annotations

import os
from errno import EINVAL
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file, also at the end of a link, for reading.

    Raises
    ------
    OSError
        When there is none, it may not be read, or it is a folder, pipe, device or socket.
    """
    # A pipe would block until somebody writes; where there are no pipes in folders, there is no such flag.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(EINVAL, "it is no regular file", str(path))
    return os.fdopen(descriptor, "rb")


def read_regular(path: Path, limit: int) -> bytes:
    """Read a regular file, and at most one byte more than a limit: kernel files have data without a size.

    Raises
    ------
    OSError
    """
    with open_regular(path) as file:
        return file.read(limit + 1)
