"""What is said beside a name, worked out by hand."""

from __future__ import annotations

from facerec.detection import Box
from facerec.matching.answers import UNKNOWN, Match, doubt, mark_repeated


def match(name: str, probability: float | None, distance: float = 0.3) -> Match:
    return Match(Box(0, 0, 9, 9), name, name != UNKNOWN, distance, probability, "Ada")


def test_a_name_below_half_is_given_with_the_reason() -> None:
    said = doubt(match("Ada", 0.31), 0.5, 0.4, 0.6)
    assert said == (
        "Ada is more likely wrong than right (31 %, where 60 % of searches are of strangers); the name is given because"
        " the distance 0.3 is within the threshold 0.5."
    )
    raised = doubt(match("Ada", 0.31, 0.45), 0.5, 0.4, 0.5)
    assert raised.endswith("because the distance 0.45 is within the threshold 0.5, which was raised from 0.4.")
    assert doubt(match("Ada", 0.5), 0.5, 0.4, 0.5) is None
    assert doubt(match(UNKNOWN, 0.1), 0.5, 0.4, 0.5) is None


def test_the_most_probable_face_of_a_name_keeps_it_unmarked() -> None:
    given = [match("Ada", 0.7), match("Bo", 0.8), match("Ada", 0.9), match("Ada", 0.8), *[match(UNKNOWN, 0.2)] * 2]
    marked = mark_repeated(given)
    assert [one.already_named for one in marked] == [True, False, False, True, False, False]
    assert [one.name for one in marked] == [one.name for one in given]
    assert marked[0].note == "Ada is already named in this picture, with 90 %."
    assert marked[2].note is None


def test_equal_probabilities_are_decided_by_distance_and_then_by_place() -> None:
    marked = mark_repeated([match("Ada", 0.9, 0.2), match("Ada", 0.9, 0.1), match("Ada", 0.9, 0.1)])
    assert [one.already_named for one in marked] == [True, False, True]
    assert mark_repeated([]) == []


def test_a_name_of_unknown_probability_is_said_to_be_one() -> None:
    said = doubt(match("Ada", None), 0.5, 0.5, 0.5)
    assert said is not None
    assert "no stranger was measured" in said
    assert doubt(match(UNKNOWN, None), 0.5, 0.5, 0.5) is None
    assert match("Ada", None).to_dict()["probability"] is None


def test_without_probabilities_the_nearest_of_a_name_counts() -> None:
    far, near = match("Ada", None, 0.4), match("Ada", None, 0.2)
    marked = mark_repeated([far, near])
    assert [each.already_named for each in marked] == [True, False]
    assert "at a smaller distance" in str(marked[0].note)
