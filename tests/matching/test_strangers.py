"""Thresholds for people whose distances are drawn from known distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from facerec.matching import HeldOut, OpenSet
from facerec.matching.lower_tail import LowerTail
from facerec.matching.strangers import Strangers, with_given_strangers
from facerec.metrics import draws


def held_out(n_people: int, n_pictures: int, seed: int = 0, **changes: object) -> HeldOut:
    """Strangers at normal distances around 10, partly their own, partly the picture's; known people around 5."""
    rng = np.random.default_rng(seed)
    people = np.repeat(np.arange(n_people), n_pictures)
    own = rng.normal(0, 0.6, n_people)[people]
    parts: dict[str, object] = {
        "genuine": rng.normal(5, 1, len(people)),
        "right": np.ones(len(people), bool),
        "genuine_people": people,
        "strangers": 10 + own + rng.normal(0, 0.8, len(people)),
        "stranger_people": people,
        "newcomers": rng.normal(10, 1, len(people)),
        "newcomer_people": people,
        "late": rng.normal(6, 1, len(people)),
        "late_people": people,
        "folds": n_pictures,
        "stranger_gallery": n_people - 1.0,
        "n_people": n_people,
        "n_pictures": len(people),
        "own": 5.0,
        "other": 8.0,
    }
    return HeldOut(**(parts | changes))


def strangers_named(threshold: float) -> float:
    """The true FPIR: a picture's distance is normal, with variance 0.6^2 + 0.8^2 = 1."""
    return float(norm.cdf(threshold, 10, 1))


@pytest.mark.parametrize(("n_people", "target"), [(12, 0.01), (30, 0.01), (80, 0.01), (30, 0.002)])
def test_few_people_keep_the_target(n_people: int, target: float) -> None:
    chosen = [OpenSet.from_held_out(held_out(n_people, 5, seed), target) for seed in range(30)]
    assert {each.method for each in chosen} == {"tail"}
    achieved = [strangers_named(each.threshold) for each in chosen]
    assert np.median(achieved) <= target
    assert np.mean(achieved) <= 2 * target
    assert np.mean(achieved) >= target / 8
    assert all(each.fpir.high > target for each in chosen), "so few people can promise nothing"


def test_enough_people_promise_the_target() -> None:
    chosen = [OpenSet.from_held_out(held_out(400, 3, seed), 0.03) for seed in range(12)]
    for each in chosen:
        assert each.method == "interval"
        assert each.fpir.high <= 0.03
        assert strangers_named(each.threshold) <= 0.03
    for loose in (0.1, 0.3):
        achieved = np.mean([strangers_named(each.at_fpir(loose).threshold) for each in chosen])
        assert 0.6 * loose <= achieved <= loose


def test_where_people_begin_to_suffice_for_a_promise_the_threshold_stays() -> None:
    scores = held_out(400, 3)  # of 400 people, none of them named, 0.75 % is the smallest target that can be proved
    strangers = Strangers(scores, 400, 0)
    below = strangers.threshold(0.0074)[0]
    assert strangers.threshold(0.01) == (pytest.approx(below, rel=0.01), "tail")
    assert strangers_named(strangers.threshold(0.01)[0]) <= 0.01


@pytest.mark.parametrize("n_people", [3, 12, 40, 150])
@pytest.mark.parametrize("n_newcomers", [0, 4])
def test_a_looser_target_never_gets_a_smaller_threshold(n_people: int, n_newcomers: int) -> None:
    strangers = Strangers(held_out(n_people, 4), n_people, n_newcomers)
    thresholds = [strangers.threshold(target)[0] for target in np.geomspace(1e-4, 0.9, 60)]
    assert (np.diff(thresholds) >= 0).all()
    assert len(set(thresholds)) > 20


def test_a_larger_gallery_names_more_strangers() -> None:
    scores = held_out(11, 10)
    (twice,) = Strangers(scores, 20, 0).fpir(np.array([9.0]))
    share = np.mean(scores.strangers <= 9)
    assert twice == pytest.approx(1 - (1 - share) ** 2)


def test_newcomers_let_strangers_through() -> None:
    scores = held_out(11, 10)
    (fpir,) = Strangers(scores, 10, 3).fpir(np.array([9.0]))
    trained, newcomer = np.mean(scores.strangers <= 9), np.mean(scores.newcomers <= 9)
    assert fpir == pytest.approx(1 - (1 - trained) * (1 - newcomer) ** 3)
    searches = Strangers(scores, 10, 3).searches()
    assert np.mean(searches <= 9) == pytest.approx(fpir, abs=0.02)


def test_scores_without_a_zero_are_measured_by_the_gap_to_known_people() -> None:
    achieved = []
    for seed in range(30):
        scores = held_out(8, 5, seed)
        shifted = held_out(8, 5, seed, genuine=scores.genuine - 100, strangers=scores.strangers - 100)
        there = OpenSet.from_held_out(shifted)
        achieved.append(strangers_named(there.threshold + 100))
        assert there.threshold < shifted.strangers.mean()
        assert 0 < there.probability([-92.0])[0] < there.probability([-95.0])[0] < 1
    assert 0.0002 <= np.mean(achieved) <= 0.01


def test_people_drawn_anew_tell_how_far_other_people_would_move_the_threshold() -> None:
    others = [Strangers(held_out(40, 5, seed), 40, 0) for seed in range(60)]
    spread = np.std([each.threshold(0.05)[0] for each in others])
    counts = draws(40, 60)
    assert np.mean([each.drawn_anew(0.05, counts).std() for each in others[:10]]) == pytest.approx(spread, rel=0.25)


def test_a_drawing_is_what_copies_of_people_give() -> None:
    scores = held_out(6, 4)
    twice = np.array([2, 0, 1, 1, 0, 2])
    drawn = np.repeat(np.arange(6), twice)
    values = np.concatenate([scores.strangers[scores.stranger_people == person] for person in drawn])
    usual = 0.11 * values.mean()
    copies = LowerTail.fit(values, np.repeat(np.arange(6), 4), usual, worth=6, trust=40)
    share = 1 - 0.9 ** (5 / 6)
    everybody, some = Strangers(scores, 6, 0).drawn_anew(0.1, np.stack([np.ones(6), twice]).astype(float))
    assert everybody == pytest.approx(Strangers(scores, 6, 0).threshold(0.1)[0])
    assert some == pytest.approx(copies.distance(share))


def test_given_strangers_count_beside_those_held_out() -> None:
    scores = held_out(4, 2)
    distances = np.array([[9.0, 8.0, 7.5, 12.0], [8.5, 9.0, 9.0, 9.0], [10.0, 11.0, 9.5, 9.0]])
    more = with_given_strangers(scores, distances, ["x", "x", "y"])
    assert more.strangers[-3:].tolist() == [7.5, 8.5, 9.0]
    assert more.stranger_people[-3:].tolist() == [-1, -1, -2]
    assert more.stranger_gallery == pytest.approx((8 * 3 + 3 * 4) / 11)  # the finished gallery has one person more
    assert "6 people (2 of them from pictures of strangers" in OpenSet.from_held_out(more).note.lower()
    assert with_given_strangers(scores, np.empty((0, 4)), []) is scores
