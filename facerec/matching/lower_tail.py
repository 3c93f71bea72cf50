"""How often distances are smaller than nearly all that were seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Doubles = NDArray[np.float64]

_BODY = 0.25  # share of the scores that counts as their lower tail
_STEEPEST = 100.0  # exponent of a tail without spread


@dataclass(frozen=True, eq=False)
class LowerTail:
    """The distribution of distances: as seen from the first quartile upwards, below it a power law that ends.

    Distances are bounded below, so the smallest of many follow a reversed Weibull distribution, and the share below t
    falls like (t - end) ** exponent [1]_. The exponent is Hill's estimate [2]_ from the scores below the first
    quartile. The end cannot be estimated from some tens of scores; it is given, as the distance where known faces and
    their own pictures are. A generalised Pareto tail with its end left free did worse: of 10 people of AT&T its
    thresholds for an FPIR of 1 % went down to where nearly nobody is named.

    Attributes
    ----------
    scores : ndarray of shape (n,), float64
        Sorted.
    start, end : float
        Where the tail begins, and the distance below which nothing is expected.
    share_below : float
        Of all scores, how many lie up to the start.
    exponent : float

    References
    ----------
    .. [1] Coles, "An Introduction to Statistical Modeling of Extreme Values", 2001, chapter 3
    .. [2] Hill, "A Simple General Approach to Inference About the Tail of a Distribution", 1975,
           doi:10.1214/aos/1176343247
    """

    scores: Doubles
    start: float
    end: float
    share_below: float
    exponent: float

    @classmethod
    def fit(cls, scores: ArrayLike, end: float) -> Self:
        """Fit to one score or more; where scores lie below the end, it moves just below them."""
        ordered = np.sort(np.asarray(scores, np.float64))
        start = float(np.quantile(ordered, _BODY))
        tail = ordered[ordered <= start]
        smallest = float(tail[0])
        end = float(min(end, smallest - (start - smallest) / len(ordered), np.nextafter(smallest, -np.inf)))
        logs = -np.log((tail - end) / (start - end)).sum()
        share_below = len(tail) / (len(ordered) + 1)  # of a score to come, not of those seen
        return cls(ordered, start, end, share_below, float(min(_STEEPEST, len(tail) / max(logs, 1e-9))))

    def share(self, thresholds: ArrayLike) -> Doubles:
        """Estimate the share of distances up to each threshold, in the shape of the thresholds."""
        thresholds = np.asarray(thresholds, np.float64)
        seen = np.searchsorted(self.scores, thresholds, side="right") / (len(self.scores) + 1)
        room = np.clip((thresholds - self.end) / (self.start - self.end), 0, 1)
        below = self.share_below * room**self.exponent
        return np.where(thresholds < self.start, below, np.maximum(seen, self.share_below))

    def distance(self, share: float) -> float:
        """Return the largest distance up to which at most this share lies, above 0 and below 1."""
        if share < self.share_below:
            return float(self.end + (self.start - self.end) * (share / self.share_below) ** (1 / self.exponent))
        place = min(int(share * (len(self.scores) + 1)), len(self.scores) - 1)
        return float(max(self.start, np.nextafter(self.scores[place], -np.inf)))
