"""Spoiled pictures: what each kind does to a face, and what that does to the figures."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from facerec.datasets import Dataset
from facerec.errors import BadParameter, Cancelled
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.perturbations import PERTURBATIONS, example, perturb
from facerec.evaluation.robustness import robustness
from facerec.features import Pixels
from facerec.matching import NearestNeighbor


def faces(n: int = 3) -> np.ndarray:
    noise = np.random.default_rng(0).integers(0, 256, (n, 112, 92)).astype(np.uint8)
    return np.stack([cv2.GaussianBlur(face, (0, 0), 2) for face in noise]) // 2 + 50


@pytest.mark.parametrize("kind", PERTURBATIONS)
def test_every_level_is_worse_than_the_one_before(kind: str) -> None:
    clean = faces()
    assert len(PERTURBATIONS[kind].amounts) == 5
    np.testing.assert_array_equal(perturb(clean, kind, 0), clean)
    errors = [np.abs(perturb(clean, kind, level).astype(float) - clean).mean() for level in range(6)]
    assert errors[0] == 0
    assert errors[1] > 0
    assert errors[5] > errors[3] > errors[1]
    coloured = np.repeat(clean[..., None], 3, axis=3)
    assert perturb(coloured, kind, 3).shape == coloured.shape
    np.testing.assert_array_equal(perturb(clean, kind, 4, seed=1)[0], perturb(clean[:1], kind, 4, seed=1)[0])


def test_covered_parts_by_hand() -> None:
    face = np.full((100, 80), 200, np.uint8)
    eyes, mouth = example(face, "eyes", 5), example(face, "mouth", 5)
    assert sorted(set(np.flatnonzero((eyes == 0).all(axis=1)))) == list(range(20, 50))
    assert sorted(set(np.flatnonzero((mouth == 0).all(axis=1)))) == list(range(65, 90))
    assert (example(face, "square", 5) == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert set(np.unique(example(face, "brightness", 1))) <= {185, 215}


@pytest.mark.parametrize(("kind", "level"), [("fog", 1), ("blur", 6), ("blur", -1)])
def test_others_are_refused(kind: str, level: int) -> None:
    with pytest.raises(BadParameter):
        perturb(faces(), kind, level)


def test_figures_fall_with_the_level_and_work_can_be_stopped() -> None:
    rng = np.random.default_rng(0)
    names = np.repeat(["al", "bo", "cy", "di"], 6)
    people = np.repeat(rng.integers(60, 196, (4, 16, 16)), 6, axis=0)
    dataset = Dataset(np.clip(people + rng.normal(0, 15, people.shape), 0, 255).astype(np.uint8), names, ("",) * 24)
    contestant = Contestant.own("pixels", make_pipeline(Pixels(), NearestNeighbor()))
    (result,) = robustness(dataset, [contestant], kinds=["noise", "square", "brightness"])
    assert result.rank1["noise"][0].value == 1
    assert result.fnmr["noise"][0].value == 0
    assert result.fnmr["brightness"][5].value == 1
    assert result.to_dict()["rank1"]["square"][0]["value"] == 1
    assert [len(rates) for rates in result.rank1.values()] == [6, 6, 6]

    def stop(stage: str, done: int, total: int) -> None:
        if done == 1:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled, match=r"Stopped\."):
        robustness(dataset, [contestant], progress=stop)
