"""Work that repeated fits of a pipeline share, done once."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC

from facerec.features.emphasis import DiscriminantEmphasis
from facerec.features.subspace import Subspace
from facerec.matching.distances import Metric, find_metric
from facerec.matching.fusion import ScoreFusion
from facerec.matching.neighbours import NearestNeighbor
from facerec.matching.steps import past_stateless, steps_of

Array = NDArray[Any]

_WORTHWHILE = 2  # times as many numbers as rows, below which shortening them gains little
_COLUMNS_AT_ONCE = 4096
_ROUNDING = 1e-12
_MOST_COMPARED = 3000  # rows, whose distances take 36 MB


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


def done_once(classifier: Any, X: Array) -> tuple[Any, Array]:
    """Apply the leading steps that learn nothing, also those of a fusion's members, and shorten what they give.

    Parameters
    ----------
    classifier : Pipeline, ScoreFusion or any classifier
    X : ndarray of shape (n, ...)

    Returns
    -------
    classifier, X
        What is left to be fitted, unfitted, and what it is to be fitted on. Together they do what the whole does, on
        any choice of the rows.
    """
    steps, X = past_stateless(classifier, X)
    if len(steps) == 1 and isinstance(steps[0][1], ScoreFusion):
        return _apply_to_members(steps[0][1], X)
    return clone(Pipeline(steps)), _shortened(X) if _sees_only_products(steps[0][1]) else X


def compared_once(classifier: Any, X: Array) -> tuple[Any, Array]:
    """Compare every two rows where only nearest neighbours are left, so that repeated fits look their distances up.

    Parameters
    ----------
    classifier, X
        What `done_once` returned.

    Returns
    -------
    classifier, X
        The same classifier with a metric that knows rows by their numbers, and the numbers, shape (n, 1). What else
        there may be is returned as it is: rows that the classifier refuses, too many for a table, or distances that
        depend on who else is in the gallery.
    """
    neighbours = classifier.steps[-1][1] if isinstance(classifier, Pipeline) else classifier
    alone = not isinstance(classifier, Pipeline) or len(classifier.steps) == 1
    if not (alone and isinstance(neighbours, NearestNeighbor) and isinstance(neighbours.metric, str)):
        return classifier, X
    metric = find_metric(neighbours.metric)
    if metric.whitens or X.ndim != 2 or not 0 < len(X) <= _MOST_COMPARED or not np.isfinite(X).all():
        return classifier, X
    table = metric(X, X)
    looked_up = Metric(
        f"{metric.name}, looked up",
        prepare=lambda rows: rows,
        compare=lambda queries, gallery, _: table[np.ix_(_numbers(queries), _numbers(gallery))],
        summarise=lambda gallery: gallery[:, 0],
    )
    return clone(neighbours).set_params(metric=looked_up), np.arange(len(X), dtype=np.float32)[:, None]


def _numbers(rows: Array) -> NDArray[np.intp]:
    return np.asarray(rows[:, 0], np.intp)


def _sees_only_products(step: Any) -> bool:
    """Whether a step gives the same, but for rounding and signs, when the axes of its features are turned."""
    return isinstance(step, Subspace | DiscriminantEmphasis) or (isinstance(step, SVC) and step.kernel == "linear")


def _shortened(X: Array) -> Array:
    """Describe n rows of many numbers by n numbers each, with the same products of every two rows.

    They are the coordinates in an orthonormal basis of the space that the rows span. As they are all that is ever
    compared with each other, nothing that sees only their products can tell the difference.
    """
    rows = X.reshape(len(X), -1)
    if not _WORTHWHILE * len(rows) < rows.shape[1]:
        return X
    products = np.zeros((len(rows), len(rows)))
    for start in range(0, rows.shape[1], _COLUMNS_AT_ONCE):
        part = rows[:, start : start + _COLUMNS_AT_ONCE].astype(np.float64)
        products += part @ part.T
    diagonal = np.einsum("ii->i", products)
    diagonal += _ROUNDING * diagonal.mean()  # rows may repeat, and rounding must not make the matrix indefinite
    return np.asarray(np.linalg.cholesky(products), np.float32) if diagonal.any() else X


def _apply_to_members(fusion: ScoreFusion, X: Array) -> tuple[ScoreFusion, Array]:
    """Put the members' features beside each other and let each member take its own."""
    members, blocks, start = [], [], 0
    for name, member in fusion.estimators:
        rest, features = done_once(member, X)
        block = features.reshape(len(features), -1)
        take = Columns(start, start + block.shape[1], features.shape[1:])
        members.append((name, Pipeline([("columns", take), *steps_of(rest)])))
        blocks.append(block)
        start += block.shape[1]
    return ScoreFusion(members, fusion.standardize), np.hstack(blocks)
