"""Drawn sample people as strangers in reserve: what they do to few enrolled people, and whether a test knows them.

    OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_reserve.py -s

The distances of two pictures of each drawn person are measured in the fits that hold people out. A test of likeness
compares the mean distance of each person held out with those of the drawn people.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from sklearn.base import clone

from facerec.datasets import load, open_people
from facerec.detection import decide_crop
from facerec.matching import OpenSet, held_out_scores, person_distances
from facerec.matching.once import done_once
from facerec.recipes import build

CHECKOUT = Path(__file__).resolve().parents[2]
RECIPE, TARGET, SEEDS = "lpq-fisherfaces", 0.01, range(5000, 5040)


def first(people, pictures):
    """Return the first pictures of each person."""
    counted, entries = {}, []
    for name, source in people.entries:
        counted[name] = counted.get(name, 0) + 1
        entries += [(name, source)] if counted[name] <= pictures else []
    return replace(people, entries=tuple(entries))


def read(assets, data):
    """Return faces and names of the enrolled and of the drawn people, cut by one rule."""
    drawn = open_people(str(CHECKOUT / "sample_data" / "people.csv"))
    if data == "drawn":
        both = load(first(drawn, 7), decide_crop("auto", drawn, detector="haar").face)
        chosen = np.isin(both.names, np.array(both.people)[np.random.default_rng(1).permutation(len(both.people))[:10]])
        names = both.names.tolist()
        others = [row for row in np.flatnonzero(~chosen) if names[:row].count(names[row]) < 2]
        return both.faces[chosen], both.names[chosen], both.faces[others], both.names[others]
    people = open_people(str(assets / "data" / data))
    crop = decide_crop("none" if data == "att" else "auto", people, detector="haar")
    enrolled, cohort = load(people, crop.face), load(first(drawn, 2), crop.detecting("haar").face)
    return enrolled.faces, enrolled.names, cohort.faces, cohort.names


def likeness(held, drawn):
    """Say which tests take the mean distances of two groups of people for those of one kind."""
    ratio = np.mean(drawn) / np.mean(held)
    error = np.sqrt(np.var(held, ddof=1) / len(held) + np.var(drawn, ddof=1) / len(drawn)) / np.mean(held)
    spread = np.std(drawn, ddof=1) / np.std(held, ddof=1)
    return {
        "Mann-Whitney, p > 0.05": stats.mannwhitneyu(held, drawn).pvalue > 0.05,
        "Mann-Whitney, p > 0.2": stats.mannwhitneyu(held, drawn).pvalue > 0.2,
        "Kolmogorov-Smirnov, p > 0.2": stats.ks_2samp(held, drawn).pvalue > 0.2,
        "means within 5 %, spreads within a factor of 2": abs(ratio - 1) < 0.05 and 0.5 < spread < 2,
        "interval of the ratio within 10 %": abs(ratio - 1) + stats.t.ppf(0.95, len(held) - 1) * error < 0.1,
    }


def split(learner, X, names, cohort, owners, n_people, n_pictures, seed):
    """Return FPIR and DIR of three thresholds, and the verdicts of the tests."""
    rng = np.random.default_rng(seed)
    enrolled = rng.permutation(np.unique(names))[:n_people]
    shuffled = [rng.permutation(np.flatnonzero(names == name)) for name in enrolled]
    train = np.concatenate([rows[:n_pictures] for rows in shuffled])
    mated = np.concatenate([rows[n_pictures:] for rows in shuffled])
    held, drawn = [], []
    for name in enrolled:
        out = names[train] == name
        fitted = clone(learner).fit(X[train[~out]], names[train[~out]])
        held.append(person_distances(fitted, X[train[out]]).min(axis=1).mean())
        drawn.append(person_distances(fitted, cohort).min(axis=1))
    drawn = np.array(drawn)
    scores = held_out_scores(learner, X[train], names[train], newcomers=False)
    more = replace(
        scores,
        strangers=np.append(scores.strangers, drawn.ravel()),
        stranger_people=np.append(scores.stranger_people, -1 - np.tile(owners, n_people)),
    )
    alone, both = (OpenSet.from_held_out(each, TARGET).threshold for each in (scores, more))
    fitted = clone(learner).fit(X[train], names[train])
    distances = person_distances(fitted, X[mated])
    right, genuine = fitted.classes_[distances.argmin(axis=1)] == names[mated], distances.min(axis=1)
    strange = person_distances(fitted, X[~np.isin(names, enrolled)]).min(axis=1)
    limits = (alone, both, min(alone, both))
    rates = [(np.mean(strange <= limit), np.mean(right & (genuine <= limit))) for limit in limits]
    return rates, likeness(held, [drawn[:, owners == owner].mean() for owner in np.unique(owners)])


@pytest.mark.timeout(0)
@pytest.mark.parametrize("data", ["photos", "att", "drawn"])
def test_drawn_people_in_reserve(assets, data):
    faces, names, drawn, drawn_names = read(assets, data)
    learner, features = done_once(build(RECIPE), np.concatenate([faces, drawn]))
    X, cohort = features[: len(faces)], features[len(faces) :]
    owners = np.unique(drawn_names, return_inverse=True)[1]
    n_pictures = 4 if data == "photos" else 5
    for n_people in (3, 4, 6) if data == "drawn" else (3, 4, 6, 8):
        rates, verdicts = zip(
            *(split(learner, X, names, cohort, owners, n_people, n_pictures, seed) for seed in SEEDS), strict=True
        )
        said = "  ".join("{:.1f} / {:.1f}".format(*pair) for pair in 100 * np.mean(rates, axis=0))
        print(f"\n{data}, {n_people} people: FPIR / DIR in %: alone, with drawn people, lower of the two: {said}")
        for test in verdicts[0]:
            print(f"  {test}: {100 * np.mean([verdict[test] for verdict in verdicts]):.1f} % admitted")
