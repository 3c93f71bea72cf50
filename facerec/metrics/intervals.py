"""Shares with intervals that know whose pictures they come from.

Pictures of one person succeed and fail together, so ten pictures of one stranger say less than one picture of each of
ten. Every interval here therefore counts people.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

Doubles = NDArray[np.float64]

CONFIDENCE = 0.95

_FEW = 5  # people with an event, below which their spread says too little about the spread of people


class Rate(NamedTuple):
    """A share with its 95 % interval.

    Attributes
    ----------
    value : float or None
        0..1; None where nothing could be measured.
    low, high : float
        0..1; without a measurement 0 and 1.
    """

    value: float | None
    low: float
    high: float

    def __str__(self) -> str:
        if self.value is None:
            return "not measured"
        return f"{self.value:.1%} ({self.low:.1%} to {self.high:.1%})"


UNMEASURED = Rate(None, 0.0, 1.0)


def clopper_pearson(events: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Bound a binomial share exactly [1]_.

    Parameters
    ----------
    events, n : float
        How many of how many; fractions arise where whole people are counted.
    confidence : float in (0, 1), default=0.95
        Of the interval. Without events, or with nothing else, only one side can be missed, and the whole risk lies
        there: no event among 30 bounds the share below 9.5 %.

    Returns
    -------
    low, high : float

    References
    ----------
    .. [1] Clopper & Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", 1934,
           doi:10.1093/biomet/26.4.404
    """
    risk = 1 - confidence
    if events <= 0:
        return 0.0, float(1 - risk ** (1 / n))
    if events >= n:
        return float(risk ** (1 / n)), 1.0
    low = float(betaincinv(events, n - events + 1, risk / 2))
    return low, float(betaincinv(events + 1, n - events, 1 - risk / 2))


def wilson(share: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Bound a binomial share by inverting the score test [1]_: near the nominal confidence on average.

    Parameters
    ----------
    share : float in [0, 1]
    n : float
        Of how many; need not be whole.
    confidence : float in (0, 1), default=0.95

    Returns
    -------
    low, high : float

    References
    ----------
    .. [1] Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927, doi:10.2307/2276774
    """
    z = float(ndtri((1 + confidence) / 2))
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    around = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (0.0 if share == 0 else float(middle - around)), (1.0 if share == 1 else float(middle + around))


def effective_number(outcomes: ArrayLike, people: ArrayLike) -> float:
    """Count how many independent outcomes are worth as much as these [1]_.

    From the variance of the share when whole people are drawn, against that of independent outcomes. At least the
    number of people, as if all pictures of a person shared one outcome; at most the number of outcomes.

    Parameters
    ----------
    outcomes : array-like of shape (n,), bool
    people : array-like of shape (n,)
        Whose each outcome is.

    References
    ----------
    .. [1] Korn & Graubard, "Confidence intervals for proportions with small expected number of positive counts
           estimated from survey data", Survey Methodology 24, 1998
    """
    events, sizes = _events_by_person(outcomes, people)
    n_people, n = len(sizes), sizes.sum()
    share = events.sum() / n
    variance = np.sum((events - share * sizes) ** 2) / n**2 * n_people / max(n_people - 1, 1)
    if variance == 0:
        return float(n)
    return float(np.clip(share * (1 - share) / variance, n_people, n))


def rate(outcomes: ArrayLike, people: ArrayLike, confidence: float = CONFIDENCE) -> Rate:
    """Measure a share, with Wilson's interval on the effective number of outcomes.

    Parameters
    ----------
    outcomes : array-like of shape (n,), bool
    people : array-like of shape (n,)
        Whose each outcome is.
    confidence : float in (0, 1), default=0.95
    """
    outcomes = np.asarray(outcomes, bool)
    if not outcomes.size:
        return UNMEASURED
    value = float(outcomes.mean())
    return Rate(value, *wilson(value, effective_number(outcomes, people), confidence))


def rare_rate(events: ArrayLike, people: ArrayLike, confidence: float = CONFIDENCE) -> Rate:
    """Measure the share of an event that is to be rare, with an interval that errs on the safe side.

    Clopper-Pearson on the effective number of outcomes; with events in fewer than five people their spread over people
    cannot be seen, and the number of people takes its place: one person who is mistaken for another can be so in every
    picture.

    Parameters
    ----------
    events : array-like of shape (n,), bool
    people : array-like of shape (n,)
        Whose each outcome is.
    confidence : float in (0, 1), default=0.95
    """
    events = np.asarray(events, bool)
    if not events.size:
        return UNMEASURED
    by_person, sizes = _events_by_person(events, people)
    few = np.count_nonzero(by_person) < _FEW
    n = len(sizes) if few else effective_number(events, people)
    value = float(events.mean())
    return Rate(value, *clopper_pearson(value * n, n, confidence))


def _events_by_person(events: ArrayLike, people: ArrayLike) -> tuple[Doubles, NDArray[np.intp]]:
    """Return the number of events and of outcomes for each person."""
    _, codes = np.unique(np.asarray(people), return_inverse=True)
    return np.bincount(codes, np.asarray(events, float)).astype(np.float64), np.bincount(codes)
