"""What is chosen automatically, what is said about it, and that few people are named by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from facerec.auto_recipe import advice, choose, takes_colour
from facerec.datasets import Dataset
from facerec.errors import UnknownRecipe
from facerec.evaluation.contestants import Contestant
from facerec.matching import person_distances
from facerec.matching.once import done_once
from facerec.recipes import AUTO, DEFAULT_RECIPE, RECIPES, build
from facerec.recognizer import FaceRecognizer
from facerec.storage import load, manifest_of, save


@pytest.fixture(scope="module")
def grey() -> Dataset:
    """Four people of their own texture, three pictures each."""
    rng = np.random.default_rng(0)
    own = np.kron(rng.uniform(60, 200, (4, 14, 12)), np.ones((4, 4)))
    shots = np.repeat(own, 3, axis=0)
    faces = np.clip(shots + rng.normal(0, 12, shots.shape), 0, 255).astype(np.uint8)
    names = np.repeat(["Ada", "Ben", "Cleo", "Dan"], 3)
    return Dataset(faces, names, tuple(f"{name} {place}" for place, name in enumerate(names)), ())


def test_without_networks_a_grey_recipe_is_chosen() -> None:
    assert DEFAULT_RECIPE == AUTO not in RECIPES
    assert not takes_colour(AUTO)
    chosen = choose(colour=False)
    assert not RECIPES[chosen.recipe].colour
    assert chosen.reason.endswith(".")


def test_where_network_and_detector_are_here_the_embedding_is_chosen(zoo_folder: Path) -> None:
    assert takes_colour(AUTO)
    assert choose(colour=True).recipe == "embedding"
    for reason in ({"crop": "none"}, {"size": (112, 92)}, {"detector": "haar"}):
        assert not takes_colour(AUTO, **reason)  # faces that are not aligned by five points
    (zoo_folder / "face_detection_yunet_2023mar.onnx").unlink()
    assert not takes_colour(AUTO)


def test_named_recipes_take_what_they_take(zoo_folder: Path) -> None:
    assert takes_colour("embedding", crop="none")
    assert not takes_colour("lbph")
    with pytest.raises(UnknownRecipe):
        takes_colour("deep")


def test_a_training_says_what_was_chosen_and_why(grey: Dataset, tmp_path: Path) -> None:
    trained = FaceRecognizer.fit(grey, folds=2)
    training = trained.training
    assert (training.requested, training.recipe) == (AUTO, choose(colour=False).recipe)
    assert training.choice == choose(colour=False).reason
    save(trained, tmp_path / "few.facerec")
    opened = load(tmp_path / "few.facerec")
    assert opened.training == training
    again = opened.retrain().training
    assert (again.requested, again.recipe, again.choice) == (AUTO, training.recipe, training.choice)
    manifest = manifest_of(opened)
    assert (manifest["recipe"], manifest["requested"], manifest["choice"]) == (training.recipe, AUTO, training.choice)
    assert Contestant.like(opened, "few").recipe == training.recipe


def test_a_recipe_that_was_named_is_no_choice(grey: Dataset) -> None:
    training = FaceRecognizer.fit(grey, recipe="pixels", folds=2).training
    assert (training.requested, training.recipe, training.choice) == ("pixels", "pixels", "")


def test_auto_takes_part_in_comparisons_as_what_it_chooses() -> None:
    contestant = Contestant.parse(AUTO)
    assert contestant.recipe == choose(colour=False).recipe
    assert contestant.name == f"auto ({contestant.recipe})"
    assert contestant.key == Contestant.of(contestant.recipe).key


def test_few_named_rightly_bring_the_advice_to_fetch_a_network() -> None:
    said = advice("fusion", 0.72)
    assert "72 %" in said
    assert "python -m facerec zoo fetch yunet sface" in said
    assert not advice("fusion", 0.8)
    assert not advice("fusion", None)
    assert not advice("embedding", 0.5)
    assert not advice("custom", 0.5)


def test_where_a_network_is_here_it_need_not_be_fetched(zoo_folder: Path) -> None:
    assert "--recipe embedding" in advice("fusion", 0.5)
    assert "fetch" not in advice("fusion", 0.5)


@pytest.mark.parametrize("n_people", [3, 12])
def test_few_people_and_more_are_told_from_strangers(att: tuple[np.ndarray, np.ndarray], n_people: int) -> None:
    """An FPIR of 1 % leaves a DIR of 90 % or more, with 5 pictures a person of AT&T."""
    faces, names = att
    learner, features = done_once(build(choose(colour=False).recipe), faces)
    genuine, strangers = [], []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        rows = rng.permuted(np.arange(400).reshape(40, 10)[rng.permutation(40)], axis=1)
        train, mated = rows[:n_people, :5].ravel(), rows[:n_people, 5:].ravel()
        fitted = clone(learner).fit(features[train], names[train])
        distances = person_distances(fitted, features[mated])
        right = fitted.classes_[distances.argmin(axis=1)] == names[mated]
        genuine.append(np.where(right, distances.min(axis=1), np.inf))
        strangers.append(person_distances(fitted, features[rows[n_people:].ravel()]).min(axis=1))
    threshold = np.quantile(np.concatenate(strangers), 0.01)
    assert np.mean(np.concatenate(genuine) <= threshold) >= 0.9
