"""What a method costs, and that measuring it costs nothing afterwards."""

from __future__ import annotations

import tracemalloc
from typing import Any, NoReturn

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.pipeline import make_pipeline

from facerec.evaluation.costs import measure_cost


class CannotLearn(BaseEstimator):
    """Fails once its memory is being traced."""

    def fit(self, X: Any, y: Any) -> NoReturn:
        assert tracemalloc.is_tracing()
        raise ValueError("cannot learn")


def test_memory_is_not_traced_any_longer_where_a_method_cannot_learn() -> None:
    """With tracing left on, everything else in the process takes several times as long."""
    with pytest.raises(ValueError, match="cannot learn"):
        measure_cost(make_pipeline(CannotLearn()), np.zeros((4, 6, 5), np.uint8), np.array(["a", "a", "b", "b"]))
    assert not tracemalloc.is_tracing()
