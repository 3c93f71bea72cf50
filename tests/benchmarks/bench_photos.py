"""Photographs of 60 people, 6 each: how detectors, alignment and recipes name them.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_photos.py -s

Each photograph shows its person in the centre, so of several faces that one is taken. Cross-validation of 6 folds, mean
of 5 seeds (0 to 4). What was chosen on photographs was chosen on the people p01 to
p30; p31 to p60 were left for the figures.
"""

import time

import numpy as np
import pytest
from sklearn.base import clone

from facerec.detection import Crop
from facerec.errors import NoFaceFound
from facerec.evaluation.protocols import KFold
from facerec.images import read
from facerec.matching import held_out_scores, person_distances
from facerec.matching.once import done_once
from facerec.recipes import RECIPES, build
from facerec.settings import settings
from tests.benchmarks.processor_time import seconds

pytestmark = pytest.mark.timeout(1800)

FOLDS = 6
SEEDS = range(5)
CROPS = {
    "haar, eyes": Crop("detect", detector="haar", which="centre"),
    "yunet, eyes": Crop("detect", detector="yunet", which="centre"),
    "yunet, mouth": Crop("detect", detector="yunet", which="centre", alignment="mouth"),
}


@pytest.fixture(scope="module")
def photos(assets):
    files = sorted((assets / "data" / "photos").glob("p*/*.jpg"))
    return [read(file) for file in files], np.array([file.parent.name for file in files])


def cut(crop, pictures, names):
    """Return the faces that are found, and their names."""
    faces = {}
    for row, picture in enumerate(pictures):
        try:
            faces[row] = crop.face(picture)
        except NoFaceFound:
            print(f"no face by {crop.detector} in picture {row}")
    return np.stack(list(faces.values())), names[list(faces)]


def rank1(recipe, faces, names, folds=FOLDS, seeds=SEEDS):
    """Return the mean rank-1 identification rate over seeds, in %."""
    classifier, X = done_once(build(recipe), faces)
    rates = []
    for seed in seeds:
        splits = KFold(folds, seed).splits(names)
        right = [
            clone(classifier).fit(X[split.learned], names[split.learned]).predict(X[split.asked]) == names[split.asked]
            for split in splits
        ]
        rates.append(np.mean(np.concatenate(right)))
    return 100 * np.mean(rates)


def dir_at_one_percent(recipe, faces, names, seeds=SEEDS):
    """Return the mean DIR over seeds, in %, at the threshold below which 1 % of the searches by left-out people lie."""
    classifier, X = done_once(build(recipe), faces)
    shares = []
    for seed in seeds:
        genuine, right, strangers = [], [], []
        for split in KFold(FOLDS, seed).splits(names):
            fitted = clone(classifier).fit(X[split.learned], names[split.learned])
            distances = person_distances(fitted, X[split.asked])
            genuine.append(distances.min(axis=1))
            right.append(fitted.classes_[distances.argmin(axis=1)] == names[split.asked])
        for people in np.array_split(np.random.default_rng(seed).permutation(np.unique(names)), 10):
            strange = np.isin(names, people)
            fitted = clone(classifier).fit(X[~strange], names[~strange])
            strangers.append(person_distances(fitted, X[strange]).min(axis=1))
        limit = np.quantile(np.concatenate(strangers), 0.01)
        shares.append(np.mean(np.concatenate(right) & (np.concatenate(genuine) <= limit)))
    return 100 * np.mean(shares)


def parts_of(names):
    """Return rows of the people that things were chosen on, of the others, and of all."""
    chosen_on = names < "p31"
    return chosen_on, ~chosen_on, np.full(len(names), True)


@pytest.fixture(scope="module")
def module_zoo(assets):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACEREC_ZOO_DIR", str(assets / "weights"))
        settings.cache_clear()
        yield


@pytest.fixture(scope="module")
def cuts(photos, module_zoo):
    return {name: cut(crop, *photos) for name, crop in CROPS.items()}


@pytest.mark.parametrize("recipe", [name for name, recipe in RECIPES.items() if not recipe.colour])
def test_alignment(cuts, recipe):
    rates = {
        name: [rank1(recipe, faces[rows], names[rows]) for rows in parts_of(names)]
        for name, (faces, names) in cuts.items()
    }
    print(f"\n{recipe}: rank 1 of p01-p30 / p31-p60 / all, in %")
    for name, three in rates.items():
        print(f"  {name:14}", " / ".join(f"{each:.1f}" for each in three))
    assert rates["yunet, mouth"][2] > rates["haar, eyes"][2] - 1


@pytest.mark.parametrize("recipe", [name for name, recipe in RECIPES.items() if not recipe.colour])
def test_recipes(cuts, att, recipe):
    faces, names = cuts["yunet, mouth"]
    print(f"\n{recipe}, p01-p30 / p31-p60 / all")
    for measure in (rank1, dir_at_one_percent):
        print(
            f"  {measure.__name__:20}",
            " / ".join(f"{measure(recipe, faces[r], names[r]):.1f}" for r in parts_of(names)),
        )
    learned, fitted = att[0], build(recipe).fit(*att)
    training = seconds(lambda: build(recipe).fit(*att), 3)
    query = seconds(lambda: person_distances(fitted, learned[7:8]), 20)
    print(f"  training on 400 faces {training:.2f} s, one query {1000 * query:.1f} ms")
    start = time.process_time()
    held_out_scores(build(recipe), *att)
    print(f"  threshold for 400 faces {time.process_time() - start:.1f} s")
