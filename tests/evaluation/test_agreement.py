"""Training and comparing give the same figures for the same data, recipe, folds and seed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.datasets import Dataset
from facerec.datasets.grouping import Grouping
from facerec.evaluation.comparing import compare
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.plans import Plan
from facerec.recognizer import FaceRecognizer


@pytest.fixture(scope="module")
def people(assets: Path) -> Dataset:
    """Ten people of AT&T with five pictures; of three people the first picture comes twice, once a little brighter."""
    files = [assets / "data" / "att" / f"s{person}" / f"{shot}.pgm" for person in range(1, 11) for shot in range(1, 6)]
    faces = np.stack([cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in files])
    copies = np.clip(faces[[0, 5, 10]].astype(int) + 9, 0, 255).astype(np.uint8)
    names = np.array([file.parent.name for file in files])
    faces, names = np.concatenate([faces, copies]), np.append(names, names[[0, 5, 10]])
    return Dataset(faces, names, tuple(map(str, range(len(names)))))


@pytest.mark.parametrize("recipe", ["pixels", "fisherfaces"])
@pytest.mark.parametrize("folds", [2, 10])
def test_rank_1_is_the_same(people: Dataset, recipe: str, folds: int) -> None:
    trained = FaceRecognizer.fit(people, recipe=recipe, folds=folds, seed=3)
    grouping = Grouping.found(people.faces, people.names)
    compared = compare(people, [Contestant.of(recipe)], Plan(folds=folds, seed=3), grouping=grouping).methods[0]
    assert grouping.pictures >= 6, "the copies are found"
    assert trained.training.grouped == grouping.pictures
    assert trained.open_set.rank1 == compared.rank1
    assert compared.dir.low <= trained.open_set.dir.high, "other galleries, yet intervals that overlap"
    assert trained.open_set.dir.low <= compared.dir.high
