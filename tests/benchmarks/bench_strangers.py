"""Strangers: what a threshold from the training promises, and what new people then show.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_strangers.py -s
OMP_NUM_THREADS=1 BENCH_SPLITS=20 pytest tests/benchmarks/bench_strangers.py -s -k "att and lbph"

Random splits of people and of their pictures: some people are enrolled with some pictures, their other pictures are the
mated searches, and all pictures of all other people, eight or more, the non-mated ones. Whatever was chosen
was chosen on AT&T's s1 to s20 and on the photographs p01 to p30 with seeds below 1000, the degrees of freedom of the
curve and the trust in the usual spread also on all of AT&T with seeds 5000 to 5059. The rows here are of s21 to s40, of
p31 to p60 and of other drawn people with up to 12 enrolled, and of all people with more, with seeds from 20000.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone

from facerec import zoo
from facerec.datasets import load, open_people
from facerec.detection import decide_crop
from facerec.errors import WeightsMissing
from facerec.matching import OpenSet, held_out_scores, learn_more, person_distances
from facerec.matching.once import done_once
from facerec.recipes import RECIPES, build
from sample_data.portraits.collection import make_collection

SPLITS = int(os.environ.get("BENCH_SPLITS", "100"))
FIRST_SEED = 20_000
TARGETS = (0.01, 0.05, 0.2)
SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "2,3,4,6,8,12,20,30").split(",")]
PICTURES = [int(number) for number in os.environ.get("BENCH_PICTURES", "1,2,3,5,9").split(",")]
LEAST_STRANGERS = 8
DRAWN = {"people": 24, "shots": 6, "seed": 77, "size": 192}


@pytest.fixture(scope="module", params=["att", "photos", "drawn"])
def people(request, assets, tmp_path_factory):
    """Name of a data set, and its grey and coloured faces with their names, cut as `train` cuts them."""
    folder = assets / "data" / request.param
    if request.param == "drawn":
        folder = tmp_path_factory.mktemp("drawn")
        make_collection(*DRAWN.values(), folder, lambda *report: None)
        folder = folder / "people"
    listed, cut = open_people(folder), {}

    def faces(colour: bool) -> tuple[np.ndarray, np.ndarray]:
        if colour not in cut:
            dataset = load(listed, decide_crop("auto", listed, colour=colour).face)
            cut[colour] = dataset.faces, np.asarray(dataset.names, str)
        return cut[colour]

    return request.param, faces


def splits(
    names: np.ndarray, n_people: int, n_pictures: int
) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
    """Yield a seed, rows to learn from, rows of mated searches and rows of non-mated searches."""
    found, counts = np.unique(names, return_counts=True)
    everybody = sorted(found[counts >= n_pictures], key=lambda name: (len(name), name))  # s2 before s10
    pool = everybody[len(everybody) // 2 :] if n_people + LEAST_STRANGERS <= len(everybody) // 2 else everybody
    if n_people + LEAST_STRANGERS > len(pool):
        return
    for seed in range(FIRST_SEED, FIRST_SEED + SPLITS):
        rng = np.random.default_rng([seed, n_people, n_pictures])
        order = rng.permutation(pool)
        shuffled = [rng.permutation(np.flatnonzero(names == name)) for name in order[:n_people]]
        train = np.concatenate([rows[:n_pictures] for rows in shuffled])
        mated = np.concatenate([rows[n_pictures:] for rows in shuffled])
        yield seed, train, mated, np.flatnonzero(np.isin(names, order[n_people:]))


def search(pipeline: Any, X: np.ndarray, names: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not len(X):
        return np.empty(0), np.empty(0, bool)
    distances = person_distances(pipeline, X)
    return distances.min(axis=1), pipeline.classes_[distances.argmin(axis=1)] == names


def calibration_error(chances: list[np.ndarray], outcomes: list[np.ndarray], weights: list[np.ndarray]) -> float:
    """Return the expected calibration error in ten bins of equal width."""
    chance, outcome, weight = (np.concatenate(part) for part in (chances, outcomes, weights))
    bins = np.minimum((chance * 10).astype(int), 9)
    gaps = [abs(np.sum((weight * (chance - outcome))[bins == number])) for number in range(10)]
    return float(sum(gaps) / weight.sum())


def measured(open_set: OpenSet, genuine: np.ndarray, right: np.ndarray, strangers: np.ndarray) -> list[list[float]]:
    """Return FPIR, DIR and the stated upper end of FPIR, at each target; NaN where nothing was measured."""
    rows = []
    for target in TARGETS:
        at = open_set.at_fpir(target)
        fpir = float(np.mean(strangers <= at.threshold))
        dir_ = float(np.mean(right & (genuine <= at.threshold))) if genuine.size else np.nan
        high = np.nan if at.fpir.value is None or at.fpir.high is None else at.fpir.high
        rows.append([fpir, dir_, high])
    return rows


def cell(fpir: np.ndarray, dir_: np.ndarray, high: np.ndarray) -> str:
    """Show means over splits, and how often the upper end holds FPIR: of the same split, and of all splits.

    The strangers of one split are few. All splits together are nearer to what the interval is about, people who were
    not seen.
    """
    held = [100 * np.mean(high >= measured) if np.isfinite(high).all() else np.nan for measured in (fpir, fpir.mean())]
    return f"{100 * fpir.mean():8.2f} /{100 * dir_.mean():4.0f} /{held[0]:4.0f} /{held[1]:4.0f}"


@pytest.mark.timeout(0)  # 100 splits of all sizes take an hour
@pytest.mark.parametrize("recipe", RECIPES)
def test_strangers(people, recipe, request):
    """Print FPIR / DIR / how often the 95 % bound held, at each target, and the calibration error."""
    name, faces = people
    if RECIPES[recipe].colour:
        request.getfixturevalue("zoo_folder")
    try:
        parameters = {"model": "mobileface-v2"} if RECIPES[recipe].colour and not zoo.is_here("sface") else {}
        blank = build(recipe, **parameters)
    except WeightsMissing as error:
        pytest.skip(str(error))
    X, names = faces(RECIPES[recipe].colour)
    learner, features = done_once(blank, X)
    print(
        f"\n{recipe}, {name}: FPIR / DIR / bound holds in the split / over all splits, in %\npeople pictures "
        + "".join(f"{t:>26.0%}" for t in TARGETS)
    )
    for n_people in SIZES:
        for n_pictures in PICTURES:
            figures, chances, outcomes, weights = [], [], [], []
            for seed, train, mated, strange in splits(names, n_people, n_pictures):
                scores = held_out_scores(learner, features[train], names[train], newcomers=False, seed=seed)
                fitted = clone(learner).fit(features[train], names[train])
                genuine, right = search(fitted, features[mated], names[mated])
                strangers, _ = search(fitted, features[strange], names[strange])
                open_set = OpenSet.from_held_out(scores)
                figures.append(measured(open_set, genuine, right, strangers))
                if genuine.size:
                    chances.append(open_set.probability(np.concatenate([genuine, strangers])))
                    outcomes.append(np.concatenate([right, np.zeros(len(strangers), bool)]))
                    weights.append(np.repeat([1 / len(genuine), 1 / len(strangers)], [len(genuine), len(strangers)]))
            if figures:
                error = f"{calibration_error(chances, outcomes, weights):6.1%}" if chances else "     -"
                cells = "".join(cell(*rates) for rates in np.transpose(figures, (1, 2, 0)))
                print(f"{n_people:6} {n_pictures:8} {cells}   ECE {error}", flush=True)


@pytest.mark.timeout(0)
@pytest.mark.parametrize("recipe", ["lpq-fisherfaces", "lbp-fisherfaces"])
def test_twenty_people_more_without_training(att, recipe):
    """10 people trained, 20 enrolled later, the other 10 are the strangers; 20 splits of AT&T, target 1 %."""
    faces, names = att
    figures = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        rows = rng.permuted(np.arange(400).reshape(40, 10)[rng.permutation(40)], axis=1)
        known, others = rows[:10], rows[10:]
        train, strange = known[:, :5].ravel(), others[20:].ravel()
        before = OpenSet.from_held_out(held_out_scores(build(recipe), faces[train], names[train]), 0.01)
        pipeline, after = build(recipe).fit(faces[train], names[train]), before
        for new in others[:20, :5]:
            enrolled = [str(name) for name in pipeline.classes_]
            after = after.after_update(str(names[new[0]]), person_distances(pipeline, faces[new]), enrolled)
            pipeline = learn_more(pipeline, faces[new], names[new])
        mated = np.concatenate([known, others[:20]])[:, 5:].ravel()
        genuine, right = search(pipeline, faces[mated], names[mated])
        strangers, _ = search(pipeline, faces[strange], names[strange])
        by_count = 1 - (1 - before.expected_fpir) ** 3
        said = after.at_threshold(before.threshold)
        old, new = (
            (np.mean(strangers <= limit), np.mean(right & (genuine <= limit)))
            for limit in (before.threshold, after.threshold)
        )
        figures.append([by_count, said.fpir.value, *old, after.expected_fpir, after.dir.value, *new])
    print(
        "\n{}: old threshold: foretold by the number of people {:.1%}, by newcomers {:.1%}; measured FPIR {:.1%}, "
        "DIR {:.1%}; new threshold: foretold FPIR {:.1%}, DIR {:.1%}; measured {:.1%}, {:.1%}".format(
            recipe, *np.mean(figures, axis=0)
        )
    )
