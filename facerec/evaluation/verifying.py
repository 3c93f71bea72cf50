"""Figures of comparisons with their intervals, and which of them the number of people supports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from facerec import metrics
from facerec.metrics import CONFIDENCE, UNMEASURED, Comparisons, Rate, Resampled

Doubles = NDArray[np.float64]

FMRS = (0.1, 0.01, 0.001, 0.0001)
NOT_ENOUGH = "not enough comparisons"

_ERRORS = 30  # see `Verifying.supports`
_FEW = 5  # people with an error, below which drawing people anew shows too little
_BAND_POINTS = 100


@dataclass(frozen=True, eq=False)
class Verifying:
    """Figures of comparisons.

    Attributes
    ----------
    comparisons : Comparisons
        Of both kinds.
    times : int, default=200
        How often people are drawn anew.
    seed : int, default=0
    """

    comparisons: Comparisons
    times: int = 200
    seed: int = 0

    @cached_property
    def resampled(self) -> Resampled:
        """The error curves of people drawn anew."""
        return metrics.resample(self.comparisons, self.times, self.seed)

    @cached_property
    def n_pairs(self) -> int:
        """How many different pairs of people were compared."""
        pairs = np.sort(np.stack([self.comparisons.first, self.comparisons.second]), axis=0)
        pairs = pairs[:, ~self.comparisons.is_mated].astype(np.int64)
        return len(np.unique(pairs[0] * (1 + int(pairs.max())) + pairs[1]))

    def supports(self, fmr: float) -> bool:
        """Say whether there are enough comparisons to speak of an FMR.

        The rule of 30 [1]_: with 30 errors, the true rate lies within 30 % of the observed one with 90 % confidence,
        provided that the comparisons are independent. Those of two people are not, however many pictures they have, so
        a pair of people counts once.

        References
        ----------
        .. [1] Doddington, Przybocki, Martin & Reynolds, "The NIST speaker recognition evaluation: overview,
               methodology, systems, results, perspective", 2000, doi:10.1016/S0167-6393(99)00080-1; ISO/IEC 19795-1
        """
        return fmr * self.n_pairs >= _ERRORS

    @cached_property
    def eer(self) -> Rate:
        """Equal error rate."""
        curve = self.comparisons.curve
        place = int(np.argmax(curve.fmr >= curve.fnmr))
        return self._rate(curve.eer, self.resampled.eer, float(curve.thresholds[place]))

    @cached_property
    def fnmr_at_fmr(self) -> Mapping[float, Rate]:
        """FNMR at the largest threshold with at most each FMR of `FMRS`; unmeasured where these are not supported."""
        curve = self.comparisons.curve
        rates = dict.fromkeys(FMRS, UNMEASURED)
        for fmr in filter(self.supports, FMRS):
            place = curve.place(fmr)
            rates[fmr] = self._rate(
                float(curve.fnmr[place]), self.resampled.fnmr_at(fmr), float(curve.thresholds[place])
            )
        return rates

    @cached_property
    def d_prime(self) -> float | None:
        """How far mated and non-mated distances are apart, in standard deviations."""
        is_mated = self.comparisons.is_mated
        return metrics.d_prime(self.comparisons.distances[is_mated], self.comparisons.distances[~is_mated])

    def band(self) -> tuple[Doubles, Doubles, Doubles]:
        """Return FMRs, ascending, with the ends of FNMR's 95 % interval at each, for DET and ROC curves."""
        smallest = 1 / max(2, int(np.count_nonzero(~self.comparisons.is_mated)))
        fmrs = np.geomspace(smallest, 1, _BAND_POINTS)
        ends = np.array([_interval(self.resampled.fnmr_at(fmr)) for fmr in fmrs])
        return fmrs, ends[:, 0], ends[:, 1]

    def _rate(self, value: float, drawn: Doubles, threshold: float) -> Rate:
        """Put a figure and its draws together; where few people err, at least the interval that counts people."""
        low, high = _interval(drawn)
        mated = self.comparisons.is_mated
        missed, owners = self.comparisons.distances[mated] > threshold, self.comparisons.first[mated]
        if len(np.unique(owners[missed])) < _FEW:
            n_people = len(np.unique(owners))
            exact = metrics.clopper_pearson(value * n_people, n_people)
            low, high = min(low, exact[0]), max(high, exact[1])
        return Rate(value, min(low, value), max(high, value))


def _interval(drawn: Doubles) -> tuple[float, float]:
    if not drawn.size:
        return 0.0, 1.0
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)
