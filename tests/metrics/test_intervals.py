"""Figures against scipy and against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import binomtest, multivariate_normal

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


def test_pictures_that_share_their_persons_fate_count_for_little() -> None:
    people = np.repeat(np.arange(20), 10)
    # Two normal scores that share half of their variance have the same sign with a correlation of 1/3. Against that,
    # worth 5 people, stands what 10 people of either outcome show, all alike: (5/3 + 10) / 15 = 7/9.
    assert metrics.effective_number(people < 10, people) == pytest.approx(200 / (1 + 9 * 7 / 9))
    # Everybody's pictures fare alike for half: nothing is seen in 20 people, and (5/3) / 25 = 1/15 is left.
    half = np.tile(np.arange(10) < 5, 20)
    assert metrics.effective_number(half, people) == pytest.approx(200 / (1 + 9 / 15))
    assert metrics.effective_number(half[::10], np.arange(20)) == 20  # one picture each


def test_where_nobody_fails_pictures_are_not_taken_for_independent() -> None:
    people = np.repeat(np.arange(40), 10)
    share = 0.5 / 401
    both = multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]]).cdf([ndtri(share)] * 2)
    alike = (both - share**2) / (share * (1 - share))
    expected = pytest.approx(400 / (1 + 9 * alike), rel=1e-3)
    assert metrics.effective_number(np.zeros(400, bool), people) == expected
    assert metrics.effective_number(np.ones(400, bool), people) == expected
    assert 40 < metrics.effective_number(np.ones(400, bool), people) < 300


def test_a_picture_that_is_asked_about_again_is_no_news() -> None:
    people, pictures = np.repeat(np.arange(12), 5), np.arange(60)
    outcomes = np.random.default_rng(0).random(60) < 0.8
    again = metrics.rate(np.tile(outcomes, 3), np.tile(people, 3), np.tile(pictures, 3))
    assert again == pytest.approx(metrics.rate(outcomes, people), abs=0.01)


def test_a_rate_is_wilsons() -> None:
    people = np.repeat(np.arange(20), 10)
    assert metrics.rate(np.tile(np.arange(10) < 5, 20), people) == pytest.approx((0.5, *metrics.wilson(0.5, 125)))
    assert metrics.rate([], []) == UNMEASURED


def test_other_variance_is_added_to_that_of_the_people() -> None:
    outcomes = np.tile(np.arange(10) < 5, 20)
    people = np.repeat(np.arange(20), 10)
    # 125 outcomes have a variance of 0.25 / 125 = 0.002; with as much again they are worth half as many.
    twice = metrics.rate(outcomes, people, variance=0.002)
    assert twice == pytest.approx((0.5, *metrics.wilson(0.5, 125 / 2)))
    sure = metrics.rate(np.ones(200, bool), people, variance=0.001)
    assert sure.low < metrics.rate(np.ones(200, bool), people).low


@pytest.mark.parametrize("sizes", [np.full(40, 10), np.append(100, np.full(30, 2))], ids=["even", "one has most"])
@pytest.mark.parametrize("share", [0.9, 0.99])
def test_intervals_hold_as_often_as_they_say(sizes: np.ndarray, share: float) -> None:
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(len(sizes)), sizes)
    held = []
    for _ in range(200):
        scores = np.sqrt(0.5) * (rng.normal(size=len(sizes))[people] + rng.normal(size=len(people)))
        rate = metrics.rate(scores < ndtri(share), people)
        held.append(rate.low <= share <= rate.high)
    assert np.mean(held) > 0.9


def test_a_rare_event_is_bounded_by_people() -> None:
    people = np.repeat(np.arange(30), 5)
    none = np.zeros(150, bool)
    assert metrics.rare_rate(none, people) == pytest.approx((0, 0, 1 - 0.05 ** (1 / 30)))
    one_person = people == 7
    peer = binomtest(1, 30).proportion_ci(method="exact")
    assert metrics.rare_rate(one_person, people) == pytest.approx((1 / 30, peer.low, peer.high))
    assert metrics.rare_rate([], []) == UNMEASURED


def test_where_pictures_are_uneven_the_interval_holds_both_ways_to_count() -> None:
    people = np.repeat(np.arange(31), np.append(100, np.full(30, 2)))
    of_pictures = metrics.clopper_pearson(100 / 160 * 31, 31)
    one_of_31 = binomtest(1, 31).proportion_ci(method="exact")
    assert metrics.rare_rate(people == 0, people) == pytest.approx((100 / 160, one_of_31.low, of_pictures[1]))
    two_of_31 = binomtest(2, 31).proportion_ci(method="exact")
    low = metrics.clopper_pearson(4 / 160 * 31, 31)[0]
    assert metrics.rare_rate(np.isin(people, [3, 4]), people) == pytest.approx((4 / 160, low, two_of_31.high))
    assert metrics.rare_rate(people < 0, people) == pytest.approx((0, 0, 1 - 0.05 ** (1 / 31)))


def test_a_rate_reads_as_words() -> None:
    assert str(Rate(0.975, 0.951, 0.99)) == "97.5 % (95.1 to 99.0 %)"
    assert str(UNMEASURED) == "not measured"
