"""How much DIR owes to the thresholds, against people who are really drawn anew."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.evaluation.outcomes import Searches, Turn
from facerec.evaluation.thresholds import variance_of_dir
from facerec.matching import NearestNeighbor, OpenSet, held_out_scores
from facerec.metrics import draws


def turn(enrolled: list[int], seed: int = 0) -> Turn:
    """Enrol some of twelve people with four pictures each, and ask about a fifth; the others are nobody."""
    rng = np.random.default_rng(seed)
    people = np.repeat(enrolled, 4)
    middles = 2 * rng.normal(size=(12, 5))
    X, asked = (middles[owners] + rng.normal(size=(len(owners), 5)) for owners in (people, np.array(enrolled)))
    distances = np.full((len(enrolled), 12), np.inf, np.float32)
    distances[:, enrolled] = NearestNeighbor().fit(X, people).person_distances(asked)
    known = Searches(np.arange(len(enrolled)), np.zeros(len(enrolled), int), np.array(enrolled), distances)
    return Turn(known, known, held_out_scores(NearestNeighbor(), X, people, newcomers=False))


def test_it_is_the_variance_over_people_drawn_anew() -> None:
    turns = [turn([0, 1, 2, 3, 5, 8, 9]), turn([2, 3, 4, 6, 7, 10, 11], 1)]
    shares = []
    for times in draws(12, 40).astype(int):
        named = 0
        for each in turns:
            threshold = OpenSet.from_held_out(each.held_out, 0.1).threshold
            enrolled = np.unique(each.known.people)
            often = times[enrolled][each.held_out.stranger_people]
            if often.any():
                rows = np.repeat(np.arange(len(often)), often)
                copy = np.arange(len(rows)) - np.repeat(np.cumsum(often) - often, often)
                scores = vars(each.held_out) | {  # a copy is another person, who differs by a hair
                    "strangers": each.held_out.strangers[rows] + 1e-5 * copy,
                    "stranger_people": each.held_out.stranger_people[rows] + 100 * copy,
                }
                threshold = OpenSet.from_held_out(type(each.held_out)(**scores), 0.1).threshold
            named += int(np.count_nonzero(each.known.right & (each.known.nearest <= threshold)))
        shares.append(named / 14)
    assert variance_of_dir(turns, 0.1) == pytest.approx(
        np.var(shares, ddof=1), rel=0.02
    )  # a hair moves a search or two across
    assert variance_of_dir(turns, 0.1) > 0


def test_without_strangers_thresholds_have_no_luck() -> None:
    assert variance_of_dir([], 0.1) == 0
    assert variance_of_dir([turn([3, 4])], 0.1) == 0
