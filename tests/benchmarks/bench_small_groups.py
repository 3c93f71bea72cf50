"""Small groups: how well few people are named, and how many strangers get a name.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_small_groups.py -s

AT&T, people and pictures drawn at random, 5 pictures a person to learn from. The other pictures of the enrolled people
are the mated searches, all pictures of all other people the non-mated ones. Choices were made on s1 to s20 with seeds
from 0; the figures here come from s21 to s40, and from all 40 people where more than 12 are enrolled, with seeds from
1000.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import pytest
from sklearn.base import clone

from facerec.auto_recipe import choose
from facerec.datasets import load, open_people
from facerec.detection import decide_crop
from facerec.features import Embedding
from facerec.matching import NearestNeighbor, OpenSet, held_out_scores, person_distances
from facerec.matching.once import done_once
from facerec.recipes import build

PICTURES = 5
TARGET = 0.01
SPLITS = int(os.environ.get("FACEREC_BENCH_SPLITS", "100"))
FIRST_SEED = 1000
SIZES = (3, 4, 6, 8, 12, 20, 30)
pytestmark = pytest.mark.timeout(0)  # 100 splits of all sizes take longer than the limit of the test suite
METRICS = ("cosine", "euclidean", "normalized_euclidean")


def splits(names: np.ndarray, n_people: int, n_pictures: int, times: int) -> Iterator[tuple[np.ndarray, ...]]:
    """Yield rows to learn from, rows of mated searches and rows of non-mated searches."""
    people = np.unique(names)
    for seed in range(FIRST_SEED, FIRST_SEED + times):
        rng = np.random.default_rng(seed)
        enrolled = rng.permutation(people)[:n_people]
        shuffled = [rng.permutation(np.flatnonzero(names == name)) for name in enrolled]
        train = np.concatenate([rows[:n_pictures] for rows in shuffled])
        mated = np.concatenate([rows[n_pictures:] for rows in shuffled])
        yield train, mated, np.flatnonzero(~np.isin(names, enrolled))


def unseen_half(faces: np.ndarray, names: np.ndarray, n_people: int) -> np.ndarray:
    """Return the rows that figures are quoted on: s21 to s40, or everybody where more than 12 are enrolled."""
    return np.arange(200 if n_people <= 12 else 0, len(names))


def rates(learner, features: np.ndarray, names: np.ndarray, split: tuple[np.ndarray, ...]) -> tuple[float, ...]:
    """Train with its threshold for an FPIR of 1 %: FPIR and DIR measured on pictures that it has not seen, rank 1."""
    train, mated, strange = split
    held_out = held_out_scores(learner, features[train], names[train], newcomers=False)
    threshold = OpenSet.from_held_out(held_out, TARGET).threshold
    fitted = clone(learner).fit(features[train], names[train])
    distances = person_distances(fitted, features[mated])
    right = fitted.classes_[distances.argmin(axis=1)] == names[mated]
    strangers = person_distances(fitted, features[strange]).min(axis=1)
    return np.mean(strangers <= threshold), np.mean(right & (distances.min(axis=1) <= threshold)), np.mean(right)


def row(learner, features: np.ndarray, names: np.ndarray, n_people: int, n_pictures: int, kept: np.ndarray) -> str:
    """Return the mean rates over the splits."""
    measured = [
        rates(learner, features, names, tuple(kept[rows] for rows in split))
        for split in splits(names[kept], n_people, n_pictures, SPLITS)
    ]
    return "{:6}  FPIR {:5.2f}  DIR {:5.1f}  rank 1 {:5.1f}".format(n_people, *100 * np.mean(measured, axis=0))


@pytest.mark.parametrize("recipe", [choose(colour=False).recipe, "lpq-fisherfaces", "fusion", "hog-svm"])
def test_recipes_with_their_thresholds(att, recipe):
    """Print FPIR and DIR at the threshold that a training chooses for an FPIR of 1 %."""
    faces, names = att
    print(f"\n{recipe}, in %, mean of {SPLITS} splits")
    learner, features = done_once(build(recipe), faces)
    for n_people in SIZES:
        print(row(learner, features, names, n_people, PICTURES, unseen_half(faces, names, n_people)))


@pytest.mark.parametrize("data", ["att", "photos"])
def test_embedding(assets, zoo_folder, data):
    """Print the same for an embedding; photographs have 6 pictures a person, 4 of them to learn from."""
    people = open_people(str(assets / "data" / data))
    dataset = load(people, decide_crop("auto", people, colour=True).face)
    features = Embedding("mobileface-v2").fit(dataset.faces).transform(dataset.faces)
    print(f"\nembedding, {data}, in %, mean of {SPLITS} splits")
    for n_people in SIZES:
        n_pictures = PICTURES if data == "att" else 4
        everybody = np.arange(len(dataset.names))
        print(row(NearestNeighbor(metric="cosine"), features, dataset.names, n_people, n_pictures, everybody))


@pytest.mark.parametrize("recipe", [choose(colour=False).recipe, "lpq-fisherfaces", "fusion"])
def test_photographs(assets, recipe):
    """Print the same for the photographs, 4 pictures a person to learn from, faces found by Haar cascades."""
    people = open_people(str(assets / "data" / "photos"))
    dataset = load(people, decide_crop("auto", people, detector="haar").face)
    learner, features = done_once(build(recipe), dataset.faces)
    print(f"\n{recipe}, photos, in %, mean of {SPLITS} splits")
    for n_people in SIZES:
        print(row(learner, features, dataset.names, n_people, 4, np.arange(len(dataset.names))))


@pytest.mark.parametrize("recipe", ["lpq-fisherfaces", "fisherfaces", "gabor-fisherfaces"])
def test_metric_after_fisherfaces(att, recipe):
    """Print the DIR at an FPIR of 1 %, with one threshold for all splits of a row, chosen after the fact."""
    faces, names = att
    print(f"\n{recipe}: DIR at an FPIR of 1 %, in %\npeople  " + "  ".join(METRICS))
    learner, features = done_once(build(recipe), faces)
    for n_people in SIZES:
        kept = unseen_half(faces, names, n_people)
        scores: dict[str, list[tuple[np.ndarray, ...]]] = {metric: [] for metric in METRICS}
        for split in splits(names[kept], n_people, PICTURES, 100):
            train, mated, strange = (kept[rows] for rows in split)
            for metric in METRICS:
                fitted = clone(learner)
                fitted.steps[-1][1].set_params(metric=metric)
                fitted.fit(features[train], names[train])
                distances = person_distances(fitted, features[mated])
                right = fitted.classes_[distances.argmin(axis=1)] == names[mated]
                strangers = person_distances(fitted, features[strange]).min(axis=1)
                scores[metric].append((np.where(right, distances.min(axis=1), np.inf), strangers))
        row = []
        for metric in METRICS:
            genuine, strangers = (np.concatenate(part) for part in zip(*scores[metric], strict=True))
            row.append(100 * np.mean(genuine <= np.quantile(strangers, 0.01)))
        print(f"{n_people:6}  " + "  ".join(f"{value:{len(m)}.1f}" for m, value in zip(METRICS, row, strict=True)))
