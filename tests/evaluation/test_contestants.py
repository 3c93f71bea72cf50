"""Contestants: by recipe, as typed, from a trained model."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.pipeline import make_pipeline

from facerec.datasets import Dataset
from facerec.errors import BadParameter, FacerecError
from facerec.evaluation.contestants import Contestant, check_names
from facerec.evaluation.grid import Combination
from facerec.features import Embedding, Pixels
from facerec.matching import NearestNeighbor
from facerec.recognizer import FaceRecognizer
from facerec.storage import load, save
from facerec.zoo import registry


def people() -> Dataset:
    faces = np.random.default_rng(0).integers(0, 256, (9, 20, 16), np.uint8)
    return Dataset(faces, np.repeat(["ada", "bob", "eve"], 3), tuple(f"{number}.png" for number in range(9)))


@pytest.mark.parametrize(
    ("typed", "name", "parameters"),
    [
        ("lbph", "lbph", {}),
        ("lbph:cells=8", "lbph (cells=8)", {"cells": 8}),
        (" lbph : radius = 3 , cells=8 ", "lbph (cells=8, radius=3)", {"cells": 8, "radius": 3}),
        ("fisherfaces:shrinkage=0.5", "fisherfaces (shrinkage=0.5)", {"shrinkage": 0.5}),
    ],
)
def test_recipes_are_read_as_people_type_them(typed: str, name: str, parameters: dict[str, float]) -> None:
    contestant = Contestant.parse(typed)
    assert (contestant.name, contestant.parameters) == (name, parameters)
    assert contestant.key == Contestant.of(contestant.recipe, parameters=parameters).key


@pytest.mark.parametrize("name", ["\x1b[2J", "two\nlines", "x" * 201])
def test_a_name_that_no_table_bears_is_refused_before_any_work(name: str) -> None:
    with pytest.raises(BadParameter, match="none that cannot be seen"):
        check_names([Contestant.of("pixels", name)])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("magic", "no recipe 'magic'"),
        ("lbph:", "no settings after its colon"),
        ("lbph:cells", "no settings after its colon"),
        ("lbph:=3", "no settings after its colon"),
        ("lbph:cells=", "no settings after its colon"),
        ("lbph:cells=8,cells=9", "sets cells twice"),
        ("lbph:cells=many", "cells is 'many'"),
        ("lbph:cells=nan", "cells is nan"),
        ("lbph:speed=1", "no parameter 'speed'"),
        ("lbph:name=x", "no parameter 'name'"),
    ],
)
def test_what_is_no_recipe_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(FacerecError, match=said):
        Contestant.parse(typed)


@given(st.text(max_size=40).map(lambda text: f"lbph:{text}"))
def test_any_text_gives_a_contestant_or_an_error_in_words(text: str) -> None:
    with suppress(FacerecError):
        assert Contestant.parse(text).recipe == "lbph"


def test_networks_are_named_and_take_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facerec.zoo.path", lambda name: name)
    network = next(name for name, known in registry().items() if known.task == "embedding")
    contestant = Contestant.of("embedding", parameters={"model": network})
    assert contestant.name == f"embedding (model={network})"
    assert contestant.colour
    assert isinstance(contestant.pipeline.steps[0][1], Embedding)
    assert not Contestant.of("pixels").colour


def test_a_trained_model_lends_its_method_and_nothing_that_it_knows(tmp_path: Path) -> None:
    recipe = FaceRecognizer.fit(people(), recipe="eigenfaces", parameters={"n_components": 3}, folds=2)
    like = Contestant.like(recipe, "family")
    assert (like.name, like.recipe) == ("family", "eigenfaces")
    assert like.key == Contestant.of("eigenfaces", parameters={"n_components": 3}).key
    for parts in (Combination("tantriggs", "gabor", "cosine"), Combination("none", "pixels", "cosine:neighbors=2")):
        combined = Contestant.combined(parts)
        known = FaceRecognizer.fit(people(), recipe=combined.pipeline, parameters=combined.parameters, folds=2)
        save(known, tmp_path / "parts.facerec")
        like = Contestant.like(load(tmp_path / "parts.facerec"), "parts")
        assert (like.name, like.combination, like.key) == ("parts", parts, combined.key)
    for lie in (
        {"preprocessing": "none"},
        parts._replace(metric="cosine")._asdict(),
        parts._replace(metric=":")._asdict(),
    ):
        told = replace(known, training=replace(known.training, parameters=lie))
        assert Contestant.like(told, "parts").combination is None, "what a file says is checked"
    three = make_pipeline(Pixels(), NearestNeighbor(n_neighbors=3))
    own = Contestant.like(FaceRecognizer.fit(people(), recipe=three, folds=2), "own")
    assert (own.recipe, own.combination, own.key) == ("custom", None, Contestant.own("", three).key)
    assert not hasattr(own.pipeline.steps[-1][1], "classes_")
