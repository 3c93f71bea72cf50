"""Taking the steps that learn nothing out of a pipeline, so that repeated fits pay for them once."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils import get_tags

from facerec.matching.fusion import ScoreFusion

Array = NDArray[Any]


class Columns(TransformerMixin, BaseEstimator):
    """Take some columns and give them the shape they had.

    Parameters
    ----------
    start, stop : int
    shape : tuple of int
        Of one row.
    """

    def __init__(self, start: int, stop: int, shape: tuple[int, ...]) -> None:
        self.start = start
        self.stop = stop
        self.shape = shape

    def fit(self, X: Array, y: Array | None = None) -> Self:
        """Learn nothing."""
        return self

    def transform(self, X: Array) -> Array:
        """Return (n, *shape), a view."""
        return X[:, self.start : self.stop].reshape(len(X), *self.shape)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        return tags


def apply_stateless_steps(classifier: Any, X: Array) -> tuple[Any, Array]:
    """Apply the leading steps that learn nothing, also those of a fusion's members.

    Parameters
    ----------
    classifier : Pipeline, ScoreFusion or any classifier
    X : ndarray of shape (n, ...)

    Returns
    -------
    classifier, X
        What is left to be fitted, unfitted, and what it is to be fitted on. Together they do what the whole does.
    """
    if isinstance(classifier, ScoreFusion):
        return _apply_to_members(classifier, X)
    if not isinstance(classifier, Pipeline):
        return clone(classifier), X
    steps = list(classifier.steps)
    while len(steps) > 1 and is_stateless(steps[0][1]):
        step = steps.pop(0)[1]
        X = X if _does_nothing(step) else clone(step).fit_transform(X)
    if len(steps) == 1:
        return apply_stateless_steps(steps[0][1], X)
    return clone(Pipeline(steps)), X


def is_stateless(step: Any) -> bool:
    """Whether a transformer, or all parts of a composed one, learn nothing from data."""
    if _does_nothing(step):
        return True
    if isinstance(step, Pipeline):
        return all(is_stateless(part) for _, part in step.steps)
    if isinstance(step, FeatureUnion):
        return all(part == "drop" or is_stateless(part) for _, part in step.transformer_list)
    return not get_tags(step).requires_fit


def _does_nothing(step: Any) -> bool:
    return step is None or (isinstance(step, str) and step == "passthrough")


def _apply_to_members(fusion: ScoreFusion, X: Array) -> tuple[ScoreFusion, Array]:
    """Put the members' features beside each other and let each member take its own."""
    members, blocks, start = [], [], 0
    for name, member in fusion.estimators:
        rest, features = apply_stateless_steps(member, X)
        block = features.reshape(len(features), -1)
        take = Columns(start, start + block.shape[1], features.shape[1:])
        members.append((name, Pipeline([("columns", take), ("rest", rest)])))
        blocks.append(block)
        start += block.shape[1]
    return ScoreFusion(members), np.hstack(blocks)
