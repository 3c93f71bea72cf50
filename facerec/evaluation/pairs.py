"""Distances between two pictures, as a fitted pipeline measures them, for verification."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facerec.matching import METRICS, can, describe, learn_more, person_distances
from facerec.metrics import Comparisons

_MOST = 600  # pictures, 180,000 pairs


def picture_comparisons(
    fitted: Any, X: NDArray[Any], people: NDArray[np.intp], groups: NDArray[Any] | None = None
) -> Comparisons | None:
    """Compare every two pictures of people whom the pipeline has not learned.

    Parameters
    ----------
    fitted : fitted pipeline or classifier
    X : ndarray of shape (n, ...)
        Of more than 600 pictures, so many evenly spread ones are compared.
    people : ndarray of shape (n,), intp
    groups : ndarray of shape (n,), optional
        Pictures that share a number, copies or shots of one burst, are not compared with each other: that they match
        says nothing of two occasions.

    Returns
    -------
    Comparisons or None
        None where they lack two pictures of one person, or two people.

    Notes
    -----
    A verification system is asked about people it was not trained with, so its figures come from such people alone: the
    features are those learned from the others. Where the classifier takes in pictures, every picture is enrolled as if
    it were a person and searched for, so that the distance is just the one its own searches are made with. A classifier
    that has to be fitted anew, such as a support vector machine, has learned nothing that applies to others; then it is
    the Euclidean distance of the features before it, the geometry in which a linear margin is measured.
    """
    chosen = np.unique(np.linspace(0, len(X) - 1, min(len(X), _MOST)).astype(int)) if len(X) else np.empty(0, int)
    X, people = X[chosen], people[chosen]
    one, two = np.triu_indices(len(X), 1)
    if groups is not None:
        apart = groups[chosen][one] != groups[chosen][two]
        one, two = one[apart], two[apart]
    mated = people[one] == people[two]
    if not mated.any() or mated.all():
        return None
    distances = _distances(fitted, X)[one, two].astype(np.float32)
    return Comparisons(distances, people[one].astype(np.int32), people[two].astype(np.int32))


def _distances(fitted: Any, X: NDArray[Any]) -> NDArray[Any]:
    if not can(fitted, "partial_fit"):
        features = np.asarray(describe(fitted, X), np.float32).reshape(len(X), -1)
        return METRICS["euclidean"](features, features)
    ids = 1 + int(np.max(fitted.classes_)) + np.arange(len(X))
    grown = learn_more(fitted, X, ids)
    return person_distances(grown, X)[:, np.isin(grown.classes_, ids)]


def joined(parts: Sequence[Comparisons | None]) -> Comparisons | None:
    """Put the comparisons of several turns together; None where there are none.

    One threshold has to serve all turns, so that figures contain how much a new training moves the distances.
    """
    there = [part for part in parts if part is not None]
    if not there:
        return None
    return Comparisons(
        np.concatenate([part.distances for part in there]),
        np.concatenate([part.first for part in there]),
        np.concatenate([part.second for part in there]),
    )
