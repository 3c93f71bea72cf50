"""The margin between two people, feature by feature: terms of a distance that sum to it.

With u the query, n a picture of the nearest person and r one of the runner-up, the margin is d(u, r) - d(u, n).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

ANGLES = ("cosine", "normalized_correlation", "mahalanobis_cosine")
"""Metrics that are 1 - u.v for the rows they prepare."""

SQUARES = ("normalized_euclidean", "scaled_euclidean")
"""Metrics that divide the Euclidean distance, or its square, by a function of the two lengths."""


def margin_terms(metric: str, query: NDArray[Any], nearest: NDArray[Any], runner_up: NDArray[Any]) -> Doubles | None:
    """Split the margin into what each feature adds to it.

    Parameters
    ----------
    metric : str
        A name in `facerec.matching.METRICS`.
    query, nearest, runner_up : ndarray of shape (n_features,)
        As the metric prepares them.

    Returns
    -------
    ndarray of shape (n_features,), float64, or None
        Positive where a feature speaks for the nearest, negative where for the runner-up; None for a metric that is no
        sum over features.
    """
    u, n, r = (np.asarray(row, np.float64) for row in (query, nearest, runner_up))
    if metric in ANGLES:
        return np.asarray(u * (n - r))
    if metric == "euclidean":
        return euclidean_form(u, n, r) * (2 * u - n - r)
    if metric in SQUARES:
        of_nearest, of_runner_up = square_weights(metric, u, n, r)
        return np.asarray(of_runner_up * (u - r) ** 2 - of_nearest * (u - n) ** 2)
    return _SUMS[metric](u, r) - _SUMS[metric](u, n) if metric in _SUMS else None


def euclidean_form(query: Doubles, nearest: Doubles, runner_up: Doubles) -> Doubles:
    """Return the vector whose product with 2 u - n - r is the Euclidean margin.

    d(r) - d(n) = (d(r)^2 - d(n)^2) / (d(r) + d(n)), whose numerator is (n - r).(2 u - n - r).
    """
    both = float(np.linalg.norm(query - nearest) + np.linalg.norm(query - runner_up))
    return np.asarray((nearest - runner_up) / (both or 1.0))


def square_weights(metric: str, query: Doubles, nearest: Doubles, runner_up: Doubles) -> tuple[float, float]:
    """Return what the squared Euclidean distances to the nearest and to the runner-up count in the margin.

    Of a root it is again d(r) - d(n) = (d(r)^2 - d(n)^2) / (d(r) + d(n)).
    """
    lengths = [float(query @ query + other @ other) or 1.0 for other in (nearest, runner_up)]
    if metric == "normalized_euclidean":
        return 1 / lengths[0], 1 / lengths[1]
    scales = [float(np.sqrt(length / 2)) for length in lengths]
    distances = [
        float(np.linalg.norm(query - other)) / scale**0.5
        for other, scale in zip((nearest, runner_up), scales, strict=True)
    ]
    both = sum(distances) or 1.0
    return 1 / (scales[0] * both), 1 / (scales[1] * both)


def _chi_square(a: Doubles, b: Doubles) -> Doubles:
    return _share((a - b) ** 2, a + b)


def _intersection(a: Doubles, b: Doubles) -> Doubles:
    return np.asarray(-np.minimum(a, b) / (b.sum() or 1.0))  # the 1 before it is the same for both people


def _bin_ratio(weight: Callable[[Doubles, Doubles], Doubles]) -> Callable[[Doubles, Doubles], Doubles]:
    def terms(a: Doubles, b: Doubles) -> Doubles:
        return weight(a, b) * (1 - 2 * (1 + a @ b) * _share(a * b, (a + b) ** 2))

    return terms


def _share(part: Doubles, whole: Doubles) -> Doubles:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


_SUMS: dict[str, Callable[[Doubles, Doubles], Doubles]] = {
    "chi_square": _chi_square,
    "histogram_intersection": _intersection,
    "bin_ratio": _bin_ratio(lambda a, b: np.asarray(a + b > 0, np.float64)),
    "l1_bin_ratio": _bin_ratio(lambda a, b: np.asarray(np.abs(a - b))),
    "chi_square_bin_ratio": _bin_ratio(_chi_square),
}
