"""People as they are found (`People`) and as they are learned from (`Dataset`)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from facerec.datasets.sample_people import STRANGERS_FROM_SAMPLES, are_sample_people

PEEKED = 32
"""Bytes from which the format of a picture is told."""

_AS_ASKED = "left out as asked: "


@dataclass(frozen=True)
class Source:
    """A picture file, not read yet.

    Attributes
    ----------
    name : str
        Its path as people know it, relative to what they gave.
    read : callable
        Returns its bytes.
    attributes : mapping of str to str
        What further columns of a CSV say of this picture, by the column's name, e.g. ``{"session": "2"}``.
    first_bytes : callable, optional
        Returns its first bytes.
    """

    name: str
    read: Callable[[], bytes]
    attributes: Mapping[str, str] = field(default_factory=dict, compare=False)
    first_bytes: Callable[[], bytes] | None = field(default=None, compare=False)

    def peek(self) -> bytes:
        """Return the first `PEEKED` bytes or more, without reading the rest where that can be avoided."""
        return self.read() if self.first_bytes is None else self.first_bytes()

    @cached_property
    def sha256(self) -> str:
        """Of its bytes, in hex; reading them may raise what `read` raises."""
        return hashlib.sha256(self.read()).hexdigest()


@dataclass(frozen=True)
class Skipped:
    """A file, folder or person left out, and why; `code` is that of the error, where there was one."""

    file: str
    reason: str
    code: str = field(default="", compare=False)

    @property
    def as_asked(self) -> bool:
        """Whether people chose to leave it out."""
        return self.reason.startswith(_AS_ASKED)


def left_out(file: str, why: str) -> Skipped:
    """Tell of a file that people chose to leave out."""
    return Skipped(file, f"{_AS_ASKED}{why}")


@dataclass(frozen=True)
class People:
    """Whose pictures are where; nothing is decoded yet.

    Attributes
    ----------
    entries : tuple of (name, Source)
        In the order in which they were listed.
    skipped : tuple of Skipped
    origin : str
        What was given: the name of a CSV, a folder or a zip.
    notes : tuple of str
        Sentences on what was guessed or put together while the people were listed; shown wherever people are read.
    strangers : tuple of (name, Source)
        Pictures of people who are not enrolled, from a folder called ``unknown`` or ``strangers``. The name is the
        subfolder, where there is one, so that pictures of one stranger can be told from those of another.
    """

    entries: tuple[tuple[str, Source], ...]
    skipped: tuple[Skipped, ...]
    origin: str
    notes: tuple[str, ...] = ()
    strangers: tuple[tuple[str, Source], ...] = ()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many pictures each person has, by name."""
        return dict(sorted(Counter(name for name, _ in self.entries).items()))

    @property
    def names(self) -> list[str]:
        """The people, sorted."""
        return list(self.counts)

    @property
    def attributes(self) -> dict[str, tuple[str, ...]]:
        """Further columns of the CSV: a value for each entry, in order; empty where an entry has none."""
        return columns_of([source for _, source in self.entries])

    def with_strangers(self, given: People) -> People:
        """Return these people, and everyone of the given ones as a stranger who is not enrolled."""
        strangers = (*self.strangers, *given.entries, *given.strangers)
        notes = [f"Strangers: {note}" for note in given.notes]
        if _drawn(strangers) and not _drawn(self.entries):
            notes.append(STRANGERS_FROM_SAMPLES)
        if both := sorted({name for name, _ in strangers} & set(self.counts)):
            notes.append(
                f"Strangers have the names of enrolled people: {', '.join(both)}. They count as other people; if they"
                " are the same, leave them out, since the threshold is too low with them."
            )
        return replace(
            self,
            skipped=(*self.skipped, *given.skipped),
            notes=(*self.notes, *notes),
            strangers=strangers,
        )


def _drawn(entries: Sequence[tuple[str, Source]]) -> bool:
    return are_sample_people((name for name, _ in entries), (source.name for _, source in entries))


