"""Where the paths of a CSV are looked up: on disk, or among the files of an upload or a zip.

A path is found as it stands. Of a path that was written on another machine, the leading folders may be missing here;
they are ignored only as far as all paths share them, so that no path is ever found in the place of another.
Paths are compared in Unicode's normal form C.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from contextlib import suppress
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol
from unicodedata import normalize

from facerec.datasets.dataset import Skipped, Source
from facerec.datasets.raw_names import could_be, is_undecoded
from facerec.datasets.walking import disk_source, files_below
from facerec.errors import PeopleError

DEEPEST = 20  # folders in a path; every one costs two entries in the index

Parts = tuple[str, ...]


class Found(NamedTuple):
    """What a path leads to."""

    files: list[Source]
    skipped: list[Skipped]
    is_file: bool


class Place(Protocol):
    """Finds what a cell of a CSV means."""

    def find(self, cell: str, droppable: int = 0) -> Found | None:
        """Return what is at a path, of which some leading folders may be missing; None where there is nothing."""


class Paths:
    """The paths in one column of a CSV, looked up in a place.

    Parameters
    ----------
    place : Place
    cells : iterable of str
    """

    def __init__(self, place: Place, cells: Iterable[str]) -> None:
        self._place = place
        self._found: dict[str, Found | None] = {}
        self._droppable = {True: -1, False: -1}
        shared: dict[bool, Parts] = {}
        for cell in dict.fromkeys(cells):
            folders, absolute = path_parts(cell)[:-1], is_absolute(cell)
            shared[absolute] = _common(shared.get(absolute, folders), folders)
        self._droppable = {absolute: len(parts) for absolute, parts in shared.items()}

    def find(self, cell: str) -> Found | None:
        """Return what is at a path; None where there is nothing.

        Raises
        ------
        PeopleError
            Where several files or folders could be meant.
        """
        if cell not in self._found:
            self._found[cell] = self._place.find(cell, self._droppable.get(is_absolute(cell), 0))
        return self._found[cell]


class DiskPlace:
    """Files on disk, relative to the folder of the CSV.

    Parameters
    ----------
    base : Path
        The folder.
    """

    def __init__(self, base: Path) -> None:
        self._base = base
        self._names: dict[Path, dict[str, list[str]]] = {}

    def find(self, cell: str, droppable: int = 0) -> Found | None:
        """Look for a path as it stands, then without the folders that all paths share."""
        found = self._at(self._base / cell)
        if found is not None:
            return found
        for rest in _shortened(path_parts(cell), droppable):
            found = self._at(self._in_any_form(rest))
            if found is not None and (not found.is_file or _tells_enough(rest, path_parts(cell))):
                return found
        return None

    def _at(self, path: Path | None) -> Found | None:
        try:
            if path is None:
                return None
            if path.is_dir():
                return Found(*files_below(path, self._name(path)), is_file=False)
            return Found([disk_source(path, self._name(path))], [], is_file=True) if path.is_file() else None
        except (OSError, ValueError):  # no name that a file system takes, e.g. too long
            return None

    def _in_any_form(self, parts: Parts) -> Path | None:
        """Return the path whose parts these are in NFC, in whatever form and code page the disk has them."""
        path = self._base
        for part in parts:
            names = self._names_in(path)
            alike = names.get(part) or [name for name in names.get("", ()) if could_be(name, part)]
            if len(alike) != 1:
                return None
            path /= alike[0]
        return path

    def _names_in(self, folder: Path) -> dict[str, list[str]]:
        """Return the names in a folder by their form in NFC; those in an unknown code page by an empty one."""
        if folder not in self._names:
            found: dict[str, list[str]] = {}
            with suppress(OSError):
                for child in folder.iterdir():
                    form = "" if is_undecoded(child.name) else normalize("NFC", child.name)
                    found.setdefault(form, []).append(child.name)
            self._names[folder] = found
        return self._names[folder]

    def _name(self, path: Path) -> str:
        return path.relative_to(self._base).as_posix() if path.is_relative_to(self._base) else str(path)


class TreePlace:
    """Files of one upload or zip, by their relative paths.

    Parameters
    ----------
    files : list of Source
        Named by paths with ``/``.
    base : tuple of str
        The folder of the CSV among them, where paths are looked for first.
    """

    def __init__(self, files: list[Source], base: Parts = ()) -> None:
        self._base = tuple(normalize("NFC", part) for part in base)
        self._below: dict[Parts, list[Source]] = {}
        self._files: set[Parts] = set()
        root: Parts | None = None
        for source in sorted(files, key=lambda source: source.name):
            parts = PurePosixPath(normalize("NFC", source.name)).parts
            if len(parts) > DEEPEST:
                raise PeopleError(f"{source.name[:60]}… lies more than {DEEPEST} folders deep; pack flatter folders.")
            for end in range(1, len(parts) + 1):
                self._below.setdefault(parts[:end], []).append(source)
            self._files.add(parts)
            root = parts[:-1] if root is None else _common(root, parts[:-1])
        self._root = root or ()
        self._reversed = sorted(path[::-1] for path in self._below)  # those that end alike are neighbours

    def find(self, cell: str, droppable: int = 0) -> Found | None:
        """Look beside the CSV, then for the only path that ends as the cell does.

        After that, look from the folders that all files share for the path without the folders that all paths share.
        """
        wanted = path_parts(cell)
        if not wanted or len(wanted) > DEEPEST + droppable:
            return None
        beside = (*self._base, *wanted)
        if beside in self._below and not is_absolute(cell):
            return self._at(beside)
        found = self._ending_with(wanted)
        if len(found) > 1:
            shown = ", ".join("/".join(path) for path in sorted(found))
            raise PeopleError(f"{cell!r} could be any of {shown}; write more of the path into the CSV.")
        if found:
            return self._at(found[0])
        for rest in _shortened(wanted, droppable):
            for end in range(len(self._root), -1, -1):
                path = (*self._root[:end], *rest)
                if path in self._below and (path not in self._files or _tells_enough(rest, wanted)):
                    return self._at(path)
        return None

    def _at(self, path: Parts) -> Found:
        return Found(self._below[path], [], is_file=path in self._files)

    def _ending_with(self, wanted: Parts) -> list[Parts]:
        """Return the first paths that end so; more than one is too many."""
        end = wanted[::-1]
        first = bisect_left(self._reversed, end)
        return [path[::-1] for path in self._reversed[first : first + 3] if path[: len(end)] == end]


def path_parts(cell: str) -> Parts:
    """Split a path of any system into its parts in NFC, without drive letters and ``.``; ``..`` takes a part back."""
    parts: list[str] = []
    for part in re.split(r"[/\\]+", normalize("NFC", cell.strip())):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part):
            parts.append(part)
    return tuple(parts)


def is_absolute(cell: str) -> bool:
    """Tell whether a path of any system begins at its root."""
    return re.match(r"\s*(?:[A-Za-z]:)?[/\\]", cell) is not None


def _common(first: Parts, second: Parts) -> Parts:
    """Return the folders with which both begin."""
    return tuple(one for one, _ in takewhile(lambda both: both[0] == both[1], zip(first, second, strict=False)))


def _shortened(parts: Parts, droppable: int) -> Iterable[Parts]:
    """Yield a path with fewer and fewer of its leading folders."""
    first = max(0, len(parts) - DEEPEST)
    return (parts[start:] for start in range(first, min(droppable, len(parts) - 1) + 1))


def _tells_enough(rest: Parts, whole: Parts) -> bool:
    """Tell whether a file is named with its folder where the CSV names one: ``1.png`` could be in any folder."""
    return len(rest) > 1 or len(whole) == 1
