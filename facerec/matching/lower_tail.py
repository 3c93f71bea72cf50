"""How often distances are smaller than nearly all that were seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Doubles = NDArray[np.float64]

_BODY = 0.25  # share of the scores that counts as their lower tail

# Distances add up many small differences, so their tail is much like the normal distribution's, which at this depth
# has the shape -0.2: bounded, but not soon. Some thirty scores say as much about the shape as that.
_USUAL_SHAPE = -0.2
_WORTH_OF_USUAL_SHAPE = 30


@dataclass(frozen=True, eq=False)
class LowerTail:
    """The distribution of distances: as seen from the first quartile upwards, a generalised Pareto tail below it.

    Fitted to the scores below the first quartile by probability-weighted moments [1]_; the shape, which few scores say
    little about, is drawn towards the normal distribution's. With a negative shape, the usual case, the tail ends
    somewhere below the smallest score seen, as a reversed Weibull distribution does.

    Attributes
    ----------
    scores : ndarray of shape (n,), float64
        Sorted.
    start : float
        Where the tail begins.
    share_below : float
        Of all scores, how many lie there.
    scale, shape : float
        Of the generalised Pareto distribution of start - score.

    References
    ----------
    .. [1] Hosking & Wallis, "Parameter and Quantile Estimation for the Generalized Pareto Distribution", 1987,
           doi:10.1080/00401706.1987.10488243
    """

    scores: Doubles
    start: float
    share_below: float
    scale: float
    shape: float

    @classmethod
    def fit(cls, scores: ArrayLike) -> Self:
        """Fit to one score or more."""
        ordered = np.sort(np.asarray(scores, np.float64))
        start = float(np.quantile(ordered, _BODY))
        below = start - ordered[ordered <= start][::-1]  # ascending
        share_below = len(below) / (len(ordered) + 1)  # of a score to come, not of those seen
        scale, shape = _pareto(below)
        return cls(ordered, start, share_below, scale, shape)

    def share(self, thresholds: ArrayLike) -> Doubles:
        """Estimate the share of distances up to each threshold, in the shape of the thresholds."""
        thresholds = np.asarray(thresholds, np.float64)
        seen = np.searchsorted(self.scores, thresholds, side="right") / (len(self.scores) + 1)
        return np.where(thresholds < self.start, self._tail(thresholds), np.maximum(seen, self.share_below))

    def _tail(self, thresholds: Doubles) -> Doubles:
        depth = np.maximum(self.start - thresholds, 0)
        if self.scale == 0:  # scores without spread end at once
            return np.where(depth > 0, 0.0, self.share_below)
        remaining = np.maximum(1 + self.shape * depth / self.scale, 0)
        return np.asarray(self.share_below * remaining ** (-1 / self.shape))


def _pareto(depths: Doubles) -> tuple[float, float]:
    """Fit scale and shape to ascending depths below the start of the tail."""
    n, mean = len(depths), float(depths.mean())
    weighted = float(np.mean(depths * (1 - (np.arange(1, n + 1) - 0.35) / n)))
    spread = mean - 2 * weighted
    if mean == 0:
        return 0.0, _USUAL_SHAPE
    shape = 2 - mean / spread if spread > 0 else _USUAL_SHAPE
    shape = float(np.clip(shape, -1, 0.5))
    shape = (n * shape + _WORTH_OF_USUAL_SHAPE * _USUAL_SHAPE) / (n + _WORTH_OF_USUAL_SHAPE)
    if abs(shape) < 1e-6:
        shape = -1e-6  # the exponential tail, but for rounding
    return mean * (1 - shape), shape
