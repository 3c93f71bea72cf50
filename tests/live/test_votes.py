from __future__ import annotations

import numpy as np
import pytest

from facerec.live.votes import FIRST_DECISION, UNDECIDED, Evidence, Look, Votes
from facerec.matching import OpenSet
from facerec.matching.held_out import HeldOut

NAMES = ["Ada", "Bo"]


@pytest.fixture(scope="module")
def open_set() -> OpenSet:
    """Known people's searches around 1, strangers' around 4, 40 strangers with 10 pictures each."""
    rng = np.random.default_rng(0)
    strangers = rng.normal(4, 0.6, 400)
    genuine = rng.normal(1, 0.3, 400)
    people = np.repeat(np.arange(40), 10)
    nothing, nobody = np.empty(0), np.empty(0, np.int64)
    held_out = HeldOut(
        genuine=genuine, right=np.ones(400, bool), genuine_people=people,
        strangers=strangers, stranger_people=people, newcomers=nothing, newcomer_people=nobody,
        late=nothing, late_people=nobody, folds=10, stranger_gallery=39.0, n_people=40, n_pictures=400,
        own=1.0, other=2.0,
    )  # fmt: skip
    return OpenSet.from_held_out(held_out, 0.05)


@pytest.fixture
def votes(open_set: OpenSet) -> Votes:
    return Votes(Evidence.of(NAMES, open_set))


def hear(votes: Votes, looks: list[tuple[float, float]], start: float = 0.0) -> list[str | None]:
    names = []
    for number, distances in enumerate(looks):
        votes.hear(Look(np.array(distances), start + number))
        names.append(votes.answer.name)
    return names


def test_a_name_needs_several_looks(votes):
    names = hear(votes, [(1.0, 4.0)] * (FIRST_DECISION + 1))
    assert names == [None] * (FIRST_DECISION - 1) + ["Ada"] * 2
    assert votes.answer.known
    assert votes.answer.probability > 0.9


def test_somebody_far_from_everybody_is_unknown(votes):
    hear(votes, [(4.0, 4.5)] * FIRST_DECISION)
    assert (votes.answer.name, votes.answer.known) == ("unknown", False)


def test_one_good_look_among_bad_ones_gives_no_name(votes):
    names = hear(votes, [(4.0, 4.0), (0.1, 4.0)] + [(4.0, 4.0)] * 40)
    assert set(names) == {None, "unknown"}


def test_the_nearest_on_average_needs_most_looks_to_agree(votes, open_set):
    near = open_set.threshold
    looks = [(near - 0.3, near - 0.2)] * 3 + [(near, near - 1.5)] * 2  # Bo on average, by two looks of five
    assert hear(votes, looks)[-1] == "unknown"


def test_the_fpir_is_divided_among_the_decisions(open_set):
    evidence = Evidence.of(NAMES, open_set)
    limits = [evidence.limit(decision) for decision in range(8)]
    assert limits == sorted(limits, reverse=True)
    expected = [open_set.at_threshold(limit).expected_fpir for limit in limits]
    assert sum(expected) <= open_set.expected_fpir
    missing = np.array([0.75, 0.125, 0.0625]) * open_set.expected_fpir - expected[:3]
    assert (missing >= -1e-9).all()
    assert (missing <= 1 / len(open_set.held_out.strangers)).all()  # the expectation rises by a score's weight at once


def test_a_given_threshold_is_divided_too(open_set):
    given = open_set.at_threshold(open_set.threshold + 0.3)
    assert Evidence.of(NAMES, given).limit(0) > Evidence.of(NAMES, open_set).limit(0)


def test_a_name_stays_until_looks_speak_against_it(votes):
    hear(votes, [(1.0, 4.0)] * 40)
    assert set(hear(votes, [(4.0, 4.0)] * 5)) == {"Ada"}  # somebody who turns away for a moment
    assert hear(votes, [(4.0, 1.0)]) == [None]  # six in a row: it must be somebody else
    assert hear(votes, [(4.0, 1.0)] * FIRST_DECISION)[-1] == "Bo"


def test_forgetting_begins_anew(votes):
    hear(votes, [(1.0, 4.0)] * FIRST_DECISION)
    votes.forget()
    assert votes.answer is UNDECIDED
    assert hear(votes, [(4.0, 1.0)] * FIRST_DECISION)[-1] == "Bo"


def test_a_stranger_who_is_found_again_has_no_fresh_chance(votes, open_set):
    evidence = Evidence.of(NAMES, open_set)
    between = (sum(evidence.limit(decision) for decision in (0, 1)) / 2, 4.0)  # near enough at first, but not later
    assert hear(Votes(evidence), [between] * FIRST_DECISION)[-1] == "Ada"
    hear(votes, [(4.0, 4.5)] * FIRST_DECISION)
    votes.forget()
    assert hear(votes, [between] * FIRST_DECISION)[-1] == "unknown"


def test_another_person_in_a_strangers_place_does_not_pay_for_them(open_set):
    evidence = Evidence.of("ABCDE", open_set)
    between = sum(evidence.limit(decision) for decision in (0, 1)) / 2
    for looks, name in (((between, 5, 6, 7, 8), "unknown"), ((8, 7, 6, 5, between), "E")):
        votes = Votes(evidence)
        hear(votes, [(4, 5, 6, 7, 8)] * FIRST_DECISION)
        votes.forget()
        assert hear(votes, [looks] * FIRST_DECISION)[-1] == name


def test_whoever_had_a_name_gets_it_again(votes, open_set):
    hear(votes, [(1.0, 4.0)] * FIRST_DECISION)
    votes.forget()
    votes.forget()  # as where two are close for several frames
    assert hear(votes, [(open_set.threshold, 4.0)] * FIRST_DECISION)[-1] == "Ada"


def test_looks_are_some_time_apart(votes):
    assert votes.waits(0.0) > 0
    votes.hear(Look(np.array([1.0, 4.0]), 10.0))
    assert votes.waits(10.05) < 0 < votes.waits(10.2)
    hear(votes, [(1.0, 4.0)] * FIRST_DECISION, start=20.0)
    assert votes.waits(24.2) < 0 < votes.waits(24.5)


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.6])
def test_strangers_tracks_get_names_no_more_often_than_single_looks_may(open_set, spread):
    """400 strangers with 40 looks each; `spread` is the part of their variation that changes from look to look."""
    rng = np.random.default_rng(1)
    people = rng.normal(4, np.sqrt(0.6**2 - spread**2), 400)
    evidence = Evidence.of(NAMES, open_set)
    named = any_look = 0
    for person in people:
        votes, nearest = Votes(evidence), rng.normal(person, spread, 40)
        named += bool(set(hear(votes, [(near, near + 1) for near in nearest])) - {None, "unknown"})
        any_look += bool((nearest <= open_set.threshold).any())
    allowed = 400 * open_set.target
    assert named <= allowed + 2 * np.sqrt(allowed)
    if spread:
        assert any_look > 2 * allowed  # what a name from any one look would have done
