"""Plans written down: they come back alike, and nonsense is refused in words."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facerec.errors import BadParameter, FacerecError
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.grid import Combination, every
from facerec.evaluation.plan_file import PlanFile
from facerec.evaluation.plans import Plan
from facerec.recipes import build

TEXT = 'people = "p.csv"\n[[contestants]]\nrecipe = "pixels"\n'


def test_a_plan_comes_back_as_it_was() -> None:
    contestants = (
        Contestant.of("pixels", 'a "quoted"\n\x7f näme'),
        Contestant.of("lbph", parameters={"radius": 3}),
        Contestant.combined(Combination("tantriggs:outer=12", "lbp:radius=3, cells=8", "chi_square"), "mine"),
    )
    before = PlanFile(
        "some/where/p.csv", contestants, Plan("few-pictures", seed=7, open_set=0), "none", (112, 92), "haar", "apart"
    )
    after = PlanFile.read(before.text(Path("some")).encode(), Path("some"))
    assert after.plan == before.plan
    assert (after.people, after.crop, after.size, after.detector) == ("some/where/p.csv", "none", (112, 92), "haar")
    assert [after.bursts, PlanFile.read(TEXT.encode(), Path()).bursts] == ["apart", "together"]
    assert [each.name for each in after.contestants] == [each.name for each in contestants]
    assert [each.key for each in after.contestants] == [each.key for each in contestants]


CONTESTANTS = st.one_of(
    st.builds(Contestant.combined, st.sampled_from(list(every())), st.text(max_size=12)),
    st.builds(
        lambda radius, cells, name: Contestant.of("lbph", name, {"radius": radius, "cells": cells}),
        st.integers(1, 8),
        st.integers(2, 12),
        st.text(max_size=12),
    ),
    st.builds(
        lambda shrinkage: Contestant.of("fisherfaces", parameters={"shrinkage": shrinkage}), st.floats(0.01, 2.0)
    ),
)


@settings(max_examples=60)
@given(st.lists(CONTESTANTS, min_size=1, max_size=4))
def test_any_contestants_come_back_as_they_were(contestants: list[Contestant]) -> None:
    text = PlanFile("p.csv", tuple(contestants), Plan()).text(Path())
    again = PlanFile.read(text.encode(), Path()).contestants
    assert [(one.name, one.recipe, one.combination, one.key) for one in again] == [
        (one.name, one.recipe, one.combination, one.key) for one in contestants
    ]


def test_pipelines_made_in_python_cannot_be_written_down() -> None:
    own = PlanFile("p.csv", (Contestant.own("mine", build("pixels")),), Plan())
    with pytest.raises(BadParameter, match="mine is a pipeline made in Python"):
        own.text(Path())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people = ", "not TOML"),
        (TEXT.replace("p.csv", "").replace('people = ""', "people = 3"), "needs people"),
        (TEXT.replace("pixels", "magic"), "no recipe 'magic'"),
        (TEXT + "[contestants.parameters]\nname = 3", "no parameter 'name'"),
        (TEXT + "[contestants.parameters]\nradius = 3", "no parameter 'radius'"),
        (TEXT + "speed = 3", "has 'speed'"),
        (TEXT.replace('recipe = "pixels"', 'pipeline = ["none", "hog"]'), "list of preprocessing, features and metric"),
        (TEXT + 'pipeline = ["none", "hog", "cosine"]', "list of preprocessing, features and metric"),
        (TEXT.replace('recipe = "pixels"', 'pipeline = ["none", "hog", "miles"]'), "no metric 'miles'"),
        (TEXT + "[plan]\nfolds = 1", "folds is 1"),
        (TEXT + '[plan]\nfolds = "ten"', "folds in"),
        (TEXT + "[plan]\nfpir = 1.5", "target FPIR"),
        (TEXT + '[plan]\nprotocol = "luck"', "no protocol 'luck'"),
        ('bursts = "scattered"\n' + TEXT, "bursts is 'scattered'"),
        ("size = [5, 9]\n" + TEXT, "size is"),
        ('people = "p.csv"', "contestants"),
        (TEXT + "[contestants.parameters]\nradius = [3]", "no parameter 'radius'"),
        (".".join("a" * 30_000) + " = 1", "more than 100 dots"),
        ("[" + "a." * 90_000 + "a]", "more than 100 dots"),
        (TEXT + "#" * 200_000, "at most 200,000 bytes"),
    ],
)
def test_nonsense_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(FacerecError, match=said):
        PlanFile.read(text.encode(), Path())


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: (TEXT + text).encode("utf-8", "replace")))
)
def test_any_bytes_give_a_plan_or_an_error_in_words(data: bytes) -> None:
    with suppress(FacerecError):
        assert PlanFile.read(data, Path()).contestants
