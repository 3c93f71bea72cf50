"""Who is it: figures of searches in a gallery (1:N), after ISO/IEC 19795-1 and NIST FRTE [1]_.

A search compares a face with every person; the nearest is rank 1. Of a known person's search one asks at which rank the
right name comes, of a stranger's whether any name is returned. FNIR, the share of known people's searches that do not
return the right name at a threshold, is 1 - DIR.

References
----------
.. [1] Grother, Ngan & Hanaoka, "Face Recognition Vendor Test (FRVT) Part 2: Identification", NISTIR 8271, 2019
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.metrics.intervals import Doubles


def fpir(strangers: ArrayLike, thresholds: ArrayLike) -> Doubles:
    """Share of searches with a stranger's picture that return a name, at each threshold.

    Parameters
    ----------
    strangers : array-like of shape (n,)
        Distance of each search to the nearest person.
    thresholds : array-like of shape (m,)
        The largest distances that return a name.

    Returns
    -------
    ndarray of shape (m,), float64
    """
    scores = np.sort(np.asarray(strangers, float))
    return np.asarray(np.searchsorted(scores, thresholds, side="right") / len(scores))


def dir_at_rank_1(genuine: ArrayLike, right: ArrayLike, thresholds: ArrayLike) -> Doubles:
    """Share of known people's searches that return the right name, at each threshold: DIR at rank 1.

    Parameters
    ----------
    genuine : array-like of shape (n,)
        Distance of each search to the nearest person.
    right : array-like of shape (n,), bool
        Whether that is the right person.
    thresholds : array-like of shape (m,)

    Returns
    -------
    ndarray of shape (m,), float64
    """
    genuine = np.asarray(genuine, float)
    scores = np.sort(genuine[np.asarray(right, bool)])
    return np.asarray(np.searchsorted(scores, thresholds, side="right") / len(genuine))


def ranks(distances: ArrayLike, right: ArrayLike) -> NDArray[np.int64]:
    """Rank the right person among all, nearest first; of equally near people the earlier column comes first.

    Parameters
    ----------
    distances : array-like of shape (n_searches, n_people)
    right : array-like of shape (n_searches,), int
        The column of the right person.

    Returns
    -------
    ndarray of shape (n_searches,), int64
        From 1 to n_people.
    """
    distances = np.asarray(distances)
    right = np.asarray(right, np.int64)[:, None]
    own = np.take_along_axis(distances, right, axis=1)
    tied_before = (distances == own) & (np.arange(distances.shape[1]) < right)
    return np.asarray(1 + ((distances < own) | tied_before).sum(axis=1, dtype=np.int64))


def cmc(ranks: ArrayLike, n_people: int) -> Doubles:
    """Share of searches in which the right person is among the first r, for r from 1 to `n_people`.

    Parameters
    ----------
    ranks : array-like of shape (n_searches,), int
        Of the right person, from 1.
    n_people : int
        In the gallery.

    Returns
    -------
    ndarray of shape (n_people,), float64
        The cumulative match characteristic; it ends at 1.
    """
    counts = np.bincount(np.asarray(ranks, np.int64) - 1, minlength=n_people)
    return np.asarray(np.cumsum(counts) / counts.sum())


def confusion_matrix(right: ArrayLike, named: ArrayLike, n_people: int) -> NDArray[np.int64]:
    """Count who was named as whom.

    Parameters
    ----------
    right, named : array-like of shape (n_searches,), int
        People by number, from 0.
    n_people : int

    Returns
    -------
    ndarray of shape (n_people, n_people), int64
        Rows are the right people, columns the names given.
    """
    cells = np.asarray(right, np.int64) * n_people + np.asarray(named, np.int64)
    return np.bincount(cells, minlength=n_people**2).astype(np.int64).reshape(n_people, n_people)


def recalls(confusion: NDArray[np.int64]) -> Doubles:
    """Share of each person's searches that were named rightly; NaN for who was never searched for.

    Parameters
    ----------
    confusion : ndarray of shape (n_people, n_people), int64

    Returns
    -------
    ndarray of shape (n_people,), float64
    """
    searches = confusion.sum(axis=1)
    unknown = np.full(len(confusion), np.nan)
    return np.asarray(np.divide(np.diagonal(confusion), searches, out=unknown, where=searches > 0))
