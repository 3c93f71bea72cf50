"""Files and folders that are there as a whole or not at all."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp
from typing import Any

_ABANDONED_SECONDS = 3600
_UNFINISHED = ".unfinished"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step, in the place of the one that may be there; as readable as other new files are."""
    with in_one_step(path) as file:
        file.write(data)
        if os.name == "posix":
            os.fchmod(file.fileno(), 0o666 & ~_umask())


@contextmanager
def in_one_step(path: Path, *, replace: bool = True) -> Iterator[Any]:
    """Give a file to write that takes its place only when all of it is on the disk; readable for its owner alone.

    Raises
    ------
    FileExistsError
        Without `replace`, where a file is.
    """
    _sweep(path)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            file.close()
            if replace:
                Path(file.name).replace(path)
            else:
                path.hardlink_to(file.name)  # unlike a renaming, this fails where a file is
        finally:
            Path(file.name).unlink(missing_ok=True)
    _sync_folder(path.parent)


@contextmanager
def folder_in_one_step(path: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which takes the place of the one that may be there when all of it is on the disk.

    What was there before comes back when it cannot be replaced.
    """
    path = path.absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep_folders(path)
    room = Path(mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=_UNFINISHED))
    fresh, former = room / "fresh", room / "former"
    try:
        fresh.mkdir()
        yield fresh
        if path.exists():
            path.rename(former)
        try:
            fresh.rename(path)
        except OSError:
            former.rename(path)
            raise
        _sync_folder(path.parent)
    finally:
        shutil.rmtree(room)


def _sweep_folders(path: Path) -> None:
    for leftover in path.parent.glob(f".{escape(path.name)}.*{_UNFINISHED}"):
        replaced = (leftover / "former").exists()  # whose place may be empty: killed between two renamings
        if not replaced and time.time() - leftover.stat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(leftover)


def _sweep(path: Path) -> None:
    """Remove what a write that was killed left behind: it may hold people's features."""
    for leftover in path.parent.iterdir():
        ours = leftover.name.startswith(f".{path.name}.") and leftover.suffix == ".part"
        with suppress(FileNotFoundError):  # another process may be sweeping, too
            if ours and time.time() - leftover.stat().st_mtime > _ABANDONED_SECONDS:
                leftover.unlink()


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened, and a renaming is on the disk at once
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _umask() -> int:
    """Return what the process forbids for new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
