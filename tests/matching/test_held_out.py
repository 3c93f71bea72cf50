"""Held-out scores: nothing may leak from the pictures that are asked about."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, Normalizer, StandardScaler
from sklearn.svm import SVC

from facerec.errors import Cancelled, TooFewPeople
from facerec.features import Eigenfaces, Fisherfaces
from facerec.matching import NearestNeighbor, ScoreFusion, held_out_scores, person_distances
from facerec.matching.once import compared_once, done_once


def crowd(n_people: int, n_pictures: int, n_features: int = 30, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """People as normal clouds."""
    rng = np.random.default_rng(seed)
    names = np.repeat([f"p{person:02}" for person in range(n_people)], n_pictures)
    middles = np.repeat(rng.normal(size=(n_people, n_features)), n_pictures, axis=0)
    return (middles + 0.5 * rng.normal(size=middles.shape)).astype(np.float32), names


def scores_of(held_out: Any) -> list[np.ndarray]:
    return [held_out.genuine, held_out.right, held_out.strangers, held_out.newcomers, held_out.late]


def test_scores_are_those_of_fits_by_hand() -> None:
    X, y = crowd(5, 4)
    pipeline = make_pipeline(StandardScaler(), NearestNeighbor())
    held_out = held_out_scores(pipeline, X, y, folds=10, seed=3)
    assert (held_out.folds, held_out.n_people, held_out.n_pictures, held_out.stranger_gallery) == (4, 5, 20, 4)
    genuine: list[float] = []
    for train, test in StratifiedKFold(4, shuffle=True, random_state=3).split(X, y):
        fitted = clone(pipeline).fit(X[train], y[train])
        genuine.extend(person_distances(fitted, X[test]).min(axis=1))
    np.testing.assert_allclose(held_out.genuine, genuine, rtol=1e-6)
    for code, name in enumerate(np.unique(y)):
        fitted = clone(pipeline).fit(X[y != name], y[y != name])
        mine = held_out.strangers[held_out.stranger_people == code]
        np.testing.assert_allclose(mine, person_distances(fitted, X[y == name]).min(axis=1), rtol=1e-6)


def test_of_a_group_none_is_learned_where_another_is_asked_about() -> None:
    X, y = crowd(6, 5)
    twins = np.arange(0, 30, 5)
    X[twins + 1] = X[twins]  # everybody's second picture is the first again
    X[2] = X[7] = 0.5  # and one picture stands under two names
    groups = np.arange(30)
    groups[twins + 1], groups[7] = groups[twins], groups[2]
    pipeline = make_pipeline(StandardScaler(), NearestNeighbor())
    apart, together = held_out_scores(pipeline, X, y), held_out_scores(pipeline, X, y, groups=groups)
    assert np.sum(apart.genuine < 1e-4) >= 12
    assert together.genuine.min() > 0.1, "no twin, and no other name's, was learned"
    assert apart.strangers.min() < 1e-4, "the other name's picture"
    assert together.strangers.min() > 0.1
    assert len(together.genuine) == len(together.strangers) == 30
    everything = held_out_scores(pipeline, X, y, groups=np.zeros(30, int))
    assert (everything.genuine.size, everything.strangers.size, everything.folds) == (0, 0, 0)


def test_groups_of_one_change_nothing() -> None:
    X, y = crowd(5, 4)
    pipeline = make_pipeline(StandardScaler(), NearestNeighbor())
    plain, named = held_out_scores(pipeline, X, y), held_out_scores(pipeline, X, y, groups=np.arange(20)[::-1])
    for one, other in zip(scores_of(plain), scores_of(named), strict=True):
        np.testing.assert_array_equal(one, other)


def test_shuffled_names_give_chance() -> None:
    X, y = crowd(10, 8, n_features=400)
    y = np.random.default_rng(1).permutation(y)
    pipeline = make_pipeline(StandardScaler(), Fisherfaces(), NearestNeighbor(metric="cosine"))
    held_out = held_out_scores(pipeline, X, y)
    assert held_out.right.mean() <= 0.25
    assert np.median(held_out.genuine) == pytest.approx(np.median(held_out.strangers), rel=0.1)


def test_strangers_have_no_part_in_what_is_learned() -> None:
    X, y = crowd(4, 3)
    asked: list[set[str]] = []

    class Witness(TransformerMixin, BaseEstimator):
        def fit(self, X: np.ndarray, y: np.ndarray) -> Self:
            self.seen_ = {row.tobytes() for row in X}
            return self

        def transform(self, X: np.ndarray) -> np.ndarray:
            asked.append({row.tobytes() for row in X} & self.seen_)
            return X

    held_out_scores(make_pipeline(Witness(), NearestNeighbor()), X, y)
    seen_again = [len(rows) for rows in asked]
    # Fitting transforms what was learned; asking afterwards meets nothing of it.
    assert all(count in (0, 8, 9, 6, 4) for count in seen_again)
    assert seen_again.count(0) >= 3 + 4 + 4 + 2


def test_one_picture_a_person_gives_strangers_only() -> None:
    X, y = crowd(6, 1)
    held_out = held_out_scores(NearestNeighbor(), X, y)
    assert held_out.folds == 0
    assert held_out.genuine.size == 0
    assert held_out.strangers.size == 6
    assert held_out.own == 0 < held_out.other


def test_single_pictures_among_many_are_only_learned_from() -> None:
    X, y = crowd(6, 4)
    held_out = held_out_scores(NearestNeighbor(), X[:-3], y[:-3])
    assert held_out.folds == 4
    assert set(held_out.genuine_people) == {0, 1, 2, 3, 4}
    assert set(held_out.stranger_people) == {0, 1, 2, 3, 4, 5}


def test_two_people_give_no_strangers_and_one_is_refused() -> None:
    X, y = crowd(2, 4)
    held_out = held_out_scores(NearestNeighbor(), X, y)
    assert held_out.strangers.size == held_out.newcomers.size == 0
    assert held_out.genuine.size == 8
    assert held_out.own < held_out.other
    with pytest.raises(TooFewPeople, match="at least two"):
        held_out_scores(NearestNeighbor(), X[:4], y[:4])


def test_of_many_people_groups_are_left_out() -> None:
    X, y = crowd(90, 2)
    stages: list[tuple[str, int, int]] = []
    held_out = held_out_scores(NearestNeighbor(), X, y, progress=lambda *report: stages.append(report))
    assert held_out.strangers.size == 180
    assert held_out.stranger_gallery == pytest.approx(90 - 90 / 40)
    assert max(total for stage, _, total in stages if stage == "Holding out people") == 40


def test_same_seed_same_scores_and_people_are_numbers() -> None:
    X, y = crowd(8, 4)
    one, two = (held_out_scores(NearestNeighbor(), X, y, seed=5) for _ in range(2))
    for mine, again in zip(scores_of(one), scores_of(two), strict=True):
        np.testing.assert_array_equal(mine, again)
        assert not mine.flags.writeable
    assert "p0" not in repr(one)


def test_margins_and_heads_that_cannot_grow_are_measured_too() -> None:
    X, y = crowd(6, 4)
    held_out = held_out_scores(make_pipeline(Eigenfaces(5), SVC(kernel="linear")), X, y)
    assert held_out.genuine.min() < 0
    assert held_out.newcomers.size > 0
    assert held_out.late.size == 24


def test_can_be_stopped() -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if stage == "Holding out people" and done == 2:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        held_out_scores(NearestNeighbor(), *crowd(6, 4), progress=stop)


def test_newcomers_are_enrolled_without_training() -> None:
    X, y = crowd(4, 3)
    held_out = held_out_scores(make_pipeline(StandardScaler(), NearestNeighbor()), X, y, seed=0)
    # Two groups of two people: each of 12 pictures meets one other newcomer.
    assert held_out.newcomers.shape == (12,)
    first, second = np.random.default_rng(0).permutation(4)[:2]
    names = np.unique(y)
    pair = np.isin(y, names[[first, second]])
    scaler = StandardScaler().fit(X[~pair])
    a, b = scaler.transform(X[y == names[first]]), scaler.transform(X[y == names[second]])
    by_hand = np.linalg.norm(a[:, None] - b, axis=2)
    np.testing.assert_allclose(held_out.newcomers[held_out.newcomer_people == first], by_hand.min(axis=1), rtol=1e-5)
    np.testing.assert_allclose(held_out.newcomers[held_out.newcomer_people == second], by_hand.min(axis=0), rtol=1e-5)


class Counted(FunctionTransformer):
    """A step that learns nothing and counts its calls."""

    calls = 0

    def transform(self, X: np.ndarray) -> np.ndarray:
        Counted.calls += 1
        return X * 2


def test_what_learns_nothing_is_done_once() -> None:
    X, y = crowd(6, 4)
    Counted.calls = 0
    held_out_scores(make_pipeline(Counted(), StandardScaler(), NearestNeighbor()), X, y)
    assert Counted.calls == 1


@pytest.mark.parametrize("metric", ["euclidean", "cosine", "mahalanobis_cosine"])
def test_shortened_rows_members_side_by_side_and_distances_looked_up_change_no_score(metric: str) -> None:
    X, y = crowd(8, 5, n_features=500)
    nearest = NearestNeighbor(metric=metric)
    fusion = ScoreFusion(
        [("a", make_pipeline(Normalizer(), Fisherfaces(), nearest)), ("b", make_pipeline(Eigenfaces(6), nearest))]
    )
    for whole in (make_pipeline(Normalizer(), Eigenfaces(9), nearest), fusion, nearest):
        rest, short = compared_once(*done_once(whole, X))
        learned, asked = np.arange(40) % 5 != 0, np.arange(40) % 5 == 0
        direct = person_distances(clone(whole).fit(X[learned], y[learned]), X[asked])
        shared = person_distances(rest.fit(short[learned], y[learned]), short[asked])
        np.testing.assert_allclose(shared, direct, rtol=1e-3, atol=1e-4)
