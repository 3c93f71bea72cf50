"""What folds keep together, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from facerec.evaluation.doctor import groups
from facerec.evaluation.doctor.finding import listed
from facerec.progress import Progress, silent

NOT_TOGETHER = "Copies and shots of one burst, if there are any, were not kept together, so figures may be too good."
"""What to say where nobody asked for it."""


@dataclass(frozen=True)
class Together:
    """Pictures of a data set that no fold parts: copies always, and shots of one burst unless somebody says so.

    Attributes
    ----------
    groups : int
        Of two pictures or more.
    pictures : int
        In these groups.
    never_asked : tuple of str
        People with several pictures, all tied together: they are learned in every turn, and asked about as strangers.
    numbers : ndarray of shape (n_faces,)
        Those of one set are the same.
    parted : int, default=0
        Pictures that look like shots of one burst and that folds part nevertheless.
    """

    groups: int
    pictures: int
    never_asked: tuple[str, ...]
    numbers: NDArray[Any] = field(compare=False, repr=False)
    parted: int = 0

    @classmethod
    def found(
        cls, faces: NDArray[np.uint8], names: NDArray[np.str_], *, bursts: bool = True, progress: Progress = silent
    ) -> Self:
        """Look for copies and bursts.

        Parameters
        ----------
        faces : ndarray of shape (n_faces, height, width) or (n_faces, height, width, 3), uint8
        names : ndarray of shape (n_faces,)
        bursts : bool, default=True
            Whether bursts are kept together, too; copies always are. Published figures part bursts.
        progress : Progress
        """
        copies, shots = groups(faces, names, progress=progress)
        if bursts:
            return cls.of(names, shots)
        return replace(cls.of(names, copies), parted=_in_sets(shots) - _in_sets(copies))

    @classmethod
    def of(cls, names: NDArray[np.str_], groups: NDArray[Any]) -> Self:
        """Count.

        Parameters
        ----------
        names : ndarray of shape (n_faces,)
        groups : ndarray of shape (n_faces,)
            Pictures that are kept together share a number.
        """
        sizes = np.unique(groups, return_counts=True)[1]
        by_person = {name: groups[names == name] for name in np.unique(names).tolist()}
        tied = (name for name, of in by_person.items() if len(of) > 1 and len(np.unique(of)) == 1)
        return cls(int(np.sum(sizes > 1)), _in_sets(groups), tuple(tied), groups)

    @property
    def bursts(self) -> Literal["together", "apart"]:
        """What became of the shots of one burst."""
        return "apart" if self.parted else "together"

    def to_dict(self) -> dict[str, Any]:
        """Return the counts, as JSON takes them."""
        return {
            "groups": self.groups,
            "pictures": self.pictures,
            "never_asked": list(self.never_asked),
            "parted": self.parted,
        }

    def __str__(self) -> str:
        """Say what was done, for people."""
        return f"{self._kept()} {self._parted()}" if self.parted else self._kept()

    def _parted(self) -> str:
        return (
            f"{self.parted:,} pictures seem to be shots of one burst and were not kept together, as in published"
            " figures, which is too good for a new picture."
        )

    def _kept(self) -> str:
        what = "copies of each other" if self.parted else "copies of each other, or shot in one go"
        if not self.groups:
            return f"No two pictures are {what}."
        sets = "set that is" if self.groups == 1 else "sets that are"
        kept = (
            f"{self.pictures:,} pictures are {what}: {self.groups:,} {sets}"
            " kept together, so that no picture is asked about after its twin was learned."
        )
        if not self.never_asked:
            return kept
        each = " each" if len(self.never_asked) > 1 else ""
        return (
            f"{kept} All pictures of {listed(self.never_asked)} are one set{each}, which leaves none to ask about:"
            " whoever has only one set is learned every time, and asked about only as a stranger."
        )


def _in_sets(numbers: NDArray[Any]) -> int:
    """Count the pictures that share their number with another one."""
    sizes = np.unique(numbers, return_counts=True)[1]
    return int(sizes[sizes > 1].sum())
