"""Locks on model files, so that changes follow each other, and what is left of processes that were killed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from facerec.errors import ModelBusy, ModelError
from facerec.locks import is_still, locked, take
from facerec.writing import sweep

_PATIENCE_SECONDS = 60.0  # for another change of the same model; training again may take longer
_LOCK = re.compile(r"\.[0-9a-f]{24}\.facerec\.lock")


@contextmanager
def held(*paths: Path) -> Iterator[None]:
    """Hold the locks of model files, whether the files are there or not; case does not tell two names apart.

    Raises
    ------
    ModelBusy
        When another process or thread holds one of them for a minute.
    ModelError
        When a folder cannot be written to.
    """
    locks = {_lock(path): path for path in paths}
    with ExitStack() as stack:
        for lock in sorted(locks):  # always in the same order, so that no two wait for each other
            with in_words(f"The folder {lock.parent} cannot be changed"):
                try:
                    stack.enter_context(locked(lock, _PATIENCE_SECONDS))
                except TimeoutError as error:
                    raise ModelBusy(
                        f"The model {locks[lock].stem!r:.80} is being changed by another program or browser; wait, and"
                        " try again."
                    ) from error
        yield


def _lock(path: Path) -> Path:
    # A digest, since a lock that a killed process leaves behind should name nobody, and names may be long.
    name = path.name.casefold().encode("utf-8", "surrogateescape")
    return path.with_name(f".{sha256(name).hexdigest()[:24]}.facerec.lock")


def tidy(folder: Path) -> None:
    """Remove what killed processes left in a folder of models: unfinished files, and locks that nobody holds."""
    with suppress(OSError):  # what is wrong with the folder is told by the action itself
        sweep(folder, r".*\.facerec")
        for lock in folder.iterdir():
            if _LOCK.fullmatch(lock.name) and lock.is_file():
                _remove_free(lock)


def _remove_free(lock: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(lock, os.O_RDWR)
        try:
            if take(descriptor) and is_still(descriptor, lock):
                lock.unlink()
        finally:
            os.close(descriptor)


@contextmanager
def in_words(trouble: str) -> Iterator[None]:
    """Tell what the file system refuses in a sentence.

    Raises
    ------
    ModelError
    """
    try:
        yield
    except OSError as error:
        raise ModelError(f"{trouble}: {error.strerror or error}.") from error
