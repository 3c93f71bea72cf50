"""Paired tests worked by hand, and their level by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import permutation_test

from facerec.evaluation.significance import Difference, holm, sign_flip, ties


def test_signs_are_flipped_by_hand() -> None:
    assert sign_flip([1, 1, 1]) == pytest.approx(2 / 8)  # only all one way is as far from 0
    assert sign_flip([2, -1, 0, 0]) == pytest.approx(1)
    assert sign_flip([0, 0]) == 1
    assert sign_flip([3, 1, -1]) == pytest.approx(6 / 8)  # |sum| 3 or more: 5, 3, 3 and their opposites


def test_the_exact_test_is_scipys() -> None:
    sums = np.random.default_rng(0).normal(0.5, 1, 10)
    peer = permutation_test((sums,), np.sum, permutation_type="samples", n_resamples=np.inf)
    assert sign_flip(sums) == pytest.approx(peer.pvalue)


def test_many_people_are_flipped_at_random_and_alike_each_time() -> None:
    sums = np.random.default_rng(1).normal(0.4, 1, 40)
    peer = permutation_test(
        (sums,), np.sum, permutation_type="samples", n_resamples=20_000, rng=np.random.default_rng(3)
    )
    assert sign_flip(sums) == pytest.approx(peer.pvalue, abs=0.01)
    assert sign_flip(sums, 4) == sign_flip(sums, 4)
    assert sign_flip(np.ones(60)) == pytest.approx(1 / 20_001)


def test_equal_methods_are_told_apart_as_seldom_as_stated() -> None:
    rng = np.random.default_rng(0)
    alarms = [sign_flip(rng.integers(-3, 4, 12)) <= 0.05 for _ in range(300)]
    assert np.mean(alarms) < 0.08


def test_holm_by_hand() -> None:
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(holm([0.6, 0.9]), [1, 1])


def difference(first: str, second: str, adjusted: float) -> Difference:
    return Difference(first, second, "DIR", 0.1, 0.0, 0.2, adjusted, adjusted)


def test_groups_that_cannot_be_told_apart() -> None:
    far = [difference("a", "d", 0.01), difference("b", "d", 0.04), difference("a", "b", 0.5)]
    assert ties(["a", "b", "c", "d"], far) == [["a", "b", "c"], ["c", "d"]]
    assert ties(["a", "b"], [difference("a", "b", 0.04)]) == []
    assert ties(["a", "b"], [difference("a", "b", 0.06)]) == [["a", "b"]]
    assert ties(["a"], []) == []
