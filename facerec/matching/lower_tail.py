"""How often one more person's pictures will lie within a distance, predicted from the people who were seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

Doubles = NDArray[np.float64]

USUAL_PEOPLE = 8.0  # people's worth of evidence that the usual spread counts against a spread seen that is no larger
_FEW_PEOPLE = 12.0  # up to so many, the usual spread of a known metric tells more than the spread seen
_TRUST_OF_FEW = 40.0  # people's worth of evidence that it counts there
_CURVE_PEOPLE = 50.0  # people's worth of evidence that the fitted curve counts against the shares seen
_MOST_DEGREES = 12.0  # of the curve, however many people: some pairs of people look alike, and the tail stays heavy
_PICTURES = 3.0  # degrees of freedom of the spread that one person's pictures give at most
_ROUNDING = 1e-6

USUAL_SPREAD = 0.11
"""Standard deviation of strangers' distances in a small group, as a share of their mean: 0.06 to 0.12 for Euclidean,
chi-square and cosine distances of many features, on AT&T's s1 to s20 and the photographs p01 to p30."""

USUAL_SPREADS = {"normalized_euclidean": 0.18}
"""The same for metrics that differ; a squared distance spreads twice as far."""

MILD_EMPHASIS = 2.0  # the more Fisherfaces are emphasised, the more strangers spread: with 4, as usual

EMPHASISED_SPREAD = 0.07
"""The same for the scaled Euclidean distance after a `DiscriminantEmphasis` of at most `MILD_EMPHASIS`. It is 0.04 on
AT&T's s1 to s20 and on the photographs and 0.05 on the sample people, but with 0.05 strangers among s21 to s40, some
of whom look alike, got a name in 3 to 4 % of searches at a target of 1 % when it counted like eight people."""


@dataclass(frozen=True, eq=False)
class LowerTail:
    """Predictive distribution of the distances of one more person's pictures.

    People count, not pictures: one stranger's pictures are alike, so each person has the same weight, and the spread is
    as uncertain as so few people leave it. The curve is Student's t distribution, which predicts the next draw from a
    normal distribution of unknown mean and spread [1]_. The spread is shrunk towards a usual one, since three people
    alone would leave a threshold for 1 % at seven standard deviations. The more people there are, the more the shares
    seen replace the curve, as in the predictive distribution of a Dirichlet process around it [2]_.

    A power law through the pictures of the first quartile (Hill's estimate) did worse: it counts the pictures of one
    person as independent, and of 3 to 12 people its thresholds for 1 % let 3 to 50 % of strangers' searches through.
    All constants here were chosen on AT&T's s1 to s20 and the photographs p01 to p30.

    Attributes
    ----------
    scores : ndarray of shape (n,), float64
        Sorted.
    shares : ndarray of shape (n + 1,), float64
        Share of the people's weight among the first 0, 1, ..., n scores.
    middle, scale : float
        Mean over people, and scale of the t distribution; both in the unit of the distances.
    degrees : float
        Degrees of freedom.
    people : float
        Independent people that the scores are worth.

    References
    ----------
    .. [1] Geisser, "Predictive Inference", 1993, chapter 2
    .. [2] Ferguson, "A Bayesian Analysis of Some Nonparametric Problems", 1973, doi:10.1214/aos/1176342360
    """

    scores: Doubles
    shares: Doubles
    middle: float
    scale: float
    degrees: float
    people: float

    @classmethod
    def fit(
        cls,
        scores: ArrayLike,
        people: ArrayLike,
        usual: float,
        worth: float | None = None,
        trust: float = USUAL_PEOPLE,
    ) -> Self:
        """Fit to the scores of one person or more.

        Parameters
        ----------
        scores : array-like of shape (n,)
        people : array-like of shape (n,)
            Whose each score is.
        usual : float
            Standard deviation of a new person's scores to expect before any was seen.
        worth : float, optional
            Independent people that the scores are worth; by default as `independent_people` counts them.
        trust : float, default=8
            People's worth of evidence that the usual spread counts; less where the spread seen is larger.
        """
        values = np.asarray(scores, np.float64)
        _, codes, sizes = np.unique(np.asarray(people), return_inverse=True, return_counts=True)
        worth = independent_people(values, codes) if worth is None else worth
        means = np.bincount(codes, values) / sizes
        variance, seen = _spread(values - means[codes], means, sizes, worth)
        trust = trust * min(1.0, usual**2 / variance) if variance and seen else trust
        # The usual spread differs between recipes and data, so it does not make the tail lighter beyond `USUAL_PEOPLE`.
        degrees = min(max(min(trust, USUAL_PEOPLE) + seen, 1.0), _MOST_DEGREES)
        shrunk = np.sqrt((trust * usual**2 + seen * variance) / (trust + seen))
        middle = float(means.mean())
        least = _ROUNDING * max(abs(middle), float(np.ptp(values)), _ROUNDING)  # where all scores are one number
        scale = max(float(shrunk * np.sqrt(1 + 1 / worth)), least)
        order = np.argsort(values, kind="stable")
        shares = np.append(0.0, np.cumsum(1 / sizes[codes][order]) / len(sizes))
        return cls(values[order], shares, middle, scale, float(degrees), float(worth))

    def share(self, thresholds: ArrayLike) -> Doubles:
        """Predict the share of distances up to each threshold, in the shape of the thresholds."""
        thresholds = np.asarray(thresholds, np.float64)
        seen = self.shares[np.searchsorted(self.scores, thresholds, side="right")]
        return self._mixed(self._curve(thresholds), seen)

    def distance(self, share: float) -> float:
        """Return the largest distance up to which at most this share lies, above 0 and below 1."""
        before = self._mixed(self._curve(self.scores), self.shares[:-1])  # just below each score
        place = int(np.searchsorted(before, share, side="right"))  # scores below the distance
        left = share * (_CURVE_PEOPLE + self.people) - self.people * self.shares[place]
        curve = np.clip(left / _CURVE_PEOPLE, 0.0, 1.0)
        distance = self.middle + self.scale * float(stdtrit(self.degrees, curve)) if 0 < curve < 1 else np.inf
        lowest = self.scores[place - 1] if place else -np.inf
        if curve <= 0 or distance < lowest:  # the score itself would be too many
            return float(np.nextafter(lowest, -np.inf))
        highest = np.nextafter(self.scores[place], -np.inf) if place < len(self.scores) else self._end
        return float(min(distance, highest))

    def _curve(self, thresholds: Doubles) -> Doubles:
        return np.asarray(stdtr(self.degrees, (thresholds - self.middle) / self.scale))

    def _mixed(self, curve: Doubles, seen: Doubles) -> Doubles:
        return np.asarray((_CURVE_PEOPLE * curve + self.people * seen) / (_CURVE_PEOPLE + self.people))

    @property
    def _end(self) -> float:
        """Distance that any share below 1 keeps to."""
        return float(max(self.scores[-1], self.middle + 100 * self.scale))


