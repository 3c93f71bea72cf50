"""DIR at equal FPIR, on distances whose answer can be counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from facerec.evaluation.outcomes import Searches, Turn
from facerec.evaluation.ranking import at_equal_fpir


def searches(own: list[float], other: list[float]) -> Searches:
    """Searches of person 0, by distances to persons 0 and 1."""
    n = len(own)
    distances = np.array([own, other], np.float32).T
    return Searches(np.arange(n), np.zeros(n, int), np.zeros(n, int), distances)


def turn(scale: float) -> Turn:
    """100 strangers at 1.01, 1.02, …, and known people at 0, 0.02, … but one nearest to another person."""
    strangers = (1.01 + np.arange(100) / 100) * scale
    known = np.arange(100) / 50 * scale
    other = np.full(100, 9.0 * scale)
    other[0] = -1.0 * scale
    held_out: Any = None
    return Turn(searches(known.tolist(), other.tolist()), searches(strangers.tolist(), strangers.tolist()), held_out)


def test_thirty_searches_decide_where_the_target_gives_fewer() -> None:
    # 30 of 100 strangers lie below 1.31; of the known, 0.02 to 1.30 do: 65 of 100.
    assert at_equal_fpir([turn(1.0)], 0.01) == pytest.approx((0.3, 0.65))
    # At 40 % strangers lie below 1.41; of the known, 0.02 to 1.40 do: 70 of 100.
    assert at_equal_fpir([turn(1.0)], 0.4) == pytest.approx((0.4, 0.7))


def test_the_scale_of_a_turn_makes_no_difference() -> None:
    assert at_equal_fpir([turn(1.0), turn(40.0)], 0.3) == pytest.approx((0.3, 0.65))


def test_without_strangers_nothing_is_measured() -> None:
    nobody = searches([], [])
    held_out: Any = None
    assert at_equal_fpir([Turn(turn(1.0).known, nobody, held_out)], 0.1) == (None, None)
    assert at_equal_fpir([], 0.1) == (None, None)
