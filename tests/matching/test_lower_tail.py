"""The predictive tail against textbook predictions and simulations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, t

from facerec.matching.lower_tail import LowerTail, independent_people, trust_of_few


def test_before_anything_was_seen_the_usual_spread_predicts() -> None:
    tail = LowerTail.fit([10.0], [0], usual=2.0)
    at = np.array([0.0, 5.0, 9.0])
    expected = t.cdf((at - 10) / (2 * np.sqrt(2)), 8)  # Student's prediction of a second draw, 8 degrees of freedom
    np.testing.assert_allclose(tail.share(at), expected * 50 / 51)


def test_one_score_a_person_is_students_prediction() -> None:
    scores = np.array([9.0, 10.0, 11.0])  # variance 1
    tail = LowerTail.fit(scores, np.arange(3), usual=1.0)
    expected = t.cdf((6.0 - 10) / np.sqrt(1 + 1 / 3), 8 + 2)
    assert tail.share(6.0) == pytest.approx(expected * 50 / 53)


def test_trust_weighs_the_usual_spread_and_not_the_tail() -> None:
    tail = LowerTail.fit([9.0, 10.0, 11.0], np.arange(3), usual=2.0, trust=38.0)
    assert tail.scale == pytest.approx(np.sqrt((38 * 4 + 2 * 1) / 40 * (1 + 1 / 3)))
    assert tail.degrees == pytest.approx(8 + 2)


def test_the_more_people_the_less_the_usual_spread_counts() -> None:
    assert [trust_of_few(number) for number in (1, 3, 12, 24, 30, 1000)] == [40, 40, 40, 10, 8, 8]


def test_every_person_counts_the_same() -> None:
    scores, people = np.array([1.0, 1.1, 1.2, 1.3, 9.0, 9.5]), np.array([0, 0, 0, 0, 1, 2])
    tail = LowerTail.fit(scores, people, usual=1.0)
    assert tail.middle == pytest.approx((1.15 + 9.0 + 9.5) / 3)
    np.testing.assert_allclose(np.diff(tail.shares), [1 / 12] * 4 + [1 / 3] * 2)


def test_pictures_of_one_person_are_no_further_people() -> None:
    people = np.arange(6)
    scores = np.random.default_rng(0).normal(10, 1, 6)
    once = LowerTail.fit(scores, people, usual=1.0)
    again = LowerTail.fit(np.repeat(scores, 20), np.repeat(people, 20), usual=1.0)
    assert again.degrees == pytest.approx(once.degrees)
    np.testing.assert_allclose(again.share([7.0, 8.0, 9.0]), once.share([7.0, 8.0, 9.0]))


def test_equal_pairs_count_once() -> None:
    assert independent_people([3.0, 3.0, 5.0, 5.0, 4.0], [0, 1, 2, 3, 4]) == 3
    assert independent_people([3.0, 9.0, 3.0, 8.0], [0, 0, 1, 1]) == 1  # the nearest of each decides
    assert independent_people([0.0, 0.0], [0, 1]) == 1


@pytest.mark.parametrize(("n_people", "n_pictures"), [(3, 5), (6, 1), (12, 4), (40, 3)])
@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_new_people_of_a_hierarchical_normal_fall_below_as_often_as_predicted(
    n_people: int, n_pictures: int, share: float
) -> None:
    rng = np.random.default_rng(0)
    people = np.repeat(np.arange(n_people), n_pictures)
    named = []
    for _ in range(300):
        scores = 10 + rng.normal(0, 0.6, n_people)[people] + rng.normal(0, 0.8, len(people))
        named.append(norm.cdf(LowerTail.fit(scores, people, usual=1.1).distance(share), 10, 1))
    assert share / 8 <= np.mean(named) <= 1.2 * share


def test_of_many_people_the_shares_seen_count() -> None:
    scores = np.random.default_rng(1).exponential(1.0, 5000)  # no normal tail
    tail = LowerTail.fit(scores, np.arange(5000), usual=1.0)
    assert tail.distance(0.05) == pytest.approx(-np.log(0.95), rel=0.2)


def test_rises_from_0_to_1_and_moves_with_the_scores() -> None:
    scores, people = np.random.default_rng(2).normal(size=60), np.repeat(np.arange(12), 5)
    tail, moved = LowerTail.fit(scores, people, 1.0), LowerTail.fit(3 * scores - 50, people, 3.0)
    at = np.linspace(-20, 9, 500)
    shares = tail.share(at)
    assert (np.diff(shares) >= 0).all()
    assert shares[0] < 1e-6
    assert shares[-1] > 0.999
    np.testing.assert_allclose(moved.share(3 * at - 50), shares, atol=1e-9)


@pytest.mark.parametrize("scores", [[2.0], [2.0, 2.0, 2.0], [1.0, 2.0], [0.0, 0.0]])
@pytest.mark.parametrize("usual", [0.0, 0.5])
def test_knows_what_to_do_with_next_to_nothing(scores: list[float], usual: float) -> None:
    tail = LowerTail.fit(scores, range(len(scores)), usual)
    assert tail.share(-1e9) < 1e-6
    assert 0 < tail.share(2.0) <= 1
    assert np.isfinite([tail.distance(share) for share in (1e-6, 0.01, 0.5, 0.99)]).all()


def test_the_distance_of_a_share_is_the_largest_that_has_no_more() -> None:
    tail = LowerTail.fit(np.random.default_rng(3).normal(size=50), np.repeat(np.arange(10), 5), 1.0)
    shares = np.concatenate([np.geomspace(1e-4, 0.99, 80), tail.share(tail.scores)])
    for share in shares[shares < 1]:
        distance = tail.distance(share)
        assert tail.share(distance) <= share + 1e-12
        assert tail.share(distance + 1e-6) > share


def test_equal_scores_are_passed_at_once() -> None:
    tail = LowerTail.fit([1.0, 5.0, 5.0, 5.0, 9.0], range(5), 1.0)
    below = float(tail.share(np.nextafter(5.0, 0)))
    assert tail.distance(below + 1e-9) < 5
    assert tail.distance(float(tail.share(5.0)) + 1e-9) >= 5