def trust_of_few(n_people: int) -> float:
    """Return how many people's worth of evidence the usual spread of a known metric counts beside `n_people` people.

    With 8 throughout, the spread of 3 to 12 people moved thresholds so far from split to split that, at a target of
    1 %, mirror-patterns gave 81 % of the probes of 3 people of AT&T the right name; with 40 it gives 91 % at a lower
    FPIR. From 27 people on, the spread seen is the better guess.
    """
    return max(USUAL_PEOPLE, _TRUST_OF_FEW * min(1.0, _FEW_PEOPLE / n_people) ** 2)


def independent_people(scores: ArrayLike, people: ArrayLike) -> float:
    """Count the people whose nearest distances differ.

    With one picture a person and a symmetrical metric, scores come in equal pairs: where two strangers are nearest to
    each other, both searches measure the same distance.
    """
    values = np.asarray(scores, np.float64)
    codes = np.unique(np.asarray(people), return_inverse=True)[1]
    nearest = np.full(codes.max() + 1, np.inf)
    np.minimum.at(nearest, codes, values)
    scale = float(np.abs(nearest).max()) or 1.0
    return float(len(np.unique(np.round(nearest / scale / _ROUNDING))))


def _spread(within: Doubles, means: Doubles, sizes: NDArray[np.int64], worth: float) -> tuple[float, float]:
    """Estimate the variance of a new person's scores, and its degrees of freedom (Satterthwaite's approximation)."""
    people, pictures = len(means), int(sizes.sum())
    between = float(means.var(ddof=1)) if people > 1 else 0.0
    own = float(np.sum(within**2)) / (pictures - people) if pictures > people else 0.0
    own *= float(np.mean(1 - 1 / sizes))  # the rest of it is in the means' variance
    variance, few = between + own, max(worth - 1, 0.0)
    if not variance or not few:
        return variance, 0.0
    uncertain = between**2 / few + own**2 / max(pictures - people, 1)
    return variance, min(variance**2 / uncertain, _PICTURES * few)
