"""Files and folders that are there as a whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EEXIST
from glob import escape
from pathlib import Path
from stat import S_ISREG
from tempfile import NamedTemporaryFile, mkdtemp
from typing import Any

from facerec import locks

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
    sweep(path.parent, re.escape(path.name))
    with _temporary(path) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.name != "posix":
                file.close()  # elsewhere an open file cannot be moved
            if replace:
                Path(file.name).replace(path)
            else:
                move_to_free(Path(file.name), path)
        finally:
            Path(file.name).unlink(missing_ok=True)
    _sync_folder(path.parent)


def move_to_free(source: Path, target: Path) -> None:
    """Give a file a name that no other file has.

    On file systems without hard links (exFAT, some network shares) two processes that give the same name in the same
    moment are not kept apart, unless they hold a lock.

    Raises
    ------
    FileExistsError
        Where a file is.
    """
    try:
        target.hardlink_to(source)  # unlike a renaming, this fails where a file is
    except FileExistsError:
        raise
    except OSError as error:
        if os.path.lexists(target):
            raise FileExistsError(EEXIST, os.strerror(EEXIST), str(target)) from error
        source.rename(target)  # whatever else is wrong with the folder shows here, too
    else:
        source.unlink()


def sweep(folder: Path, names: str = ".*") -> None:
    """Remove what writes that were killed left behind in a folder: it may hold people's names and features.

    A file that is being written is locked by its writer, so it is left alone; where the file system has no locks, what
    is younger than an hour is.

    Parameters
    ----------
    folder : Path
    names : str
        Regular expression for the names of the files that were to be written.

    Raises
    ------
    OSError
        When the folder cannot be read.
    """
    ours = re.compile(rf"\.(?:{names})\.[a-z0-9_]{{8}}\.part", re.DOTALL)
    for leftover in folder.iterdir():
        if ours.fullmatch(leftover.name):
            with suppress(OSError):  # another process may be sweeping, too; and what may not be removed stays
                _remove_abandoned(leftover)


def _remove_abandoned(leftover: Path) -> None:
    state = leftover.lstat()
    if not S_ISREG(state.st_mode):
        return
    descriptor = os.open(leftover, os.O_RDWR)
    try:
        abandoned = locks.take(descriptor)
    except OSError:
        abandoned = time.time() - state.st_mtime > _ABANDONED_SECONDS
    try:
        if abandoned and os.name == "posix":
            leftover.unlink()
    finally:
        os.close(descriptor)
    if abandoned and os.name != "posix":
        leftover.unlink()  # fails as long as it is open for writing


@contextmanager
def _temporary(path: Path) -> Iterator[Any]:
    """Make a file beside another one, locked as long as it is open, which tells sweepers that it is in use."""
    while True:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False) as file:
            try:
                kept = os.name != "posix" or locks.take(file.fileno())
            except OSError:  # no locks here: then its age protects it
                kept = True
            if kept and Path(file.name).exists():
                yield file
                return


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
