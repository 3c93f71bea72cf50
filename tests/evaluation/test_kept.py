"""What is kept between comparisons stays within its limit."""

from __future__ import annotations

import numpy as np

from facerec.evaluation.costs import Cost
from facerec.evaluation.kept import Kept
from facerec.evaluation.outcomes import Outcome, Searches


def outcome(n_searches: int) -> Outcome:
    """Searches among 2 people: 8 bytes each for row, turn and person, 4 for each of two distances."""
    numbers = np.zeros(n_searches, np.intp)
    searches = Searches(numbers, numbers.copy(), numbers.copy(), np.zeros((n_searches, 2), np.float32))
    return Outcome(("al", "bo"), searches, (), None, Cost(0.1, 1.0, None, 0))


def test_the_oldest_go_once_there_is_too_much() -> None:
    kept = Kept(most_bytes=2000)
    for name in "abc":
        kept[name, "", ""] = outcome(30)
    assert kept.n_bytes == 3 * 30 * 32
    kept.trim()
    assert [name for name, _, _ in kept] == ["b", "c"]


def test_the_latest_stays_however_large() -> None:
    kept = Kept(most_bytes=10)
    kept["a", "", ""] = outcome(30)
    kept["b", "", ""] = outcome(300)
    kept.trim()
    assert [name for name, _, _ in kept] == ["b"]
