"""How often intervals of rank 1 and DIR hold what a model of all pictures does on other pictures of the same people.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_learning_curve.py -s

FACEREC_BENCH_DRAWS sets the number of random draws.
"""

import os

import numpy as np
import pytest
from sklearn.base import clone

from facerec.matching import OpenSet, held_out_scores, person_distances
from facerec.matching.once import compared_once, done_once
from facerec.recipes import build
from tests.benchmarks.cropped_faces import cropped

DRAWS = int(os.environ.get("FACEREC_BENCH_DRAWS", "30"))


@pytest.mark.timeout(0)
@pytest.mark.parametrize(
    ("data", "recipe", "pictures"),
    [
        *(("att", recipe, pictures) for pictures in (3, 5, 8) for recipe in ("eigenfaces", "lpq-fisherfaces")),
        *(("photos", recipe, pictures) for pictures in (3, 5) for recipe in ("eigenfaces", "lpq-fisherfaces")),
    ],
)
def test_intervals_of_known_people(request, data, recipe, pictures):
    if data == "att":
        faces, people = request.getfixturevalue("att")[0], np.repeat(np.arange(40), 10)
    else:
        faces, people = cropped(data, request.getfixturevalue("assets") / "data" / "photos")
    counts = np.bincount(people)
    rows_of = [np.flatnonzero(people == person) for person in np.flatnonzero(counts == counts.max())]
    classifier, X = compared_once(*done_once(build(recipe), faces))
    open_sets, nearest, right = [], [], []
    for draw in range(DRAWS):
        rng = np.random.default_rng(1000 + draw)
        rows = rng.permuted(np.stack(rows_of), axis=1)
        train, test = rows[:, :pictures].ravel(), rows[:, pictures:].ravel()
        fitted = clone(classifier).fit(X[train], people[train])
        distances = person_distances(fitted, X[test])
        nearest.append(distances.min(axis=1))
        right.append(fitted.classes_[distances.argmin(axis=1)] == people[test])
        open_sets.append(OpenSet.from_held_out(held_out_scores(classifier, X[train], people[train], newcomers=False)))
    for figure in ("rank1", "dir"):
        held, told, truths = [], [], []
        for open_set in open_sets:
            limit = np.inf if figure == "rank1" else open_set.threshold
            truth, rate = np.mean(np.concatenate(right) & (np.concatenate(nearest) <= limit)), getattr(open_set, figure)
            held.append(rate.low <= truth <= rate.high)
            told.append(rate.value)
            truths.append(truth)
        print(
            f"\n{data}, {recipe}, {pictures} pictures, {figure}: true {np.mean(truths):.1%}, told {np.mean(told):.1%},"
            f" the 95 % interval holds {np.mean(held):.0%} of {DRAWS} times"
        )
