"""How alike a person's pictures fare, against scipy, simulated people and cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import multivariate_normal

from facerec.metrics.dependence import seen_correlation, usual_correlation


@pytest.mark.parametrize(("share", "person"), [(0.01, 0.5), (0.1, 0.5), (0.3, 0.65), (0.9, 0.5)])
def test_the_usual_is_that_of_two_normal_scores(share: float, person: float) -> None:
    both = multivariate_normal([0, 0], [[1, person], [person, 1]]).cdf([ndtri(share)] * 2)
    assert usual_correlation(share, person) == pytest.approx((both - share**2) / (share * (1 - share)), abs=1e-6)


def test_the_usual_of_two_signs_is_the_arcsine_law() -> None:
    assert usual_correlation(0.5, 0.5) == pytest.approx(2 / np.pi * np.arcsin(0.5))


def test_what_is_seen_by_hand() -> None:
    # Shares 1, 1/2 and 0: between people 4 * (1/4 + 1/4) / 2 = 1, within 1 / 9, so (1 - 1/9) / (1 + 3 * 1/9).
    assert seen_correlation(np.array([4.0, 2, 0]), np.full(3, 4.0)) == pytest.approx(2 / 3)
    assert seen_correlation(np.array([4.0, 0, 0]), np.full(3, 4.0)) == 1
    assert seen_correlation(np.array([2.0, 2, 2]), np.full(3, 4.0)) == 0  # more alike than chance would have it
    for nothing in (np.zeros(3), np.full(3, 4.0)):
        assert seen_correlation(nothing, np.full(3, 4.0)) == 0
    assert seen_correlation(np.array([1.0, 0]), np.ones(2)) == 0


def test_what_is_seen_is_what_people_were_drawn_with() -> None:
    rng = np.random.default_rng(0)
    sizes = rng.integers(2, 20, 20_000)
    rates = rng.beta(0.2 * 3, 0.8 * 3, len(sizes))  # correlation 1 / (1 + 3)
    events = rng.binomial(sizes, rates).astype(float)
    assert seen_correlation(events, sizes.astype(float)) == pytest.approx(0.25, abs=0.01)
