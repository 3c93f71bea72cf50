"""Rates of a model that is trained on all pictures, from fits that were trained on some of them.

Cross-validation with as many folds as pictures trains on one picture less of each person than the finished model does.
With five pictures this makes rank-1 identification rates and DIR two to nine points too low. So the error rate is
measured twice, with nearly all and with half of everybody's pictures in the training set, and continued to all [1]_.

Error rates may fall by about the same factor with each further picture, or with each doubling. The geometric mean of
both is taken: on AT&T, with three pictures a person, the error rate of four recipes was expected up to 2 points too low
by the first and up to 2 points too high by the second.

References
----------
.. [1] Cortes, Jackel, Solla, Vapnik & Denker, "Learning Curves: Asymptotic Values and Rate of Convergence", 1993
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.metrics.intervals import Doubles, Rate, effective_number, wilson


@dataclass(frozen=True)
class PicturesTrained:
    """Mean number of pictures of the probe's own person in the training set.

    Attributes
    ----------
    few, most : float
        In the two measurements.
    given : float
        In the finished model.
    """

    few: float
    most: float
    given: float

    @property
    def exponent(self) -> float:
        """Power of the ratio of the two error rates that leads on to all pictures; 0 where nothing can be said."""
        return float(np.mean(self._exponents))

    @property
    def doubt(self) -> float:
        """Half the distance between the two models of the curve, in units of the exponent."""
        by_picture, by_doubling = self._exponents
        return abs(by_picture - by_doubling) / 2

    @property
    def _exponents(self) -> tuple[float, float]:
        if not 0 < self.few < self.most < self.given:
            return 0.0, 0.0
        by_picture = (self.given - self.most) / (self.most - self.few)
        return by_picture, float(np.log(self.given / self.most) / np.log(self.most / self.few))


NOT_TRAINED = PicturesTrained(0, 0, 0)
"""Where nothing is known, and so nothing is extrapolated."""


def extrapolated(errors: ArrayLike, few_errors: ArrayLike, trained: PicturesTrained) -> Doubles:
    """Continue error rates to all pictures.

    Parameters
    ----------
    errors, few_errors : array-like of one shape
        Error rates, 0..1, with most and with few pictures in the training set.
    trained : PicturesTrained

    Returns
    -------
    ndarray in that shape, float64
        Never above `errors`.
    """
    errors, few_errors = np.asarray(errors, np.float64), np.asarray(few_errors, np.float64)
    ratio = np.divide(errors, few_errors, out=np.ones_like(errors), where=(few_errors > 0) & (errors < few_errors))
    return np.asarray(errors * ratio**trained.exponent)


def rate_with_all(
    outcomes: ArrayLike,
    people: ArrayLike,
    few_outcomes: ArrayLike,
    few_people: ArrayLike,
    trained: PicturesTrained,
    *,
    pictures: ArrayLike | None = None,
    variance: float = 0.0,
) -> Rate:
    """Estimate a share of right searches with all pictures in the training set, with its 95 % interval.

    Parameters
    ----------
    outcomes, people : array-like of shape (n,)
        Whether each search was right with most pictures in the training set, and whose picture it was.
    few_outcomes, few_people : array-like of shape (m,)
        The same with few pictures in the training set.
    trained : PicturesTrained
    pictures, variance
        As in `facerec.metrics.rate`.

    Notes
    -----
    Wilson's interval on the effective number of outcomes, widened by what the extrapolation adds to the variance when
    people are left out one by one (jackknife), and by the doubt between the two models of the curve.
    """
    outcomes, few_outcomes = np.asarray(outcomes, bool), np.asarray(few_outcomes, bool)
    searches = _by_person(outcomes, people, few_outcomes, few_people)
    before, few = float(np.mean(~outcomes)), float(np.mean(~few_outcomes))
    error = float(extrapolated(before, few, trained))
    likely = (error * len(outcomes) + 0.5) / (len(outcomes) + 1)  # neither 0 nor 1, where there would be no variance
    of_people = likely * (1 - likely) / effective_number(outcomes, people, pictures)
    of_curve = max(0.0, _jackknife(*searches, trained) - of_people)
    of_model = (error * trained.doubt * np.log(before / few)) ** 2 if 0 < before < few else 0.0
    worth = likely * (1 - likely) / (of_people + of_curve + of_model + variance)
    return Rate(1 - error, *wilson(1 - error, worth))


def _jackknife(wrong: Doubles, few_wrong: Doubles, n: Doubles, few_n: Doubles, trained: PicturesTrained) -> float:
    """Return the variance of the extrapolated error rate, by leaving out one person at a time."""
    left, few_left = n.sum() - n, few_n.sum() - few_n
    if not (left > 0).all() or not (few_left > 0).all():
        return 0.0
    without = extrapolated((wrong.sum() - wrong) / left, (few_wrong.sum() - few_wrong) / few_left, trained)
    return (len(n) - 1) * float(np.var(without))


def _by_person(
    outcomes: NDArray[np.bool_], people: ArrayLike, few_outcomes: NDArray[np.bool_], few_people: ArrayLike
) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Count errors and searches of each person in both measurements."""
    everybody, codes = np.unique(np.concatenate([np.asarray(people), np.asarray(few_people)]), return_inverse=True)
    most, few = codes[: len(outcomes)], codes[len(outcomes) :]
    size = len(everybody)
    return (
        np.bincount(most, ~outcomes, size).astype(np.float64),
        np.bincount(few, ~few_outcomes, size).astype(np.float64),
        np.bincount(most, minlength=size).astype(np.float64),
        np.bincount(few, minlength=size).astype(np.float64),
    )
