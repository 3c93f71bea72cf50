"""The steps of a pipeline before its classifier: which do nothing, and which learn nothing."""

from __future__ import annotations

from typing import Any

from sklearn.base import clone
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.utils import get_tags


def does_nothing(step: Any) -> bool:
    """Whether a step is one of scikit-learn's placeholders, None and "passthrough"."""
    return step is None or (isinstance(step, str) and step == "passthrough")


def is_stateless(step: Any) -> bool:
    """Whether a transformer, or all parts of a composed one, learn nothing from data."""
    if does_nothing(step):
        return True
    if isinstance(step, Pipeline):
        return all(is_stateless(part) for _, part in step.steps)
    if isinstance(step, FeatureUnion):
        return all(part == "drop" or is_stateless(part) for _, part in step.transformer_list)
    return not get_tags(step).requires_fit


def steps_of(classifier: Any) -> list[tuple[str, Any]]:
    """Return the names and steps of a pipeline; of a classifier alone, that one."""
    return list(classifier.steps) if isinstance(classifier, Pipeline) else [("classifier", classifier)]


def past_stateless(classifier: Any, X: Any) -> tuple[list[tuple[str, Any]], Any]:
    """Apply the leading steps that learn nothing; return the steps that are left and what they take."""
    steps = steps_of(classifier)
    while len(steps) > 1 and is_stateless(steps[0][1]):
        _, step = steps.pop(0)
        X = X if does_nothing(step) else clone(step).fit_transform(X)
    return steps, X
