"""How alike the pictures of one person fare, which decides how much they tell of other people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, owens_t


def usual_correlation(share: float, person: float) -> float:
    """Return how alike two pictures of a person usually fare, when an outcome of theirs has this share.

    As if scores were normally distributed, and a part of their variance the person's: both pictures have the outcome
    when two normal scores with that correlation lie below one threshold [1]_. The rarer the outcome, the less alike.

    Parameters
    ----------
    share : float in (0, 1)
    person : float in [0, 1)
        The person's part of the variance of scores.

    Returns
    -------
    float in [0, 1)

    References
    ----------
    .. [1] Owen, "Tables for Computing Bivariate Normal Probabilities", 1956, doi:10.1214/aoms/1177728074
    """
    score = ndtri(share)
    both = ndtr(score) - 2 * owens_t(score, np.sqrt((1 - person) / (1 + person)))
    return float((both - share**2) / (share * (1 - share)))


def seen_correlation(events: NDArray[np.float64], sizes: NDArray[np.float64]) -> float:
    """Estimate how alike two pictures of a person fare, from the variance between and within people (ANOVA [1]_).

    Parameters
    ----------
    events, sizes : ndarray of shape (n_people,), float64
        How many pictures of each person had the outcome, of how many.

    Returns
    -------
    float in [0, 1]
        0 where nobody has two pictures, or all fared the same.

    References
    ----------
    .. [1] Ridout, Demétrio & Firth, "Estimating Intraclass Correlation for Binary Data", Biometrics 55, 1999,
           doi:10.1111/j.0006-341X.1999.00137.x
    """
    n_people, n = len(sizes), float(sizes.sum())
    if n_people < 2 or n <= n_people:
        return 0.0
    shares = events / sizes
    between = np.sum(sizes * (shares - events.sum() / n) ** 2) / (n_people - 1)
    within = np.sum(events * (1 - shares)) / (n - n_people)
    pictures = (n - np.sum(sizes**2) / n) / (n_people - 1)
    spread = between + (pictures - 1) * within
    return float(np.clip((between - within) / spread, 0, 1)) if spread > 0 else 0.0
