"""Calibration against scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from facerec.metrics import brier_score, brier_skill, reliability


def test_reliability_by_hand() -> None:
    bins = reliability([True, False, True, True], [0.15, 0.19, 0.9, 1.0], [1, 1, 1, 1])
    np.testing.assert_allclose(bins.weight, [0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0.5])
    assert bins.probability[[1, 9]] == pytest.approx([0.17, 0.95])
    assert bins.right[[1, 9]] == pytest.approx([0.5, 1])
    assert np.isnan(bins.right[0])
    assert bins.error == pytest.approx(0.5 * 0.33 + 0.5 * 0.05)


def test_weights_are_repetitions() -> None:
    once = reliability([True, False, True], [0.2, 0.25, 0.7], [3, 1, 2])
    repeated = reliability([True] * 3 + [False] + [True] * 2, [0.2] * 3 + [0.25] + [0.7] * 2)
    np.testing.assert_allclose(once.right, repeated.right)
    assert once.error == pytest.approx(repeated.error)


def test_scores_are_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    chances, weights = rng.random(500), rng.random(500)
    right = rng.random(500) < chances**2
    assert brier_score(right, chances, weights) == pytest.approx(
        brier_score_loss(right, chances, sample_weight=weights)
    )
    share, mean = calibration_curve(right, chances, n_bins=10)
    bins = reliability(right, chances)
    np.testing.assert_allclose(bins.right, share)
    np.testing.assert_allclose(bins.probability, mean)


def test_skill_is_measured_from_the_base_rate() -> None:
    assert brier_skill([True, False, False, False], [0.25] * 4) == pytest.approx(0)
    assert brier_skill([True, False], [1.0, 0.0]) == 1
    assert brier_skill([True, True], [0.9, 0.9]) is None
