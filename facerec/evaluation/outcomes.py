"""What a contestant did on one data set under one plan: raw distances, from which all figures follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from facerec import metrics
from facerec.evaluation.costs import Cost
from facerec.matching.held_out import HeldOut
from facerec.metrics import NOT_TRAINED, Comparisons, PicturesTrained

Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Searches:
    """Faces that were compared with every enrolled person.

    Attributes
    ----------
    rows : ndarray of shape (n_searches,), intp
        Of the data set.
    turns : ndarray of shape (n_searches,), intp
        In which turn of the protocol; the distances of two turns come from two fits.
    people : ndarray of shape (n_searches,), intp
        Whose face it is, as a column of the distances.
    distances : ndarray of shape (n_searches, n_people), float32
        Infinite to people who were not enrolled in the turn.
    """

    rows: NDArray[np.intp]
    turns: NDArray[np.intp]
    people: NDArray[np.intp]
    distances: NDArray[np.float32]

    def __post_init__(self) -> None:
        for array in vars(self).values():
            array.flags.writeable = False

    @classmethod
    def joined(cls, parts: Sequence[Self], n_people: int) -> Self:
        """Put the searches of several turns together."""
        nothing = np.empty(0, np.intp)
        every = [cls(nothing, nothing, nothing, np.empty((0, n_people), np.float32)), *parts]
        return cls(
            np.concatenate([part.rows for part in every]),
            np.concatenate([part.turns for part in every]),
            np.concatenate([part.people for part in every]),
            np.concatenate([part.distances for part in every]),
        )

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def nearest(self) -> Doubles:
        """Distance of each search to the nearest person, shape (n_searches,)."""
        return np.asarray(self.distances.min(axis=1, initial=np.inf), np.float64)

    @cached_property
    def named(self) -> NDArray[np.intp]:
        """Who is nearest, shape (n_searches,)."""
        return np.asarray(self.distances.argmin(axis=1))

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Whether that is the right person, shape (n_searches,)."""
        return np.asarray(self.named == self.people)

    @cached_property
    def ranks(self) -> NDArray[np.int64]:
        """The rank of the right person, shape (n_searches,)."""
        return metrics.ranks(self.distances, self.people)


@dataclass(frozen=True, eq=False)
class Turn:
    """One turn in which whole people were held out.

    Attributes
    ----------
    known : Searches
        Pictures of the enrolled people, by cross-validation among them.
    strangers : Searches
        Pictures of the people held out, in the model of all pictures of the enrolled people.
    held_out : HeldOut
        Scores of the enrolled people's own pictures, for the threshold: the same that training on them gives.
    few : Searches or None
        As `known`, with half of everybody's pictures in the training set.
    """

    known: Searches
    strangers: Searches
    held_out: HeldOut
    few: Searches | None = None


@dataclass(frozen=True, eq=False)
class Outcome:
    """Everything that was measured of one contestant.

    Attributes
    ----------
    people : tuple of str
        The columns of all distances.
    closed : Searches
        Known people's pictures, everybody enrolled.
    turns : tuple of Turn
        With people held out; empty where there are too few, or nobody asked for it.
    comparisons : Comparisons or None
        Every two pictures of people from whom nothing was learned; None where there are too few people or pictures.
    cost : Cost
    few : Searches or None
        As `closed`, with half of everybody's pictures in the training set; None where the protocol itself says how many
        pictures are trained on.
    trained : PicturesTrained
        Pictures of the probe's own person in the training set, for `few` and for `closed`.
    """

    people: tuple[str, ...]
    closed: Searches
    turns: tuple[Turn, ...]
    comparisons: Comparisons | None
    cost: Cost
    few: Searches | None = None
    trained: PicturesTrained = NOT_TRAINED
