"""Locks on files that the system releases when the process that holds them ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_POLL_SECONDS = 0.002  # a process that changes a model in a loop leaves gaps of some tenths of a millisecond
_WITHOUT_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})


def take(descriptor: int) -> bool:
    """Lock an open file without waiting; return False where another process or thread holds the lock.

    Closing the descriptor releases the lock.

    Raises
    ------
    OSError
        Where the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def is_still(descriptor: int, path: Path) -> bool:
    """Return whether an open file is still the one at a path, and not one that was removed meanwhile."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold a lock file, which is made for it and removed again.

    On a file system without locks, a lock file in the folder for temporary files serves the processes of this machine.

    Parameters
    ----------
    path : Path
        Of the lock file, in a folder that exists.
    seconds : float
        How long to wait for another holder.

    Raises
    ------
    TimeoutError
        When another process or thread holds the lock all the time.
    OSError
        When the lock file cannot be made.
    """
    deadline = time.monotonic() + seconds
    try:
        descriptor = _waited(path, deadline)
    except OSError as error:
        if error.errno not in _WITHOUT_LOCKS:
            raise
        path = Path(tempfile.gettempdir(), f".facerec-{sha256(os.fsencode(path.absolute())).hexdigest()[:32]}.lock")
        descriptor = _waited(path, deadline)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes no file that somebody waits for
            path.unlink()
        os.close(descriptor)


def _waited(path: Path, deadline: float) -> int:
    """Open and lock a file; one that its last holder removed before it was locked is made again."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if take(descriptor) and is_still(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if time.monotonic() > deadline:
            raise TimeoutError(errno.ETIMEDOUT, "another process holds it", str(path))
        time.sleep(_POLL_SECONDS)
