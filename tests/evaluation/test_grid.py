"""Pipelines put together from parts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from facerec.errors import BadParameter
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.grid import FEATURES, PARTS, PREPROCESSING, Combination, every, grid
from facerec.features import HistogramEqualization, LBPHistograms
from facerec.matching import NearestNeighbor
from facerec.matching.distances import METRICS

EVERY = list(every())


def test_every_combination_is_there_once() -> None:
    possible = [parts for parts in product(PREPROCESSING, FEATURES, METRICS) if parts[2] in FEATURES[parts[1]].metrics]
    assert sorted(EVERY) == sorted(possible)


@pytest.mark.parametrize("combination", EVERY[::5], ids=lambda each: each.name)
def test_combinations_learn_and_name_what_they_learned(combination: Combination) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (12, 56, 46), np.uint8)
    names = np.repeat(["ada", "bob", "cid", "dan", "eve", "fay"], 2)
    assert combination.build().fit(faces, names).predict(faces).tolist() == names.tolist()


def test_the_parts_are_those_that_were_named() -> None:
    steps = [step for _, step in Combination("clahe", "lpq", "chi_square").build().steps]
    assert [type(step) for step in steps] == [HistogramEqualization, LBPHistograms, NearestNeighbor]
    assert steps[0].clahe
    assert steps[1].get_params()["descriptor"] == "lpq"
    assert steps[2].metric == "chi_square"


def test_settings_reach_the_steps_and_the_name() -> None:
    combination = Combination("tantriggs:outer=12", "lbp:radius=3,cells=8", "chi_square:neighbors=2")
    light, histograms, nearest = (step for _, step in combination.build().steps)
    assert (light.sigma0, light.sigma1) == (4, 12)
    assert (histograms.radius, histograms.grid) == (3, (8, 8))
    assert (nearest.metric, nearest.n_neighbors) == ("chi_square", 2)
    assert combination.name == "tantriggs (outer=12) + lbp (cells=8, radius=3) + chi_square (neighbors=2)"


def test_defaults_said_aloud_change_nothing() -> None:
    for kind, choices in PARTS.items():
        for name, choice in choices.items():
            said = ",".join(f"{each.name}={each.default:g}" for each in choice.parameters)
            whole = Combination("none", "lbp", "cosine")
            plain, turned = (whole._replace(**{kind: part}) for part in (name, f"{name}:{said}" if said else name))
            assert Contestant.combined(plain).key == Contestant.combined(turned).key


def test_a_grid_is_each_with_each_where_it_makes_sense() -> None:
    made = grid(["none", "tantriggs", "none"], ["pixels", "lbp"], ["cosine", "chi_square"])
    assert [each.name for each in made] == [
        "pixels + cosine",
        "lbp + cosine",
        "lbp + chi_square",
        "tantriggs + pixels + cosine",
        "tantriggs + lbp + cosine",
        "tantriggs + lbp + chi_square",
    ]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((["blur"], ["pixels"], ["cosine"]), "no preprocessing 'blur'"),
        ((["none"], ["magic"], ["cosine"]), "no features 'magic'"),
        ((["none"], ["pixels"], ["miles"]), "no metric 'miles'"),
        ((["none"], ["pixels"], ["chi_square"]), "None of chi_square can compare pixels"),
        ((["none"], ["lbp:radius=0"], ["cosine"]), "radius is 0"),
        ((["none"], ["lbp:"], ["cosine"]), "no settings after its colon"),
        ((["none:radius=3"], ["lbp"], ["cosine"]), "preprocessing none has no parameter 'radius'"),
        ((["none"], [], ["cosine"]), "needs a preprocessing"),
        (([], ["pixels"], ["cosine"]), "needs a preprocessing"),
        ((list(PREPROCESSING), list(FEATURES), list(METRICS)), "at most 60"),
    ],
)
def test_what_cannot_be_combined_is_refused_in_words(parts: tuple[list[str], ...], said: str) -> None:
    with pytest.raises(BadParameter, match=said):
        grid(*parts)


def test_a_metric_that_cannot_compare_is_refused_in_words() -> None:
    with pytest.raises(BadParameter, match="'chi_square' cannot compare hog; choose one of euclidean"):
        Combination("none", "hog", "chi_square").build()
