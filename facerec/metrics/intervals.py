"""Shares with intervals that know whose pictures they come from.

Pictures of one person succeed and fail together, so ten pictures of one stranger say less than one picture of each of
ten. Every interval here therefore counts for how many independent pictures those of some people stand.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri

from facerec.metrics.dependence import seen_correlation, usual_correlation

Doubles = NDArray[np.float64]

CONFIDENCE = 0.95

_FEW = 5  # people with an event, below which their spread says too little about the spread of people
_PERSON = 0.5  # the person's usual share of the variance: with it, 1 and 20 % of errors are alike by 0.12 and 0.29;
# on AT&T, searches of one person that miss were alike by 0.0 to 0.1 and 0.2 to 0.3
_TRUST = 5  # people's worth of evidence that the usual counts against what was seen


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
        return f"{100 * self.value:.1f} % ({100 * self.low:.1f} to {100 * self.high:.1f} %)"


UNMEASURED = Rate(None, 0.0, 1.0)


def clopper_pearson(events: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Bound a binomial share by the binomial distribution itself [1]_; without events, by the rule of three [2]_.

    Parameters
    ----------
    events, n : float
        How many of how many; fractions arise where whole people are counted.
    confidence : float in (0, 1), default=0.95
        Of the interval. Without events, or with nothing else, it has but one end, where the whole risk lies: no event
        among 30 bounds the share below 9.5 %. So the upper end holds with this confidence at least; both ends together
        may hold a little more seldom, of 95 % in 92.6 % where the share lies just beyond such a bound.

    Returns
    -------
    low, high : float

    References
    ----------
    .. [1] Clopper & Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", 1934,
           doi:10.1093/biomet/26.4.404
    .. [2] Hanley & Lippman-Hand, "If Nothing Goes Wrong, Is Everything All Right?", 1983,
           doi:10.1001/jama.1983.03330370053031; ISO/IEC 19795-1
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


def effective_number(outcomes: ArrayLike, people: ArrayLike, pictures: ArrayLike | None = None) -> float:
    """Count how many independent outcomes are worth as much as these [1]_.

    A person's m outcomes are worth m / (1 + (m - 1) r), with r how alike two of them are. While hardly anybody has an
    outcome of the rarer kind r cannot be seen, and what is usual takes its place: without it, all pictures of people
    of whom none was missed would count as independent, and of 40 people with 10 pictures an interval that promises
    95 % held in 64 to 92 % of simulations with 1 % of errors that were alike by 0.5 to 0.1; so it holds in 90 to 97 %.

    Parameters
    ----------
    outcomes : array-like of shape (n,), bool
    people : array-like of shape (n,)
        Whose each outcome is.
    pictures : array-like of shape (n,), optional
        Of which picture each is, where pictures were asked about again and again: a picture counts once.

    Returns
    -------
    float
        At most the number of pictures; at least what is left where all of a person share one outcome, which is the
        number of people where everybody has as many pictures, and less where few people have most of them.

    References
    ----------
    .. [1] Kish, "Survey Sampling", 1965, chapter 8; Korn & Graubard, "Confidence intervals for proportions with small
           expected number of positive counts estimated from survey data", Survey Methodology 24, 1998
    """
    events, sizes = _events_by_person(outcomes, people)
    if pictures is not None:
        once = len(np.unique(np.asarray(pictures))) / sizes.sum()
        events, sizes = once * events, once * sizes
    n = float(sizes.sum())
    usual = usual_correlation((events.sum() + 0.5) / (n + 1), _PERSON)
    touched = min(np.count_nonzero(events), np.count_nonzero(events < sizes))
    alike = (_TRUST * usual + touched * seen_correlation(events, sizes)) / (_TRUST + touched)
    return n / (1 + (_together(sizes) - 1) * alike)


def rate(
    outcomes: ArrayLike,
    people: ArrayLike,
    pictures: ArrayLike | None = None,
    variance: float = 0.0,
    confidence: float = CONFIDENCE,
) -> Rate:
    """Measure a share, with Wilson's interval on the effective number of outcomes.

    Parameters
    ----------
    outcomes, people, pictures
        As in `effective_number`.
    variance : float, default=0
        Of the share, for another reason than whose outcomes these are, such as a threshold that is uncertain: so many
        fewer outcomes they are worth.
    confidence : float in (0, 1), default=0.95
    """
    outcomes = np.asarray(outcomes, bool)
    if not outcomes.size:
        return UNMEASURED
    value = float(outcomes.mean())
    likely = (outcomes.sum() + 0.5) / (len(outcomes) + 1)  # neither 0 nor 1, where there would be no variance
    worth = 1 / (1 / effective_number(outcomes, people, pictures) + variance / (likely * (1 - likely)))
    return Rate(value, *wilson(value, worth, confidence))


def rare_rate(events: ArrayLike, people: ArrayLike, confidence: float = CONFIDENCE) -> Rate:
    """Measure the share of an event that is to be rare, with an interval that errs on the safe side.

    Clopper-Pearson on the effective number of outcomes; with events in fewer than five people their spread over people
    cannot be seen, and the number of people takes its place: one person who is mistaken for another can be so in every
    picture. Where some people have more pictures than others, the interval then reaches on to where it would lie if
    everybody counted the same: the one who was mistaken may be the one with most pictures.

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
    value = float(events.mean())
    if np.count_nonzero(by_person) >= _FEW:
        worth = effective_number(events, people)
        return Rate(value, *clopper_pearson(value * worth, worth, confidence))
    n, by_people = len(sizes), float(np.mean(by_person / sizes))
    ends = [clopper_pearson(share * n, n, confidence) for share in (value, by_people)]
    return Rate(value, min(low for low, _ in ends), max(high for _, high in ends))


def _events_by_person(events: ArrayLike, people: ArrayLike) -> tuple[Doubles, Doubles]:
    """Return the number of events and of outcomes for each person."""
    _, codes = np.unique(np.asarray(people), return_inverse=True)
    return np.bincount(codes, np.asarray(events, float)).astype(np.float64), np.bincount(codes).astype(np.float64)


def _together(sizes: Doubles) -> float:
    """Return how many outcomes the person of an outcome has, on average over the outcomes."""
    return float(np.sum(sizes**2) / sizes.sum())
