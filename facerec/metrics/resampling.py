"""How sure the figures of comparisons are: people are drawn again and again, both sides of a comparison with them.

All comparisons of a person share that person's face, so it is people that are drawn, not comparisons [1]_. Who is
drawn twice counts twice: a non-mated comparison of persons i and j counts w_i * w_j times, a mated one of person i, w_i
times. A person's comparisons with their own copy, which would pass for non-mated ones, are dropped. Nothing is sorted
again: how often each pair of people lies between two thresholds is counted once; every draw is a weighted sum of it.

References
----------
.. [1] Poh & Bengio, "Estimating the Confidence Interval of Expected Performance Curve in Biometric Authentication Using
       Joint Bootstrap", 2007, doi:10.1109/ICASSP.2007.366191
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from facerec.metrics.intervals import Doubles
from facerec.metrics.verification import Comparisons, equal_error

_SMALLEST = 512  # distances of each kind that are thresholds one by one, where the rates are small
_SPREAD = 1024  # of the others
_VALUES_AT_ONCE = 1 << 23  # weights of pairs, 32 MB
_TABLE = 1 << 22  # pairs of people that are numbered by looking them up


def draws(n_people: int, times: int, seed: int = 0) -> Doubles:
    """Draw as many people as there are, with replacement, and count how often each came.

    Returns
    -------
    ndarray of shape (times, n_people), float64
        Every row sums to `n_people`.
    """
    return np.random.default_rng(seed).multinomial(n_people, np.full(n_people, 1 / n_people), times).astype(float)


@dataclass(frozen=True, eq=False)
class Resampled:
    """Error curves of drawn people.

    Attributes
    ----------
    thresholds : ndarray of shape (n_points,), float64
        Ascending, from -inf.
    fmr, fnmr : ndarray of shape (n_points, times), float64
    """

    thresholds: Doubles
    fmr: Doubles
    fnmr: Doubles

    @property
    def eer(self) -> Doubles:
        """Equal error rate of each draw, shape (times,)."""
        return equal_error(self.fmr, self.fnmr)

    def fnmr_at(self, fmr: float) -> Doubles:
        """FNMR of each draw at its own threshold for an FMR, shape (times,)."""
        place = np.count_nonzero(self.fmr <= fmr, axis=0) - 1
        return np.asarray(np.take_along_axis(self.fnmr, place[None], axis=0)[0])


def resample(comparisons: Comparisons, times: int = 200, seed: int = 0) -> Resampled:
    """Measure FMR and FNMR on people drawn with replacement.

    Parameters
    ----------
    comparisons : Comparisons
        Of both kinds.
    times : int, default=200
    seed : int, default=0

    Notes
    -----
    Draws that miss one kind altogether are left out. The smallest 512 distances of each kind are thresholds of their
    own, of the others 1,024, evenly spread; the rates at these thresholds are exact.
    """
    mated = comparisons.is_mated
    own, owners = _sorted(comparisons.distances[mated], comparisons.first[mated])
    n_people = 1 + int(max(comparisons.first.max(), comparisons.second.max()))
    pairs, first, second = _pairs(comparisons.first[~mated], comparisons.second[~mated], n_people)
    other, pairs = _sorted(comparisons.distances[~mated], pairs)
    thresholds = _grid(own, other)
    weights = draws(n_people, times, seed).T.astype(np.float32)
    false = _counts(other, pairs, len(first), thresholds)
    at_once = max(1, _VALUES_AT_ONCE // len(first))
    matches = np.concatenate(
        [
            false @ (weights[first, start : start + at_once] * weights[second, start : start + at_once])
            for start in range(0, times, at_once)
        ],
        axis=1,
    )
    hits = _counts(own, owners, n_people, thresholds) @ weights
    fmr, found = np.cumsum(matches, axis=0, dtype=float), np.cumsum(hits, axis=0, dtype=float)
    usable = (fmr[-1] > 0) & (found[-1] > 0)
    fmr, found = fmr[:, usable], found[:, usable]
    return Resampled(thresholds, fmr / fmr[-1], 1 - found / found[-1])


def _sorted(distances: NDArray[Any], labels: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    order = np.argsort(distances)
    return distances[order], labels[order]


def _pairs(first: NDArray[Any], second: NDArray[Any], n_people: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Give every pair of people that occurs a number: each comparison's number, and both people of each number."""
    low, high = np.minimum(first, second).astype(np.int64), np.maximum(first, second)
    codes = low * n_people + high
    if n_people**2 > _TABLE:
        occurring, numbers = np.unique(codes, return_inverse=True)
    else:
        is_there = np.zeros(n_people**2, bool)
        is_there[codes] = True
        occurring, numbers = np.flatnonzero(is_there), (np.cumsum(is_there) - 1)[codes]
    return numbers, occurring // n_people, occurring % n_people


def _grid(own: NDArray[Any], other: NDArray[Any]) -> Doubles:
    """Choose thresholds: each at and just below a distance of two strangers, or at one of a person to themselves."""
    beside = np.concatenate([other[_places(len(other))], own[_places(len(own))], own[-1:]]).astype(np.float64)
    below = np.nextafter(other[_places(len(other))].astype(np.float64), -np.inf)
    return np.unique(np.concatenate([[-np.inf], beside, below, other[-1:]]))


def _places(n: int) -> NDArray[np.intp]:
    if n <= _SMALLEST + _SPREAD:
        return np.arange(n)
    return np.concatenate([np.arange(_SMALLEST), np.linspace(_SMALLEST, n - 1, _SPREAD).astype(np.intp)])


def _counts(distances: NDArray[Any], labels: NDArray[Any], n_labels: int, thresholds: Doubles) -> csr_array:
    """Count how often each label lies above the threshold before and up to this one: (n_thresholds, n_labels)."""
    ends = np.searchsorted(distances, thresholds, side="right")
    ones = np.ones(len(distances), np.float32)
    return csr_array((ones, labels.astype(np.int32), np.append(0, ends)), shape=(len(thresholds), n_labels))
