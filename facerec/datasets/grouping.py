"""Which pictures cross-validation keeps in one fold, in numbers and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from facerec.datasets.names import listed
from facerec.datasets.near_duplicates import groups
from facerec.datasets.sessions import joined_by_session, session_column, sessions_of
from facerec.progress import Progress, silent

NOT_GROUPED = (
    "Near-duplicates and bursts were not searched for. If there are any, training and test share them and the figures"
    " are too good."
)
"""What to say where no groups were looked for."""

ANOTHER_DAY = (
    "The figures hold for pictures taken on the same occasions as these. On another day, with other light, hair or"
    " camera, expect fewer right names."
)
"""What to say beside every rate of pictures whose day is unknown."""


@dataclass(frozen=True)
class Grouping:
    """Pictures of a data set that cross-validation keeps in one fold.

    Copies and near-duplicates always form a group; the shots of a burst do unless they are to be parted. Training and
    comparing group by the same rule, so that both give the same figures.

    Attributes
    ----------
    groups : int
        Groups of two pictures or more.
    pictures : int
        Pictures in these groups.
    never_asked : tuple of str
        People with several pictures, all in one group: they are always trained on, and searched for only as strangers.
    numbers : ndarray of shape (n_faces,)
        Group of each picture.
    parted : int, default=0
        Pictures that look like shots of one burst and that folds part nevertheless.
    sessions : str, default=""
        Column that tells on which occasion pictures were taken; then all pictures of a person and session are in one
        group, so that probes come from another day than the pictures trained on. Empty where there is none.
    """

    groups: int
    pictures: int
    never_asked: tuple[str, ...]
    numbers: NDArray[Any] = field(compare=False, repr=False)
    parted: int = 0
    sessions: str = ""

    @classmethod
    def found(
        cls,
        faces: NDArray[np.uint8],
        names: NDArray[np.str_],
        *,
        bursts: bool = True,
        attributes: Mapping[str, NDArray[np.str_]] | None = None,
        progress: Progress = silent,
    ) -> Self:
        """Search for near-duplicates and bursts, and for a column that tells the sessions.

        Parameters
        ----------
        faces : ndarray of shape (n_faces, height, width) or (n_faces, height, width, 3), uint8
        names : ndarray of shape (n_faces,)
        bursts : bool, default=True
            Whether the shots of a burst form a group; near-duplicates always do. Published figures part bursts.
        attributes : mapping of str to ndarray of shape (n_faces,), optional
            Further columns of the CSV, by name; a column such as ``session`` or ``date`` is used, see
            `facerec.datasets.sessions`.
        progress : Progress
            May raise to stop; 400 faces take half a second.
        """
        copies, shots = groups(faces, names, progress=progress)
        grouping = cls.of(names, shots)
        if not bursts:
            grouping = replace(cls.of(names, copies), parted=_in_sets(shots) - _in_sets(copies))
        column = session_column(names, attributes or {}) if bursts else ""
        if not column or not attributes:
            return grouping
        numbers = joined_by_session(names, sessions_of(attributes[column]), grouping.numbers)
        return replace(grouping, numbers=numbers, never_asked=cls.of(names, numbers).never_asked, sessions=column)

    @classmethod
    def of(cls, names: NDArray[np.str_], groups: NDArray[Any]) -> Self:
        """Count given groups.

        Parameters
        ----------
        names : ndarray of shape (n_faces,)
        groups : ndarray of shape (n_faces,)
            Group of each picture.
        """
        sizes = np.unique(groups, return_counts=True)[1]
        by_person = {name: groups[names == name] for name in np.unique(names).tolist()}
        single = (name for name, of in by_person.items() if len(of) > 1 and len(np.unique(of)) == 1)
        return cls(int(np.sum(sizes > 1)), _in_sets(groups), tuple(single), groups)

    @property
    def bursts(self) -> Literal["together", "apart"]:
        """Whether the shots of a burst share a fold."""
        return "apart" if self.parted else "together"

    def to_dict(self) -> dict[str, Any]:
        """Return the counts for JSON."""
        return {
            "groups": self.groups,
            "pictures": self.pictures,
            "never_asked": list(self.never_asked),
            "parted": self.parted,
            "sessions": self.sessions or None,
        }

    @property
    def note(self) -> str:
        """What the figures hold for: pictures of another day, or only of the same occasions."""
        if not self.sessions:
            return ANOTHER_DAY
        return (
            f"Folds follow the column {self.sessions!r}: no probe is tested after a picture of the same person and"
            " session was trained on, so the figures hold for another session."
        )

    def __str__(self) -> str:
        """Describe the groups in sentences."""
        return f"{self._kept()} {self._parted()}" if self.parted else self._kept()

    def _parted(self) -> str:
        return (
            f"{self.parted:,} pictures seem to be shots of a burst and were put into different folds, as in published"
            " figures. This makes the figures too good for a new picture."
        )

    def _kept(self) -> str:
        what = "near-duplicates" if self.parted else "near-duplicates or shots of a burst"
        if not self.groups:
            return f"No two pictures are {what}."
        kept = (
            f"{self.pictures:,} pictures are {what}. They form {self.groups:,} {_plural('group', self.groups)},"
            " and each group stays in one fold, so that no probe is tested after its near-duplicate was trained on."
        )
        if not self.never_asked:
            return kept
        each = " each" if len(self.never_asked) > 1 else ""
        return (
            f"{kept} All pictures of {listed(self.never_asked)} are in one group{each}, so they are always trained on"
            " and searched for only as strangers."
        )


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def _in_sets(numbers: NDArray[Any]) -> int:
    """Count the pictures that share their group with another one."""
    sizes = np.unique(numbers, return_counts=True)[1]
    return int(sizes[sizes > 1].sum())
