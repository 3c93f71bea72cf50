"""Small groups: how well few people are named, and how many strangers get a name.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_small_groups.py -s

AT&T, people and pictures drawn at random, 5 pictures a person to learn from. The other pictures of the enrolled people
are the mated searches, all pictures of all other people the non-mated ones. Choices were made on s1 to s20 with seeds
from 0; the figures here come from s21 to s40, and from all 40 people where more than 12 are enrolled, with seeds from
1000.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from sklearn.base import clone

from facerec.matching import person_distances
from facerec.matching.once import done_once
from facerec.recipes import build

PICTURES = 5
FIRST_SEED = 1000
SIZES = (3, 4, 6, 8, 12, 20, 30)
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
