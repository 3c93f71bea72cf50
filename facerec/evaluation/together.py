"""What folds keep together, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from facerec.evaluation.doctor.finding import listed

NOT_TOGETHER = "Copies and shots of one burst, if there are any, were not kept together, so figures may be too good."
"""What to say where nobody asked for it."""


@dataclass(frozen=True)
class Together:
    """Copies and bursts of a data set, which no fold parts.

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
    """

    groups: int
    pictures: int
    never_asked: tuple[str, ...]
    numbers: NDArray[Any] = field(compare=False, repr=False)

    @classmethod
    def of(cls, names: NDArray[np.str_], groups: NDArray[Any]) -> Self:
        """Count.

        Parameters
        ----------
        names : ndarray of shape (n_faces,)
        groups : ndarray of shape (n_faces,)
            Pictures that are kept together share a number, as from `facerec.evaluation.doctor.groups`.
        """
        sizes = np.unique(groups, return_counts=True)[1]
        by_person = {name: groups[names == name] for name in np.unique(names).tolist()}
        tied = (name for name, of in by_person.items() if len(of) > 1 and len(np.unique(of)) == 1)
        return cls(int(np.sum(sizes > 1)), int(sizes[sizes > 1].sum()), tuple(tied), groups)

    def to_dict(self) -> dict[str, Any]:
        """Return the counts, as JSON takes them."""
        return {"groups": self.groups, "pictures": self.pictures, "never_asked": list(self.never_asked)}

    def __str__(self) -> str:
        """Say what was done, for people."""
        if not self.groups:
            return "No two pictures are copies of each other, or shot in one go."
        sets = "set that is" if self.groups == 1 else "sets that are"
        kept = (
            f"{self.pictures:,} pictures are copies of each other, or shot in one go: {self.groups:,} {sets}"
            " kept together, so that no picture is asked about after its twin was learned."
        )
        if not self.never_asked:
            return kept
        each = " each" if len(self.never_asked) > 1 else ""
        return (
            f"{kept} All pictures of {listed(self.never_asked)} are one set{each}, which leaves none to ask about:"
            " whoever has only one set is learned every time, and asked about only as a stranger."
        )
