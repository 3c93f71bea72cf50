"""The tail against distributions whose tail is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, powerlaw

from facerec.matching.lower_tail import LowerTail


@pytest.mark.parametrize("exponent", [1.0, 2.5, 6.0])
def test_finds_a_tail_that_falls_like_a_power(exponent: float) -> None:
    distances = powerlaw(exponent, loc=-3, scale=2)
    tail = LowerTail.fit(distances.rvs(20_000, random_state=1), end=-3)
    assert tail.exponent == pytest.approx(exponent, rel=0.05)
    for share in (0.1, 0.01, 0.001):
        assert tail.share(distances.ppf(share)) == pytest.approx(share, rel=0.2)


def test_expects_the_right_share_of_a_normal_tail_on_average() -> None:
    rng = np.random.default_rng(0)
    shares = [float(LowerTail.fit(rng.standard_normal(150), -5).share(norm.ppf(0.01))) for _ in range(200)]
    assert np.mean(shares) == pytest.approx(0.01, abs=0.004)


def test_rises_from_0_to_1_and_moves_with_the_scores() -> None:
    scores = np.random.default_rng(2).normal(size=60)
    tail, moved = LowerTail.fit(scores, -4), LowerTail.fit(3 * scores - 50, -62)
    at = np.linspace(-20, 4, 500)
    shares = tail.share(at)
    assert (np.diff(shares) >= 0).all()
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(60 / 61)
    np.testing.assert_allclose(moved.share(3 * at - 50), shares, atol=1e-9)


def test_an_end_above_the_scores_gives_way() -> None:
    tail = LowerTail.fit([1.0, 2, 3, 4, 5, 6, 7, 8], end=4)
    assert tail.end < 1
    assert 0 < tail.share(1.0) < tail.share(1.5) < tail.share(2.7)


@pytest.mark.parametrize("scores", [[2.0], [2.0, 2.0, 2.0], [1.0, 2.0]])
@pytest.mark.parametrize("end", [0.0, 5.0])
def test_knows_what_to_do_with_next_to_nothing(scores: list[float], end: float) -> None:
    tail = LowerTail.fit(scores, end)
    assert tail.share(-1e9) == 0
    assert 0 < tail.share(2.0) < 1


def test_the_distance_of_a_share_is_the_largest_that_has_no_more() -> None:
    tail = LowerTail.fit(np.random.default_rng(3).normal(size=50), -4)
    for share in (0.001, 0.1, 0.2, 0.3, 0.5, 0.97):
        distance = tail.distance(share)
        assert tail.share(distance) <= share + 1e-12
        assert tail.share(distance + 1e-6) > share