def columns_of(sources: Sequence[Source]) -> dict[str, tuple[str, ...]]:
    """Return the attributes of pictures by column, a value for each picture in order; empty where it has none."""
    columns = dict.fromkeys(column for source in sources for column in source.attributes)
    return {column: tuple(source.attributes.get(column, "") for source in sources) for column in columns}


def _no_faces() -> NDArray[np.uint8]:
    return np.empty((0, 0, 0), np.uint8)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Faces with the names of their people.

    Attributes
    ----------
    faces : ndarray of shape (n_faces, height, width) or, in colour, (n_faces, height, width, 3), uint8
        Made read-only.
    names : ndarray of shape (n_faces,) of str
    sources : tuple of str
        The file each face came from.
    skipped : tuple of Skipped
    notes : tuple of str
        As of `People`.
    attributes : dict of str to ndarray of shape (n_faces,) of str
        Further columns of the CSV by name, e.g. ``{"session": array(["1", "2", ...])}``; an empty string where a
        picture has no value. Empty without such columns.
    strangers : ndarray of shape (n_strangers, height, width) or (n_strangers, height, width, 3), uint8
        Faces of people who are not enrolled, cut as `faces` are; of length 0 where there are none.
    stranger_names : tuple of str
        For each of them, which stranger it is, as of `People.strangers`.
    stranger_sources : tuple of str
        The file each of them came from.
    """

    faces: NDArray[np.uint8]
    names: NDArray[np.str_]
    sources: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    attributes: dict[str, NDArray[np.str_]] = field(default_factory=dict)
    strangers: NDArray[np.uint8] = field(default_factory=_no_faces)
    stranger_names: tuple[str, ...] = ()
    stranger_sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        columns = ((f"values of {column}", values) for column, values in self.attributes.items())
        _same_length(("faces", self.faces), ("names", self.names), ("sources", self.sources), *columns)
        strangers = ("stranger names", self.stranger_names), ("stranger sources", self.stranger_sources)
        _same_length(("strangers", self.strangers), *strangers)
        for array in (self.faces, self.names, self.strangers, *self.attributes.values()):
            array.flags.writeable = False

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many faces each person has, by name."""
        return dict(sorted(Counter(self.names.tolist()).items()))

    @property
    def people(self) -> list[str]:
        """The people, sorted."""
        return list(self.counts)

    def without(self, reasons: Mapping[int, str]) -> Dataset:
        """Return the data set without some rows, which are then told among those skipped.

        Parameters
        ----------
        reasons : mapping of int to str
            Why, by row.
        """
        kept = [row for row in range(len(self.names)) if row not in reasons]
        gone = (left_out(self.sources[row], why) for row, why in reasons.items())
        return self.only(kept, (*self.skipped, *gone))

    def only(self, rows: Sequence[int], skipped: tuple[Skipped, ...]) -> Dataset:
        """Return the data set with some of its rows, in the order given, and with another list of what was skipped."""
        chosen = np.array(rows, int)
        return replace(
            self,
            faces=self.faces[chosen],
            names=self.names[chosen],
            sources=tuple(self.sources[row] for row in rows),
            skipped=skipped,
            attributes={column: values[chosen] for column, values in self.attributes.items()},
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hex, of faces, names, attributes and strangers; the same on every machine."""
        digest = hashlib.sha256(repr((self.faces.shape, self.names.tolist())).encode())
        digest.update(np.ascontiguousarray(self.faces).data)
        if self.attributes or len(self.strangers):  # else as before there were any, so that stored results are found
            columns = {column: values.tolist() for column, values in sorted(self.attributes.items())}
            digest.update(repr((columns, self.stranger_names)).encode())
            digest.update(np.ascontiguousarray(self.strangers).data)
        return digest.hexdigest()


def _same_length(*columns: tuple[str, Sized]) -> None:
    if len({len(column) for _, column in columns}) > 1:
        raise ValueError(f"{', '.join(f'{len(column)} {what}' for what, column in columns)} do not match")
