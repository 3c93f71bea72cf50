"""The first line of a CSV, where it names the columns: which could be the path, which the person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PATH_WORDS = frozenset(
    {"folder", "path", "file", "filename", "filepath", "directory", "dir", "picture", "pictures", "photo", "photos"}
    | {"image", "images", "imagepath", "imagename", "img", "pic"}
)
_PERSON_WORDS = frozenset({"name", "person", "personname", "people", "label", "labels", "subject", "identity", "who"})
_LESSER_WORDS = frozenset({"id", "class", "user", "username", "target", "y"})  # the person where no other column is
_FILLERS = frozenset({"of", "the", "to", "full", "relative", "no", "number"})
_INDEX_WORDS = frozenset({"", "index", "idx", "no", "nr", "row", "unnamed: 0"})


@dataclass(frozen=True)
class Header:
    """What the first line says.

    Attributes
    ----------
    cells : tuple of str
    paths : tuple of int
        Columns that could be the path; one or more.
    people : tuple of int
        Columns that could be the person's name; one or more.
    """

    cells: tuple[str, ...]
    paths: tuple[int, ...]
    people: tuple[int, ...]


def header_of(cells: Sequence[str]) -> Header | None:
    """Return what a line says as a header; None where it is none: it has to name both a path and a person."""
    words = [_words(cell) for cell in cells]
    paths = tuple(column for column, found in enumerate(words) if found & _PATH_WORDS)
    people = tuple(column for column, found in enumerate(words) if found & _PERSON_WORDS and column not in paths)
    lesser = tuple(column for column, found in enumerate(words) if found & _LESSER_WORDS and column not in paths)
    people = people or lesser
    return Header(tuple(cells), paths, people) if paths and people else None


def is_index(cell: str, values: Sequence[str]) -> bool:
    """Tell whether a column only counts the lines, from 0 or 1."""
    return cell.casefold() in _INDEX_WORDS and counts_lines(values)


def counts_lines(values: Sequence[str]) -> bool:
    """Tell whether values count up by one, from 0 or from 1."""
    return any(list(values) == [str(number) for number in range(start, start + len(values))] for start in (0, 1))


def _words(cell: str) -> frozenset[str]:
    """Return the words of a column's name; none where a word is unknown: such a cell may as well be a person's."""
    if not re.fullmatch(r"[\w\s-]+", cell):
        return frozenset()
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell)  # imagePath
    words = frozenset(re.split(r"[\s_-]+", parted.casefold())) - {""}
    known = _PATH_WORDS | _PERSON_WORDS | _LESSER_WORDS | _FILLERS
    return words if words <= known else frozenset()
