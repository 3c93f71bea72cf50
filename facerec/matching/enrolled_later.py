"""How people fare who are enrolled without training.

To features that were learned without them, they are strangers like any other, and two strangers lie far nearer to each
other than a stranger to a trained person. So groups of people are left out, enrolled, and compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from facerec.matching.classifiers import can, learn_more, person_distances, refitted
from facerec.progress import Progress

Doubles = NDArray[np.float64]
Array = NDArray[Any]
Rows = NDArray[np.intp]


class EnrolledLater(NamedTuple):
    """One group's part of the fields of `HeldOut` of the same names."""

    newcomers: Doubles
    newcomer_people: Array
    late: Doubles
    late_people: Array

    @classmethod
    def joined(cls, groups: Sequence[Self]) -> Self:
        """Put the parts of several groups into one."""
        nothing = cls(np.empty(0), np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))
        return cls(*(np.concatenate(parts) for parts in zip(nothing, *groups, strict=True)))


def enrolled_later(
    classifier: Any, X: Array, codes: Array, splits: Sequence[tuple[Rows, Rows]], progress: Progress
) -> Iterator[EnrolledLater]:
    """Fit without a group, enrol it, and compare its people with each other and with themselves.

    Parameters
    ----------
    classifier : estimator
        Unfitted.
    X : ndarray of shape (n, ...)
    codes : ndarray of shape (n,)
        Whose each row is.
    splits : sequence of (rows to fit on, rows of the group)
    progress : Progress
    """
    for done, (learned, group) in enumerate(splits):
        progress("Enrolling people later", done, len(splits))
        fitted = clone(classifier).fit(X[learned], codes[learned])
        named = [
            _named_rightly(fitted, X, codes, learned, half, other)
            for half, other in _halves(group, codes)
            if len(half) and len(other)
        ]
        yield EnrolledLater(
            *_distances_to_others(fitted, X, codes, learned, group),
            np.concatenate([np.empty(0), *(distances for distances, _ in named)]),
            np.concatenate([np.empty(0, codes.dtype), *(owners for _, owners in named)]),
        )
    if splits:
        progress("Enrolling people later", len(splits), len(splits))


def _halves(group: Rows, codes: Array) -> list[tuple[Rows, Rows]]:
    """Split everybody's pictures into two; either half is enrolled once."""
    place = np.array([np.count_nonzero(codes[group[:row]] == codes[group[row]]) for row in range(len(group))])
    first, second = group[place % 2 == 0], group[place % 2 == 1]
    return [(first, second), (second, first)]


def _distances_to_others(fitted: Any, X: Array, codes: Array, learned: Rows, group: Rows) -> tuple[Doubles, Array]:
    """Enrol a group and measure each picture against each other person of it: distances, and whose picture it was."""
    grown = _enrolled(fitted, X, codes, learned, group)
    people, owners = np.asarray(grown.classes_), codes[group]
    others = np.isin(people, owners) & (people != owners[:, None])
    distances = person_distances(grown, X[group]).astype(np.float64)
    return distances[others], np.repeat(owners, others.sum(axis=1))


def _named_rightly(
    fitted: Any, X: Array, codes: Array, learned: Rows, enrolled: Rows, asked: Rows
) -> tuple[Doubles, Array]:
    """Enrol some pictures and ask about others: distances, infinite for the wrong name, and whose the picture was."""
    asked = asked[np.isin(codes[asked], codes[enrolled])]
    grown = _enrolled(fitted, X, codes, learned, enrolled)
    distances = person_distances(grown, X[asked]).astype(np.float64)
    right = np.asarray(grown.classes_)[distances.argmin(axis=1)] == codes[asked]
    return np.where(right, distances.min(axis=1), np.inf), codes[asked]


def _enrolled(fitted: Any, X: Array, codes: Array, learned: Rows, group: Rows) -> Any:
    """Let a fitted classifier take in people; one that cannot is fitted anew, on the features it has."""
    if can(fitted, "partial_fit"):
        return learn_more(fitted, X[group], codes[group])
    everybody = np.concatenate([learned, group])
    return refitted(fitted, X[everybody], codes[everybody])
