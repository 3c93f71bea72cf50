"""From a distance to the chance that the name is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.linear_model import LogisticRegression

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """A logistic curve, falling with the distance, fitted to held-out searches [1]_.

    Attributes
    ----------
    middle, width : float
        By which distances are standardised.
    slope : float
        Of the log odds; never positive.
    intercept : float
    margin : float
        No answer is surer than this far from 0 and 1: so few searches were seen.

    References
    ----------
    .. [1] Platt, "Probabilistic Outputs for Support Vector Machines and Comparisons to Regularized Likelihood Methods",
           1999
    """

    middle: float
    width: float
    slope: float
    intercept: float
    margin: float

    @classmethod
    def fit(cls, genuine: ArrayLike, right: ArrayLike, strangers: ArrayLike, stranger_share: float) -> Self:
        """Fit to distances to the nearest person.

        Parameters
        ----------
        genuine : array-like of shape (n,)
            Of known people's searches, one or more.
        right : array-like of shape (n,), bool
            Whether the nearest was the right person.
        strangers : array-like of shape (m,)
            Of strangers' searches, one or more.
        stranger_share : float in (0, 1)
            How many of all searches will be strangers'; the two kinds are weighted to that.
        """
        genuine, strangers = np.asarray(genuine, float), np.asarray(strangers, float)
        distances = np.concatenate([genuine, strangers])
        is_right = np.concatenate([np.asarray(right, bool), np.zeros(len(strangers), bool)])
        n = len(distances)
        shares = np.repeat([1 - stranger_share, stranger_share], [len(genuine), len(strangers)])
        weights = n * shares / np.repeat([len(genuine), len(strangers)], [len(genuine), len(strangers)])
        middle, width = float(np.median(distances)), float(distances.std()) or 1.0
        # One made-up search of each outcome at either end keeps the odds finite where the two kinds do not overlap.
        ends = np.array([distances.min(), distances.min(), distances.max(), distances.max()])
        X = (np.append(distances, ends) - middle) / width
        y = np.append(is_right, [True, False, True, False])
        curve = LogisticRegression(C=100.0).fit(X[:, None], y, sample_weight=np.append(weights, [0.5] * 4))
        slope, intercept = float(curve.coef_[0, 0]), float(curve.intercept_[0])
        if slope > 0:  # distances tell nothing here
            base = float(np.average(y, weights=np.append(weights, [0.5] * 4)))
            slope, intercept = 0.0, float(np.log(base / (1 - base)))
        return cls(middle, width, slope, intercept, 0.5 / (n + 1))

    def probability(self, distances: ArrayLike) -> Doubles:
        """Return the chance that the name is right, in the shape of the distances; 0 and 1 are never reached."""
        odds = self.intercept + self.slope * (np.asarray(distances, float) - self.middle) / self.width
        chance = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
        return np.asarray(np.clip(chance, self.margin, 1 - self.margin))
