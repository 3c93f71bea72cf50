"""Figures against scipy and against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from facerec import metrics
from facerec.metrics import UNMEASURED, Rate


@pytest.mark.parametrize(("events", "n"), [(1, 30), (3, 40), (15, 30), (29, 30), (7, 400)])
def test_clopper_pearson_and_wilson_are_scipys(events: int, n: int) -> None:
    peer = binomtest(events, n)
    assert metrics.clopper_pearson(events, n) == pytest.approx(tuple(peer.proportion_ci(method="exact")))
    assert metrics.wilson(events / n, n) == pytest.approx(tuple(peer.proportion_ci(method="wilson")))


def test_without_events_the_whole_risk_is_on_the_side_that_is_left() -> None:
    low, high = metrics.clopper_pearson(0, 30)
    assert low == 0
    assert high == pytest.approx(binomtest(0, 30, alternative="less").proportion_ci(method="exact").high)
    assert high == pytest.approx(0.095, abs=0.0005)
    assert metrics.clopper_pearson(30, 30) == pytest.approx((1 - high, 1))
    assert metrics.clopper_pearson(0, 299)[1] < 0.01 < metrics.clopper_pearson(0, 298)[1]


def test_wilson_reaches_the_ends() -> None:
    assert metrics.wilson(0, 50)[0] == 0
    assert metrics.wilson(1, 50)[1] == 1
    assert metrics.wilson(0, 50)[1] == pytest.approx(binomtest(0, 50).proportion_ci(method="wilson").high)


def test_pictures_that_share_their_persons_fate_count_once() -> None:
    people = np.repeat(np.arange(20), 10)
    fate = people < 10
    # Residuals are 5 for everybody: variance 20/19 * 20 * 25 / 200^2, and 0.25 over that is 19.
    assert metrics.effective_number(fate, people) == 20
    alike = np.tile(np.arange(10) < 5, 20)
    assert metrics.effective_number(alike, people) == 200
    assert metrics.effective_number(np.zeros(200, bool), people) == 200


def test_the_effective_number_lies_between() -> None:
    # Three people, four pictures: 4, 2 and 0 events. Share 1/2, residuals 2, 0, -2.
    outcomes = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    people = np.repeat([0, 1, 2], 4)
    variance = 3 / 2 * (4 + 0 + 4) / 12**2
    assert metrics.effective_number(outcomes, people) == pytest.approx(max(0.25 / variance, 3))


def test_a_rate_is_wilsons() -> None:
    people = np.repeat(np.arange(20), 10)
    peer = binomtest(100, 200).proportion_ci(method="wilson")
    assert metrics.rate(np.tile(np.arange(10) < 5, 20), people) == pytest.approx((0.5, peer.low, peer.high))
    assert metrics.rate([], []) == UNMEASURED


def test_a_rare_event_is_bounded_by_people() -> None:
    people = np.repeat(np.arange(30), 5)
    none = np.zeros(150, bool)
    assert metrics.rare_rate(none, people) == pytest.approx((0, 0, 1 - 0.05 ** (1 / 30)))
    one_person = people == 7
    peer = binomtest(1, 30).proportion_ci(method="exact")
    assert metrics.rare_rate(one_person, people) == pytest.approx((1 / 30, peer.low, peer.high))
    assert metrics.rare_rate([], []) == UNMEASURED


def test_a_rate_reads_as_words() -> None:
    assert str(Rate(0.975, 0.951, 0.99)) == "97.5% (95.1% to 99.0%)"
    assert str(UNMEASURED) == "not measured"
