"""Where pretrained files lie on this machine, and whether they are what they should be."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from facerec.errors import WeightsError
from facerec.settings import settings
from facerec.zoo.weights import Weights


def cache_folder() -> Path:
    """Return the folder into which files are fetched."""
    return settings().home / "zoo"


def folders() -> tuple[Path, ...]:
    """Return the folders that are searched, first one first: the one of the settings, then the cache."""
    given = settings().zoo_dir
    return (cache_folder(),) if given is None else (given, cache_folder())


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; read once as long as path, size and time of change stay the same.

    Raises
    ------
    OSError
    """
    state = path.stat()
    return _sha256(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=1024)
def _sha256(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def candidates(weights: Weights) -> list[Path]:
    """Return the files of the right name, in the order in which they are searched."""
    searched = folders() if weights.folder is None else (weights.folder, cache_folder())
    return [folder / weights.file for folder in searched if _is_file(folder / weights.file)]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # what lies in a folder that we may not search is not here for us
        return False


def check(weights: Weights, path: Path) -> None:
    """Compare a file with its description.

    Raises
    ------
    WeightsError
        When size or SHA-256 differ, or the file cannot be read.
    """
    try:
        size = path.stat().st_size
        digest = sha256_of(path) if size == weights.bytes else ""
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror or error}.") from error
    if digest != weights.sha256:
        found = f"SHA-256 {digest}" if digest else f"{size:,} bytes"
        expected = weights.sha256 if digest else f"{weights.bytes:,}"
        raise WeightsError(
            f"{path} is not the file that is described as {weights.name}: it has {found} instead of {expected}. "
            "It is not used; replace it with the right one, or remove it."
        )


def forget_checks() -> None:
    """Read files anew from now on, even those that look unchanged."""
    _sha256.cache_clear()


def find(weights: Weights) -> Path | None:
    """Return the first intact file, or None where there is no file of this name.

    Raises
    ------
    WeightsError
        When there are files of this name, but none is intact.
    """
    trouble: WeightsError | None = None
    for path in candidates(weights):
        try:
            check(weights, path)
        except WeightsError as error:
            trouble = trouble or error
        else:
            return path
    if trouble is not None:
        raise trouble
    return None
