"""Is it the same person: figures of comparisons (1:1), after ISO/IEC 19795-1.

A comparison is a distance between two faces. Those of one person are mated, those of two are not. At a threshold, FMR
is the share of non-mated comparisons that match, FNMR the share of mated ones that do not; the curve of both over all
thresholds is the DET curve, with 1 - FNMR the ROC curve.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.metrics.intervals import Doubles


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Distances between faces, and whose faces they are.

    Attributes
    ----------
    distances : ndarray of shape (n,), floating
    first, second : ndarray of shape (n,), int
        The people on both sides, by number from 0; mated where they are equal.
    """

    distances: NDArray[np.floating[Any]]
    first: NDArray[np.integer[Any]]
    second: NDArray[np.integer[Any]]

    def __post_init__(self) -> None:
        if not self.distances.shape == self.first.shape == self.second.shape or self.distances.ndim != 1:
            raise ValueError("distances and the people on both sides must be rows of one length")

    @cached_property
    def is_mated(self) -> NDArray[np.bool_]:
        """Which comparisons are of two faces of one person."""
        return np.asarray(self.first == self.second)

    @cached_property
    def curve(self) -> ErrorCurve:
        """FMR and FNMR over all thresholds."""
        return error_curve(self.distances[self.is_mated], self.distances[~self.is_mated])


@dataclass(frozen=True, eq=False)
class ErrorCurve:
    """FMR and FNMR at every threshold at which either changes.

    Attributes
    ----------
    thresholds : ndarray of shape (n_points,), float64
        The largest distances that match, ascending; the first is -inf, where nothing matches.
    fmr, fnmr : ndarray of shape (n_points,), float64
        FMR rises from 0 to 1, FNMR falls from 1 to 0.
    """

    thresholds: Doubles
    fmr: Doubles
    fnmr: Doubles

    @property
    def eer(self) -> float:
        """Equal error rate: where the straight line between two neighbouring points has FMR = FNMR."""
        return float(equal_error(self.fmr[:, None], self.fnmr[:, None])[0])

    def place(self, fmr: float) -> int:
        """Return the last point whose FMR is at most this."""
        return int(np.searchsorted(self.fmr, fmr, side="right")) - 1

    def at(self, threshold: float) -> tuple[float, float]:
        """Return FMR and FNMR at a threshold."""
        place = int(np.searchsorted(self.thresholds, threshold, side="right")) - 1
        return float(self.fmr[place]), float(self.fnmr[place])

    def thinned(self, points: int = 400) -> ErrorCurve:
        """Return fewer points for a drawing: the same corners at small FMR, evenly spread on both logarithmic axes."""
        if len(self.fmr) <= points:
            return self
        floor = min(self.fmr[self.fmr > 0].min(), self.fnmr[self.fnmr > 0].min())
        logs = np.log(np.maximum([self.fmr, self.fnmr], floor))
        length = np.append(0.0, np.cumsum(np.abs(np.diff(logs)).sum(axis=0)))
        kept = np.unique(np.searchsorted(length, np.linspace(0, length[-1], points)))
        return ErrorCurve(self.thresholds[kept], self.fmr[kept], self.fnmr[kept])


def error_curve(mated: ArrayLike, non_mated: ArrayLike) -> ErrorCurve:
    """Measure FMR and FNMR over all thresholds, from one sort of each kind.

    Parameters
    ----------
    mated, non_mated : array-like of shape (n,), (m,)
        Distances, one or more of each.
    """
    own, other = np.sort(np.asarray(mated).ravel()), np.sort(np.asarray(non_mated).ravel())
    if not len(own) or not len(other):
        raise ValueError("an error curve needs mated and non-mated comparisons")
    together = np.concatenate([own, other])
    together.sort(kind="stable")  # two sorted runs: merged, not sorted again
    thresholds = together[np.append(together[1:] != together[:-1], True)]
    fmr = np.searchsorted(other, thresholds, side="right") / len(other)
    fnmr = 1 - np.searchsorted(own, thresholds, side="right") / len(own)
    start = np.array([-np.inf])
    return ErrorCurve(np.concatenate([start, thresholds]), np.append(0.0, fmr), np.append(1.0, fnmr))


def equal_error(fmr: Doubles, fnmr: Doubles) -> Doubles:
    """Find where FMR and FNMR are equal, on the straight line between the two points around it.

    Parameters
    ----------
    fmr, fnmr : ndarray of shape (n_points, n_curves), float64
        From FMR 0, FNMR 1 to FMR 1, FNMR 0.

    Returns
    -------
    ndarray of shape (n_curves,), float64
    """
    after = np.argmax(fmr >= fnmr, axis=0)[None]
    fmr_before, fmr_after = np.take_along_axis(fmr, after - 1, axis=0), np.take_along_axis(fmr, after, axis=0)
    gap_before = np.take_along_axis(fnmr, after - 1, axis=0) - fmr_before
    gap_after = fmr_after - np.take_along_axis(fnmr, after, axis=0)
    way = gap_before / (gap_before + gap_after)
    return np.asarray((fmr_before + way * (fmr_after - fmr_before))[0])


def d_prime(mated: ArrayLike, non_mated: ArrayLike) -> float | None:
    """How far the two kinds of distances are apart, in standard deviations [1]_; None where neither spreads.

    Parameters
    ----------
    mated, non_mated : array-like of shape (n,), (m,)

    References
    ----------
    .. [1] Daugman, "Biometric decision landscapes", University of Cambridge technical report 482, 2000
    """
    own, other = np.asarray(mated, float), np.asarray(non_mated, float)
    spread = float(np.sqrt((own.var() + other.var()) / 2))
    return None if spread == 0 else float((other.mean() - own.mean()) / spread)
