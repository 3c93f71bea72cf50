"""What FPIR will be on people never seen: an interval for the measurement to come, not for a long-run rate.

Who tries a threshold on ten strangers sees not the FPIR of all people, but that of these ten, and two strangers differ
by far more than two pictures of one. So a person's own rate is taken for a draw from a beta distribution, whose mean is
known from the people held out only so well, and the pictures of a person as draws at that rate [1]_.

How far people's rates spread decides how wide the interval is, and depends on the threshold: at a low FPIR, events are
single pictures; at a high one, some people nearly always get a name. Too few people are held out to see it, so what
they show is added to what is usual: as if distances were normally distributed and two thirds of their variance were
the person's, which gives a correlation of two pictures at every FPIR. With one correlation for all FPIRs, an
interval that held at 1 % held too seldom at 5 and 20 %.

References
----------
.. [1] Skellam, "A Probability Distribution Derived from the Binomial Distribution by Regarding the Probability of
       Success as Variable between the Sets of Trials", 1948; Geisser, "Predictive Inference", 1993
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv
from scipy.stats import betabinom

from facerec.matching import OpenSet
from facerec.metrics import CONFIDENCE, UNMEASURED, Rate
from facerec.metrics.dependence import usual_correlation

Doubles = NDArray[np.float64]

_PERSON = 0.65  # the person's share of the variance; on AT&T, strangers' pictures are alike by 0.2 to 0.4 at 1 to 20 %
_TRUST = 30  # people's worth of evidence that this counts against the correlation seen in the data
_PRIOR = 0.5  # made-up searches of each outcome
_MEANS = 64  # of the long-run rate, over which the prediction is averaged


def predicted_fpir(open_sets: OpenSet | Sequence[OpenSet], people: int, pictures: int) -> Rate:
    """Predict the FPIR that will be measured on strangers.

    Parameters
    ----------
    open_sets : OpenSet or sequence of OpenSet
        With the threshold at which it will be; of several, as from the turns of a protocol, each is as likely.
    people, pictures : int
        How many strangers, and how many pictures of each.

    Returns
    -------
    Rate
        The expected share, and the shortest interval that will hold the measured one with 95 % probability. Unmeasured
        where nobody could be held out.
    """
    each = [open_sets] if isinstance(open_sets, OpenSet) else open_sets
    known = [_chances(open_set, people, pictures) for open_set in each if open_set.expected_fpir is not None]
    searches = people * pictures
    if not known or not searches:
        return UNMEASURED
    chances = np.mean(known, axis=0)
    low, high = _shortest(chances)
    return Rate(float(chances @ np.arange(len(chances))) / searches, low / searches, high / searches)


def _chances(open_set: OpenSet, people: int, pictures: int) -> Doubles:
    """Return the chance of each number of searches that return a name, shape (people * pictures + 1,)."""
    events = open_set.held_out.strangers <= open_set.threshold
    expected = float(np.clip(open_set.expected_fpir or 0.0, 1e-9, 1 - 1e-9))
    alike = _correlation(events, open_set.held_out.stranger_people, usual_correlation(expected, _PERSON))
    means = _long_run(expected, open_set.held_out.stranger_people, alike)
    return _counts(means, alike, people, pictures)


def _correlation(events: NDArray[np.bool_], owners: NDArray[np.int64], usual: float) -> float:
    """Estimate how alike two pictures of a stranger fare, from the variance between people (ANOVA), with a prior."""
    share = float(events.mean())
    _, codes = np.unique(owners, return_inverse=True)
    sizes, by_person = np.bincount(codes), np.bincount(codes, events)
    touched = np.count_nonzero(by_person)
    if not 0 < share < 1 or len(sizes) < 2 or sizes.mean() <= 1:
        return usual
    between = np.sum((by_person - share * sizes) ** 2) / len(events) * len(sizes) / (len(sizes) - 1)
    seen = np.clip((between / (share * (1 - share)) - 1) / (sizes.mean() - 1), 0, 1)
    return float((_TRUST * usual + touched * seen) / (_TRUST + touched))


def _long_run(expected: float, owners: NDArray[np.int64], alike: float) -> Doubles:
    """Return equally likely values of the long-run rate, given as many searches as the held-out people are worth."""
    pictures = len(owners) / len(np.unique(owners))
    worth = len(owners) / (1 + (pictures - 1) * alike)
    chances = (np.arange(_MEANS) + 0.5) / _MEANS
    means = betaincinv(expected * worth + _PRIOR, (1 - expected) * worth + _PRIOR, chances)
    return np.asarray(np.clip(means, 1e-9, 1 - 1e-9))


def _counts(means: Doubles, alike: float, people: int, pictures: int) -> Doubles:
    """Return the same for these long-run rates, each as likely, and this correlation."""
    strength = 1 / alike - 1
    number = np.arange(pictures + 1)
    one = betabinom.pmf(number, pictures, means[:, None] * strength, (1 - means[:, None]) * strength)
    length = people * pictures + 1
    together = np.fft.irfft(np.fft.rfft(one, 2 * length, axis=1) ** people, 2 * length, axis=1)[:, :length]
    chances = np.clip(together, 0, None).mean(axis=0)
    return np.asarray(chances / chances.sum())


def _shortest(chances: Doubles) -> tuple[int, int]:
    """Return the ends, included, of the shortest run of counts that holds the confidence."""
    before = np.append(0.0, np.cumsum(chances))
    last = np.searchsorted(before, before[:-1] + CONFIDENCE - 1e-12) - 1
    lengths = np.where(last < len(chances), last - np.arange(len(chances)), len(chances))
    first = int(np.argmin(lengths))
    return first, int(min(last[first], len(chances) - 1))
