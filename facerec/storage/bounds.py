"""Bounds of what estimators out of files may be set to, and of the numbers in them.

Recipes bound their parameters; a file may state any. So before anything of a file runs, each parameter is held against
bounds that are wider than those of the recipes, and that no parameter of a useful model exceeds.
"""

from __future__ import annotations

from collections.abc import Iterable
from inspect import signature
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from facerec.errors import ModelFileError
from facerec.matching import NearestNeighbor

MOST_PIXELS_A_SIDE = 1024
LARGEST = 1e15  # of a number in a fitted estimator: its square, summed over a million features, fits into a float32

_MOST_ESTIMATORS = 300
_WHOLE = {
    "size": (1, MOST_PIXELS_A_SIDE),
    "grid": (1, 64),
    "block": (1, 16),
    "radius": (1, 16),
    "n_scales": (1, 8),
    "n_orientations": (1, 36),
    "n_neighbors": (1, 100_000),
    "max_iter": (-1, 1_000_000),
    "cache_size": (1, 2000),
}
_REAL = {
    "sigma0": (1e-3, 64.0),
    "sigma1": (1e-3, 64.0),
    "gamma": (1e-6, 1e6),
    "alpha": (1e-6, 1e6),
    "tau": (1e-6, 1e6),
    "clip_limit": (1e-3, 1e4),
    "C": (1e-9, 1e9),
    "tol": (0.0, 1e6),
    "low": (-1e6, 1e6),
    "high": (-1e6, 1e6),
    "shrinkage": (0.0, 1e6),
}
_COMPOSED = ("steps", "estimators", "transformer_list", "metric")  # held against the bounds part by part, or by name
_GAMMAS_OF_SVC = ("scale", "auto")
_LONGEST_WORD = 200
_LARGEST_SETTING = 1e9


def check_parameters(items: Iterable[Any]) -> None:
    """Refuse estimators whose parameters are out of bounds, or whose numbers are not finite.

    Parameters
    ----------
    items : iterable
        Everything that a file holds; estimators among it are looked at.

    Raises
    ------
    ModelFileError
        Names the parameter.
    """
    estimators = [item for item in items if isinstance(item, BaseEstimator)]
    if len(estimators) > _MOST_ESTIMATORS:
        raise ModelFileError(f"This model file holds {len(estimators):,} estimators; a model has a dozen.")
    for estimator in estimators:
        kind = type(estimator).__name__
        for name, value in estimator.get_params(deep=False).items():
            if name not in _COMPOSED and not _fits(name, value):
                raise ModelFileError(f"This model file sets {name} of {kind} to {value!r:.60}, which is out of bounds.")
        if hasattr(estimator, "_parameter_constraints"):  # one of scikit-learn's
            _take_back_placeholders(estimator)
            estimator._validate_params()  # what `fit` checks first, and prediction does not
        derived = "_" if isinstance(estimator, NearestNeighbor) else ()  # what follows from samples is computed anew
        for name, value in vars(estimator).items():
            if not name.startswith(derived) and not _is_finite(value):
                raise ModelFileError(f"In this model file, {name} of {kind} holds numbers that are not finite.")


def _take_back_placeholders(estimator: BaseEstimator) -> None:
    """Set what another release marks as deprecated or about to change to the default of this one."""
    for name, parameter in signature(type(estimator)).parameters.items():
        if _is_placeholder(getattr(estimator, name, None)):
            setattr(estimator, name, parameter.default)


def _is_placeholder(value: Any) -> bool:
    return isinstance(value, str) and value in ("deprecated", "warn")


def _fits(name: str, value: Any) -> bool:
    numbers = value if isinstance(value, tuple | list) else [value]
    if name in _WHOLE and value is not None:
        lowest, highest = _WHOLE[name]
        return all(isinstance(one, int) and not isinstance(one, bool) and lowest <= one <= highest for one in numbers)
    if name not in _REAL and isinstance(value, bool | dict | np.ndarray | None):
        return True  # switches, weights of classes, priors
    if isinstance(value, str):
        return len(value) <= _LONGEST_WORD and (name not in _REAL or value in _GAMMAS_OF_SVC)
    low, high = _REAL.get(name, (-_LARGEST_SETTING, _LARGEST_SETTING))
    return len(numbers) <= _LONGEST_WORD and all(
        one is None or (isinstance(one, int | float | np.number) and low <= one <= high) for one in numbers
    )


def _is_finite(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return all(map(_is_finite, value))
    if isinstance(value, np.ndarray | np.floating) and np.asarray(value).dtype.kind == "f":
        array = np.asarray(value)
        return not array.size or bool(np.isfinite(array).all() and max(array.max(), -array.min()) <= LARGEST)
    return not isinstance(value, float) or abs(value) <= LARGEST
