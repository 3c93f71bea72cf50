"""Probabilities against distributions for which Bayes' rule gives them exactly."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.matching.calibration import Calibration


def two_normals(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(1, 0.5, n), rng.normal(2, 0.5, n)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_two_normals_of_one_width_give_bayes_rule(share: float) -> None:
    known, strangers = two_normals(100_000)  # a smoothed curve needs many, in the tail of the rarer kind above all
    at = np.array([0.8, 1.2, 1.5, 1.8, 2.2])
    # Log odds of two normals: (distance from the middle) * (difference of the means) / variance.
    odds = (1 - share) / share * np.exp((1.5 - at) * 1 / 0.25)
    curve = Calibration.fit(known, np.ones(len(known), bool), strangers, share)
    np.testing.assert_allclose(curve.probability(at), odds / (1 + odds), atol=0.015)


def test_wrong_names_of_known_people_are_wrong() -> None:
    known, strangers = two_normals(2000)
    right = np.arange(2000) % 2 == 0
    curve = Calibration.fit(known, right, strangers, 0.01)
    assert curve.probability(1.0) == pytest.approx(0.5, abs=0.05)


def test_falls_and_never_reaches_0_or_1() -> None:
    curve = Calibration.fit([1.0, 1.1, 1.2], [True] * 3, [5.0, 6.0, 7.0], 0.5)
    chances = curve.probability(np.linspace(-1e6, 1e6, 1001))
    assert (np.diff(chances) <= 0).all()
    assert 0 < chances[-1] <= 0.1
    assert 0.9 <= chances[0] < 1


def test_distances_that_mislead_give_the_base_rate() -> None:
    known, strangers = two_normals(1000)
    curve = Calibration.fit(strangers, np.ones(1000, bool), known, 0.5)
    np.testing.assert_allclose(curve.probability([0.0, 1.0, 5.0]), 0.5, atol=0.01)
