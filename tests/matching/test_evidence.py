"""What counts as evidence: by hand, and from recipes that are trained on too few people."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from facerec.features import DiscriminantEmphasis, Fisherfaces
from facerec.matching import NearestNeighbor, OpenSet, ScoreFusion, held_out_scores
from facerec.matching.evidence import says_something, telling, usual_spread


def test_two_values_say_nothing_and_three_do() -> None:
    assert not says_something([np.array([[0.0, 2.0], [2.0, 0.0]])])
    assert not says_something([np.array([[0.0, 2.0], [2.0, 1e-7]]), np.array([2.0 - 1e-7])])
    assert not says_something([np.zeros((2, 2))])
    assert says_something([np.array([[0.0, 2.0], [1.0, 0.0]])])


def test_two_distances_are_too_few_to_tell() -> None:
    assert says_something([np.array([[0.0, 2.0]])])
    assert says_something([])


def test_wrong_names_without_a_distance_are_left_out() -> None:
    assert not says_something([np.array([0.0, 2.0, 0.0, np.inf])])


def test_folds_of_one_kind_are_judged_together() -> None:
    narrow = [np.array([[0.0, 2.0]]), np.array([[2.0, 2.0]]), np.array([[2.0, 0.0]])]
    wide = [np.array([[0.3, 0.4]]), np.array([[0.5, 0.2]])]
    assert telling([2, 2, 3, 2, 3], [*narrow[:2], wide[0], narrow[2], wide[1]]) == [False, False, True, False, True]


def faces(n_people: int, n_pictures: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    y = np.repeat([f"p{person}" for person in range(n_people)], n_pictures)
    middles = np.repeat(rng.normal(0, 3, size=(n_people, 40)), n_pictures, axis=0)
    return (middles + rng.normal(size=middles.shape)).astype(np.float32), y


@pytest.mark.parametrize("n_pictures", [1, 4])
def test_an_angle_on_a_line_is_no_evidence(n_pictures: int) -> None:
    X, y = faces(3, n_pictures)  # two people of three are trained on: one Fisherface, all angles are 0 or 180 degrees
    held_out = held_out_scores(make_pipeline(Fisherfaces(), NearestNeighbor(metric="cosine")), X, y)
    assert held_out.strangers.size == 0
    assert held_out.degenerate == 3
    open_set = OpenSet.from_held_out(held_out)
    assert open_set.method == "fallback"
    assert open_set.threshold > 0
    assert "too few directions" in open_set.note
    assert OpenSet.from_dict(open_set.to_dict()).note == open_set.note


def test_groups_enrolled_later_that_leave_two_people_are_no_evidence() -> None:
    X, y = faces(5, 7)  # in groups of two and three, so that three and two people are left to train on
    held_out = held_out_scores(make_pipeline(Fisherfaces(), NearestNeighbor(metric="cosine")), X, y)
    assert held_out.degenerate == 1
    assert len(set(held_out.newcomer_people.tolist())) in (2, 3)
    assert len(set(held_out.stranger_people.tolist())) == 5
    assert np.mean(held_out.newcomers < 1e-4) < 0.2


def test_scores_of_a_model_file_from_before_are_read() -> None:
    content = held_out_scores(NearestNeighbor(), *faces(4, 3)).to_dict()
    del content["degenerate"]
    assert type(held_out_scores(NearestNeighbor(), *faces(4, 3))).from_dict(content).degenerate == 0


def test_a_squared_distance_usually_spreads_further() -> None:
    squared = make_pipeline(Fisherfaces(), NearestNeighbor(metric="normalized_euclidean"))
    assert usual_spread(squared) > usual_spread(NearestNeighbor()) == usual_spread(SVC())
    assert usual_spread(ScoreFusion([("a", NearestNeighbor()), ("b", squared)])) == usual_spread(squared)


def test_emphasised_features_spread_less() -> None:
    metric = NearestNeighbor(metric="scaled_euclidean")
    emphasised = make_pipeline(DiscriminantEmphasis(), metric)
    assert usual_spread(emphasised) < usual_spread(metric) == usual_spread(make_pipeline(Fisherfaces(), metric))
    assert usual_spread(make_pipeline(DiscriminantEmphasis(emphasis=4.0), metric)) == usual_spread(metric)
    assert usual_spread(ScoreFusion([("a", emphasised), ("b", emphasised)])) == usual_spread(emphasised)
