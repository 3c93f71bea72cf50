"""Covering finds what a name hangs on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from facerec.errors import BadParameter
from facerec.explaining import explain, occlusion
from facerec.matching import NearestNeighbor
from facerec.matching.gallery import Gallery
from facerec.plots import explained
from facerec.recipes import build


def _rows(faces: np.ndarray) -> np.ndarray:
    return faces.reshape(len(faces), -1).astype(np.float32)


@pytest.mark.parametrize("colour", [False, True])
def test_finds_the_one_place_in_which_people_differ(colour: bool) -> None:
    """Of a distance that is a sum over pixels, what people have in common takes nothing away."""
    rng = np.random.default_rng(1)
    face = rng.integers(80, 120, (40, 30, 3) if colour else (40, 30)).astype(np.uint8)
    other = face.copy()
    face[8:14, 18:24] = 250
    other[8:14, 18:24] = 10
    names = ["Ada", "Ben"]
    pipeline = make_pipeline(FunctionTransformer(_rows), NearestNeighbor(metric="chi_square")).fit(
        np.stack([face, other]), names
    )
    lost = occlusion(pipeline, face, "Ada", "Ben", patch=0.1)
    assert lost.shape == (40, 30)
    row, column = np.unravel_index(lost.argmax(), lost.shape)
    assert 8 <= row < 14
    assert 18 <= column < 24
    decisive = np.zeros((40, 30), bool)
    decisive[6:16, 16:26] = True  # squares of three pixels reach so far
    np.testing.assert_allclose(lost[~decisive], 0, atol=1)  # of thousands: float32
    assert lost[9:13, 19:23].min() > 100
    assert (occlusion(pipeline, other, "Ada", "Ben", patch=0.1)[9:13, 19:23] < 0).all(), "it speaks for the runner-up"


def test_explains_what_cannot_be_split_without_faces_kept() -> None:
    rng = np.random.default_rng(2)
    faces = rng.integers(0, 255, (8, 48, 40)).astype(np.uint8)
    names = np.repeat(["Ada", "Ben"], 4)
    pipeline = build("hog-svm").fit(faces, names)
    why = explain(pipeline, Gallery(names, tuple(names), None), faces[0])
    assert (why.nearest.name, why.runner_up.name) == ("Ada", "Ben")
    assert (why.exact, why.nearest.row) == (None, None)
    assert explain(pipeline, Gallery(names, tuple(names), faces), faces[1]).nearest.row == 1
    lost = occlusion(pipeline, faces[0], "Ada", "Ben", resolution=6)
    assert lost.shape == (48, 40)
    assert np.abs(lost).max() > 0


@pytest.mark.parametrize("wrong", [{"resolution": 0}, {"resolution": 65}, {"patch": 0.0}, {"patch": 1.1}])
def test_refuses_what_makes_no_sense(wrong: dict) -> None:
    with pytest.raises(BadParameter, match="resolution is"):
        occlusion(build("pixels"), np.zeros((8, 8), np.uint8), "Ada", "Ben", **wrong)


def test_a_network_is_explained_by_covering(zoo_folder: Path) -> None:
    rng = np.random.default_rng(3)
    faces = rng.integers(0, 255, (4, 112, 112, 3)).astype(np.uint8)
    names = np.repeat(["Ada", "Ben"], 2)
    pipeline = build("embedding", model="mobileface-v2").fit(faces, names)
    why = explain(pipeline, Gallery(names, tuple(names), faces), faces[0])
    assert (why.nearest.name, why.nearest.row, why.exact) == ("Ada", 0, None)
    lost = occlusion(pipeline, faces[0], "Ada", "Ben", resolution=3, patch=0.4)
    assert lost.shape == (112, 112)
    assert lost.max() > 0
    assert explained(faces[0], faces, why, lost).shape[2] == 4
