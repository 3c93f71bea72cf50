"""Which steps learn nothing, and what is left when they are done."""

from __future__ import annotations

import numpy as np
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler

from facerec.matching import NearestNeighbor
from facerec.matching.steps import is_stateless, past_stateless, steps_of


def test_a_composed_step_learns_nothing_when_none_of_its_parts_does() -> None:
    assert is_stateless(FeatureUnion([("a", Normalizer()), ("b", make_pipeline(Normalizer(), Normalizer()))]))
    assert is_stateless(FeatureUnion([("a", "drop"), ("b", Normalizer())]))
    assert not is_stateless(FeatureUnion([("a", Normalizer()), ("b", StandardScaler())]))


def test_leading_steps_that_learn_nothing_are_applied_and_gone() -> None:
    nearest = NearestNeighbor()
    steps = [("none", None), ("length", Normalizer()), ("same", "passthrough"), ("spread", StandardScaler())]
    left, X = past_stateless(Pipeline([*steps, ("nearest", nearest)]), np.array([[3.0, 4.0]]))
    assert [name for name, _ in left] == ["spread", "nearest"]
    np.testing.assert_allclose(X, [[0.6, 0.8]])
    assert steps_of(nearest) == [("classifier", nearest)]
    assert past_stateless(nearest, X)[0] == [("classifier", nearest)]
