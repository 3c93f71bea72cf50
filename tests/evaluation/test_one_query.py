"""One face under one method, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from facerec.datasets import Dataset
from facerec.errors import Cancelled, ModelError, TooFewPeople
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.one_query import Answer, answer, fitted_without, learned_without
from facerec.evaluation.plans import Plan
from facerec.explaining import Candidate, Explanation
from facerec.features import Eigenfaces, Fisherfaces, Pixels
from facerec.matching import NearestNeighbor

PIXELS = Contestant.own("pixels", make_pipeline(Pixels(), NearestNeighbor()))


def even(*levels: tuple[str, int]) -> Dataset:
    """Faces of four pixels, all of one grey."""
    faces = np.stack([np.full((2, 2), level, np.uint8) for _, level in levels])
    return Dataset(faces, np.array([name for name, _ in levels]), tuple(f"{name}-{level}" for name, level in levels))


PEOPLE = even(("ada", 10), ("bob", 100), ("ada", 14), ("cleo", 200), ("bob", 104), ("cleo", 206), ("ada", 20))


def asked(row: int, contestant: Contestant = PIXELS) -> tuple[Any, Answer]:
    recognizer = learned_without(PEOPLE, contestant, [row], Plan(fpir=0.1))
    return recognizer, answer(recognizer, PEOPLE.faces[row])


def test_the_nearest_and_the_runner_up_by_hand() -> None:
    """Faces of one grey are twice the difference of their levels apart: four pixels, and the root of four."""
    recognizer, said = asked(2)
    assert said.nearest == Candidate("ada", 8.0, 0)
    assert said.runner_up == Candidate("bob", 2 * 86.0, 1)
    learned = recognizer.gallery
    assert (learned.names[said.nearest.row], learned.sources[said.nearest.row]) == ("ada", "ada-10")
    assert learned.sources[said.runner_up.row] == "bob-100"
    assert said.threshold == recognizer.open_set.threshold
    assert said.verdict("ada") == ("right" if said.known else "turned away")


def test_nothing_is_learned_from_the_picture_asked_about() -> None:
    """Had it been, it would be its own nearest face."""
    for row in range(len(PEOPLE.names)):
        recognizer, said = asked(row)
        assert PEOPLE.sources[row] not in recognizer.gallery.sources
        assert recognizer.open_set.held_out.n_pictures == 6
        assert said.nearest.distance > 0


def test_a_whole_burst_is_held_out() -> None:
    recognizer = learned_without(PEOPLE, PIXELS, [0, 2], Plan())
    assert answer(recognizer, PEOPLE.faces[0]).nearest == Candidate("ada", 20.0, 4)
    assert recognizer.gallery.sources[4] == "ada-20"


def test_a_picture_from_elsewhere_is_asked_about_after_learning_from_all() -> None:
    recognizer = learned_without(PEOPLE, PIXELS, [], Plan())
    said = answer(recognizer, np.full((2, 2), 103, np.uint8))
    assert said.nearest == Candidate("bob", 2.0, 4)
    assert len(recognizer.gallery.names) == 7


def test_a_method_that_weighs_all_pictures_shows_the_most_alike_by_pixels() -> None:
    _, said = asked(2, Contestant.own("svm", make_pipeline(Pixels(), SVC(kernel="linear"))))
    assert (said.nearest.name, said.nearest.row) == ("ada", 0)


def test_probability_and_stranger_share_are_the_plan_s() -> None:
    few = learned_without(PEOPLE, PIXELS, [2], Plan(stranger_share=0.1))
    many = learned_without(PEOPLE, PIXELS, [2], Plan(stranger_share=0.9))
    face = np.array([[40, 40], [80, 80]], np.uint8)  # halfway: near a face the evidence bounds both probabilities
    assert answer(few, face).probability > answer(many, face).probability
    assert answer(few, face).probability == few.identify(face[None])[0].probability


@pytest.mark.parametrize(
    ("distance", "person", "enrolled", "verdict"),
    [
        (1.0, "ada", True, "right"),
        (1.0, "bob", True, "wrong"),
        (3.0, "ada", True, "turned away"),
        (3.0, "ada", False, "rightly unknown"),
        (1.0, "dan", False, "wrong"),
        (1.0, None, True, "named"),
        (3.0, None, True, "unknown"),
        (2.0, "ada", True, "right"),  # at the threshold is still a match
    ],
)
def test_verdicts(distance: float, person: str | None, enrolled: bool, verdict: str) -> None:
    why = Explanation(Candidate("ada", distance, 0), Candidate("bob", 9.0, 1), None)
    said = Answer(why, threshold=2.0, probability=0.5)
    assert said.verdict(person, enrolled=enrolled) == verdict


def test_steps_alone_are_fitted_without_the_picture_too() -> None:
    pipeline = fitted_without(PEOPLE, Contestant.own("mean", make_pipeline(Eigenfaces(1), NearestNeighbor())), [5])
    assert pipeline[0].mean_ == pytest.approx(np.full(4, (10 + 100 + 14 + 200 + 104 + 20) / 6))


def test_what_cannot_be_learned_is_told_in_words() -> None:
    alike = even(("ada", 7), ("ada", 7), ("bob", 7), ("bob", 7))
    fisher = Contestant.own("fisher", make_pipeline(Fisherfaces(), NearestNeighbor()))
    with pytest.raises(ModelError, match="fisher cannot learn these faces"):
        fitted_without(alike, fisher, [0])


def test_too_few_people_are_told_so() -> None:
    with pytest.raises(TooFewPeople, match="only one person is left"):
        learned_without(even(("ada", 1), ("bob", 2)), PIXELS, [0], Plan())


def test_the_work_can_be_stopped() -> None:
    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        learned_without(PEOPLE, PIXELS, [0], Plan(), progress=stop)
