"""Where the paths of a CSV are looked up: on disk, or among files that were uploaded or zipped together.

A path that was written on another machine, with backslashes or a drive letter, is found by its last parts.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from facerec.datasets.dataset import Skipped, Source
from facerec.datasets.leftovers import is_leftover
from facerec.errors import PeopleError, TooManyPictures
from facerec.images import ALLOWED, SUFFIXES
from facerec.settings import settings

_DEEPEST = 20  # folders in a path; every one costs two entries in the index
_READ_TO_EXPLAIN = {"", ".heic", ".heif"}  # the decoder says what they are better than their names do


class Place(Protocol):
    """Finds what a cell of a CSV means."""

    def find(self, cell: str) -> list[Source] | None:
        """Return the files of a folder, or the one file, of this path; None where there is none."""


class DiskPlace:
    """Files on disk, relative to the folder of the CSV.

    Parameters
    ----------
    base : Path
        The folder.
    """

    def __init__(self, base: Path) -> None:
        self._base = base

    def find(self, cell: str) -> list[Source] | None:
        """Look for a path as it stands, then for its last parts below the base."""
        parts = path_parts(cell)[-_DEEPEST:]
        candidates = [self._base / cell, *(self._base.joinpath(*parts[start:]) for start in range(len(parts)))]
        return next((files for files in map(self._files_at, candidates) if files is not None), None)

    def _files_at(self, path: Path) -> list[Source] | None:
        try:
            if path.is_dir():
                return list(files_below(path, self._name(path)))
            return [disk_source(path, self._name(path))] if path.is_file() else None
        except OSError:  # no name that a file system takes, e.g. too long
            return None

    def _name(self, path: Path) -> str:
        return path.relative_to(self._base).as_posix() if path.is_relative_to(self._base) else str(path)


class TreePlace:
    """Files that came together, by their relative paths.

    Parameters
    ----------
    files : list of Source
        Named by paths with ``/``.
    """

    def __init__(self, files: list[Source]) -> None:
        self._files = sorted(files, key=lambda source: source.name)
        self._below: dict[tuple[str, ...], list[Source]] = {}
        for source in self._files:
            parts = PurePosixPath(source.name).parts
            if len(parts) > _DEEPEST:
                raise PeopleError(f"{source.name[:60]}… lies more than {_DEEPEST} folders deep; pack flatter folders.")
            for end in range(1, len(parts) + 1):
                self._below.setdefault(parts[:end], []).append(source)
        self._reversed = sorted(path[::-1] for path in self._below)  # those that end alike are neighbours

    def find(self, cell: str) -> list[Source] | None:
        """Look for the only folder or file whose path ends as the cell does, with as many parts as possible."""
        wanted = path_parts(cell)[: -_DEEPEST - 1 : -1]
        for length in range(len(wanted), 0, -1):
            end = wanted[:length]
            first = bisect_left(self._reversed, end)
            found = [path[::-1] for path in self._reversed[first : first + 3] if path[:length] == end]
            if len(found) > 1:
                shown = ", ".join("/".join(path) for path in sorted(found))
                raise PeopleError(f"{cell!r} could be any of {shown}; write more of the path into the CSV.")
            if found:
                return self._below[found[0]]
        return None


def path_parts(cell: str) -> tuple[str, ...]:
    """Split a path of any system into its parts, without drive letters, ``.`` and ``..``."""
    parts = re.split(r"[/\\]+", cell.strip())
    return tuple(part for part in parts if part not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part))


def disk_source(path: Path, name: str) -> Source:
    """Return a file on disk; no more of it is read than a picture may have."""

    def read() -> bytes:
        if not path.is_file():
            raise OSError("it is not a file")  # opening a pipe would wait for ever
        with path.open("rb") as file:
            return file.read(settings().max_picture_bytes + 1)

    return Source(name, read)


def files_below(folder: Path, prefix: str) -> Iterator[Source]:
    """Walk a folder in sorted order, through links but never twice through the same folder."""
    seen: set[str] = set()
    count = 0
    for current, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(current)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not is_leftover(name))
        below = PurePosixPath(prefix, Path(current).relative_to(folder).as_posix())
        for file in sorted(files):
            if not is_leftover(file):
                count += 1
                check_count(count)
                yield disk_source(Path(current, file), str(below / file))


def why_no_picture(source: Source) -> Skipped | None:
    """Say why a file is not tried, judging by its name; None where it is."""
    suffix = PurePosixPath(source.name).suffix.casefold()
    if suffix in SUFFIXES or suffix in _READ_TO_EXPLAIN:
        return None
    return Skipped(source.name, f"not a picture by its name ({suffix}); pictures are {ALLOWED}")


def check_count(count: int) -> None:
    """Stop before there are more files than the settings allow."""
    limit = settings().max_pictures
    if count > limit:
        raise TooManyPictures(f"There are more than {limit:,} files; train with fewer, or raise FACEREC_MAX_PICTURES.")
