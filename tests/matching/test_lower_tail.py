"""The tail against distributions whose tail is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import genpareto, norm

from facerec.matching.lower_tail import LowerTail


@pytest.mark.parametrize("shape", [-0.4, -0.2, 0.1])
def test_finds_a_generalised_pareto_tail(shape: float) -> None:
    draws = -genpareto(shape, scale=2).rvs(20_000, random_state=1)
    tail = LowerTail.fit(draws)
    for share in (0.1, 0.01, 0.001):
        assert tail.share(-genpareto(shape, scale=2).isf(share)) == pytest.approx(share, rel=0.35)


def test_expects_the_right_share_of_a_normal_tail_on_average() -> None:
    rng = np.random.default_rng(0)
    quantile = norm.ppf(0.01)
    shares = [float(LowerTail.fit(rng.standard_normal(150)).share(quantile)) for _ in range(200)]
    assert np.mean(shares) == pytest.approx(0.01, abs=0.002)


def test_rises_from_0_to_1_and_moves_with_the_scores() -> None:
    scores = np.random.default_rng(2).normal(size=60)
    tail, moved = LowerTail.fit(scores), LowerTail.fit(3 * scores - 50)
    at = np.linspace(-20, 4, 500)
    shares = tail.share(at)
    assert (np.diff(shares) >= 0).all()
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(60 / 61)
    np.testing.assert_allclose(moved.share(3 * at - 50), shares, atol=1e-9)


@pytest.mark.parametrize("scores", [[2.0], [2.0, 2.0, 2.0], [1.0, 2.0]])
def test_knows_what_to_do_with_next_to_nothing(scores: list[float]) -> None:
    tail = LowerTail.fit(scores)
    assert tail.share(-1e9) == pytest.approx(0, abs=1e-6)
    assert 0 < tail.share(2.0) < 1
