"""People as they are found (`People`) and as they are learned from (`Dataset`)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

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
    """

    name: str
    read: Callable[[], bytes]

    @cached_property
    def sha256(self) -> str:
        """Of its bytes, in hex; reading them may raise what `read` raises."""
        return hashlib.sha256(self.read()).hexdigest()


@dataclass(frozen=True)
class Skipped:
    """A file, folder or person left out, and why."""

    file: str
    reason: str

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
    """

    entries: tuple[tuple[str, Source], ...]
    skipped: tuple[Skipped, ...]
    origin: str

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many pictures each person has, by name."""
        return dict(sorted(Counter(name for name, _ in self.entries).items()))

    @property
    def names(self) -> list[str]:
        """The people, sorted."""
        return list(self.counts)


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
    """

    faces: NDArray[np.uint8]
    names: NDArray[np.str_]
    sources: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.faces) == len(self.names) == len(self.sources):
            raise ValueError(
                f"{len(self.faces)} faces, {len(self.names)} names and {len(self.sources)} sources do not match"
            )
        self.faces.flags.writeable = False
        self.names.flags.writeable = False

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
        kept = np.array([row for row in range(len(self.names)) if row not in reasons], int)
        gone = (left_out(self.sources[row], why) for row, why in reasons.items())
        sources = tuple(self.sources[row] for row in kept)
        return Dataset(self.faces[kept], self.names[kept], sources, (*self.skipped, *gone))

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hex, of the faces and their names; the same on every machine."""
        digest = hashlib.sha256(repr((self.faces.shape, self.names.tolist())).encode())
        digest.update(np.ascontiguousarray(self.faces).data)
        return digest.hexdigest()
