"""The interval for FPIR on new people, against simulations of the model and of data."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import betabinom

from facerec.evaluation.prediction import _counts, _shortest, predicted_fpir
from facerec.matching import NearestNeighbor, OpenSet, held_out_scores
from facerec.metrics import UNMEASURED


def test_the_sum_over_people_is_a_convolution() -> None:
    one = betabinom.pmf(np.arange(3), 2, 0.3 * 4, 0.7 * 4)  # correlation 1 / (1 + 4)
    np.testing.assert_allclose(_counts(np.array([0.3]), 0.2, 3, 2), np.convolve(np.convolve(one, one), one), atol=1e-12)


def test_the_shortest_interval_by_hand() -> None:
    assert _shortest(np.array([0.96, 0.03, 0.01])) == (0, 0)
    assert _shortest(np.array([0.02, 0.48, 0.48, 0.02])) == (1, 2)
    assert _shortest(np.array([0.25, 0.25, 0.25, 0.25])) == (0, 3)


def test_without_strangers_there_is_nothing_to_predict() -> None:
    X, y = np.arange(8.0)[:, None], np.repeat(["al", "bo"], 4)
    open_set = OpenSet.from_held_out(held_out_scores(NearestNeighbor(), X, y))
    assert predicted_fpir(open_set, 5, 5) == UNMEASURED


def test_of_two_thresholds_the_prediction_lies_between_theirs() -> None:
    rng = np.random.default_rng(1)
    y = np.repeat(np.arange(12), 4)
    X = 2 * rng.normal(size=(12, 4))[y] + rng.normal(size=(48, 4))
    low = OpenSet.from_held_out(held_out_scores(NearestNeighbor(), X, y, newcomers=False), 0.02)
    high = low.at_fpir(0.4)
    one, two, both = (predicted_fpir(each, 6, 4) for each in (low, high, [low, high]))
    assert predicted_fpir([high, high], 6, 4) == two
    assert both.value == pytest.approx((one.value + two.value) / 2)  # the mean of a mixture is that of the means
    assert both.low <= two.low
    assert one.high <= both.high <= two.high


def test_new_people_fall_into_the_interval() -> None:
    rng = np.random.default_rng(0)
    covered = []
    for _ in range(25):
        middles = 2 * rng.normal(size=(36, 4))
        y = np.repeat(np.arange(36), 4)
        X = middles[y] + rng.normal(size=(144, 4))
        known = y < 24
        open_set = OpenSet.from_held_out(held_out_scores(NearestNeighbor(), X[known], y[known], newcomers=False), 0.05)
        fitted = NearestNeighbor().fit(X[known], y[known])
        measured = np.mean(fitted.person_distances(X[~known]).min(axis=1) <= open_set.threshold)
        predicted = predicted_fpir(open_set, 12, 4)
        covered.append(predicted.low <= measured <= predicted.high)
    assert np.mean(covered) >= 0.85
