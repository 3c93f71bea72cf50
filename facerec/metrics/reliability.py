"""Whether probabilities are what they say: eight of ten answers given with 80 % should be right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from facerec.metrics.intervals import Doubles

BINS = 10


@dataclass(frozen=True, eq=False)
class Reliability:
    """Answers sorted into bins of equal width by their probability [1]_.

    Attributes
    ----------
    probability, right : ndarray of shape (n_bins,), float64
        Mean probability and share of right answers in each bin; NaN where a bin is empty.
    weight : ndarray of shape (n_bins,), float64
        Share of the answers in each bin; sums to 1.

    References
    ----------
    .. [1] Guo, Pleiss, Sun & Weinberger, "On Calibration of Modern Neural Networks", 2017, arXiv:1706.04599
    """

    probability: Doubles
    right: Doubles
    weight: Doubles

    @property
    def error(self) -> float:
        """Expected calibration error: how far the two are apart in a bin, on average over the answers."""
        return float(np.nansum(self.weight * np.abs(self.probability - self.right)))


def reliability(
    right: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None, *, bins: int = BINS
) -> Reliability:
    """Compare probabilities with what came true.

    Parameters
    ----------
    right : array-like of shape (n,), bool
    probabilities : array-like of shape (n,), in 0..1
    weights : array-like of shape (n,), optional
        How much each answer counts; equally where not given.
    bins : int, default=10
        Each reaches from its lower end up to the next; the last one includes 1.
    """
    probabilities = np.asarray(probabilities, float)
    weights = _shares(weights, len(probabilities))
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    weight = np.asarray(np.bincount(places, weights, minlength=bins), np.float64)
    unknown = np.full(bins, np.nan)
    mean, share = (
        np.divide(np.bincount(places, weights * values, minlength=bins), weight, out=unknown.copy(), where=weight > 0)
        for values in (probabilities, np.asarray(right, float))
    )
    return Reliability(mean, share, weight)


def brier_score(right: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Mean squared difference of probabilities and outcomes [1]_: 0 is best, 0.25 says nothing of an even chance.

    Parameters
    ----------
    right : array-like of shape (n,), bool
    probabilities : array-like of shape (n,), in 0..1
    weights : array-like of shape (n,), optional

    References
    ----------
    .. [1] Brier, "Verification of Forecasts Expressed in Terms of Probability", 1950,
           doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
    """
    squares = (np.asarray(probabilities, float) - np.asarray(right, float)) ** 2
    return float(np.sum(_shares(weights, len(squares)) * squares))


def brier_skill(right: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> float | None:
    """How much better than always answering with the base rate: 1 - Brier score / that of the base rate.

    Parameters
    ----------
    right, probabilities, weights
        As in `brier_score`.

    Returns
    -------
    float or None
        At most 1; 0 for the base rate itself; None where all outcomes are alike, and the base rate is never wrong.
    """
    outcomes = np.asarray(right, float)
    base = float(np.sum(_shares(weights, len(outcomes)) * outcomes))
    spread = base * (1 - base)
    return None if spread <= 0 else 1 - brier_score(right, probabilities, weights) / spread


def _shares(weights: ArrayLike | None, n: int) -> Doubles:
    values = np.ones(n) if weights is None else np.asarray(weights, float)
    return np.asarray(values / values.sum())
