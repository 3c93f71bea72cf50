"""What each step sees, against peers and hand-made faces."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.pipeline import Pipeline, make_pipeline

from facerec.explaining.seeing import View, branches, outlines, stages, views
from facerec.features import HOG, Eigenfaces, Fisherfaces, Gabor, LBPHistograms, Pixels, Resize, TanTriggs
from facerec.matching import NearestNeighbor, ScoreFusion
from facerec.recipes import RECIPES, build

NAMES = np.repeat([f"person {who}" for who in range(4)], 5)


@pytest.fixture(scope="module")
def faces() -> np.ndarray:
    """Four people with five blurred random pictures each, (20, 40, 32) uint8."""
    random = np.random.default_rng(0)
    people = np.repeat(random.integers(0, 256, (4, 40, 32)), 5, axis=0) + random.integers(-90, 90, (20, 40, 32))
    return np.stack([cv2.GaussianBlur(face.clip(0, 255).astype(np.uint8), (0, 0), 2) for face in people])


def seen(faces: np.ndarray, *steps: Any) -> dict[str, View]:
    pipeline = make_pipeline(*steps, NearestNeighbor()).fit(faces, NAMES)
    return {view.title: view for view in views(pipeline, faces[:3])}


def test_a_face_rebuilt_by_eigenfaces_is_the_one_of_scikit_learn(faces: np.ndarray) -> None:
    rebuilt = seen(faces, Eigenfaces(6))["Rebuilt"].images
    rows = faces.reshape(20, -1).astype(float)
    peer = PCA(6, svd_solver="full").fit(rows)
    expected = peer.inverse_transform(peer.transform(rows[:3])).reshape(3, 40, 32)
    np.testing.assert_allclose(rebuilt, expected.clip(0, 255), atol=1.01)  # levels are cut, not rounded


def test_the_strongest_eigenface_is_the_one_with_the_largest_weight(faces: np.ndarray) -> None:
    strongest = seen(faces, Eigenfaces(6))["Strongest part"].images
    rows = faces.reshape(20, -1).astype(float)
    peer = PCA(6, svd_solver="full").fit(rows)
    weights = peer.transform(rows[:3])
    for image, mine in zip(strongest, weights, strict=True):
        largest = np.abs(mine).argmax()
        added = mine[largest] * peer.components_[largest].reshape(40, 32)
        assert np.corrcoef(image.ravel(), added.ravel())[0, 1] > 0.999


def test_nothing_is_left_out_where_all_components_are_kept(faces: np.ndarray) -> None:
    kept = seen(faces, Eigenfaces())
    np.testing.assert_allclose(kept["Rebuilt"].images, faces[:3], atol=1.01)


def test_patterns_are_codes_in_the_place_of_their_pixels() -> None:
    """A dark square on bright ground: inside and outside nothing is brighter than a centre; its border has patterns."""
    faces = np.full((20, 30, 24), 200, np.uint8)
    faces[:, 10:20, 8:16] = 50
    images = seen(faces, LBPHistograms("original", grid=(3, 3)))["Patterns"].images
    assert images.shape == (3, 30, 24)
    assert (images[0, 12:18, 10:14] == 255).all()
    assert (images[0, :8] == 255).all()
    # Left of the square only what lies to the right of a pixel is darker: bits 32, 16 and 8 are missing.
    assert images[0, 15, 7] == 255 - 32 - 16 - 8


def test_cells_are_ruled_into_the_face(faces: np.ndarray) -> None:
    cells = seen(faces, LBPHistograms(radius=2, grid=(4, 2)))["Cells"].images
    changed = (cells[0] != faces[0]).any(axis=1) & (cells[0] != faces[0]).all(axis=1)
    assert np.flatnonzero(changed).tolist() == [10, 20, 30]


def test_strokes_lie_along_edges() -> None:
    """Brightness rises to the right on the left half, downwards on the right half."""
    face = np.zeros((64, 64), np.uint8)
    face[:, :32] = np.arange(32) * 6
    face[:, 32:] = np.arange(64)[:, None] * 3
    strokes = seen(np.repeat(face[None], 20, axis=0), HOG((4, 4)))["Edge strokes"].images[0]
    high, wide = (side // 4 for side in strokes.shape)
    upright, level = strokes[high : 2 * high, :wide], strokes[high : 2 * high, 3 * wide :]
    assert (upright > 200).sum(axis=0).max() > 4 * (upright > 200).sum(axis=1).max()
    assert (level > 100).sum(axis=1).max() > 4 * (level > 100).sum(axis=0).max()


def test_ripples_are_bright_where_their_waves_are() -> None:
    """Waves of four pixels in the upper left corner, of sixteen in the lower right one."""
    y, x = np.mgrid[:64, :64]
    fine = np.exp(-((x - 16) ** 2 + (y - 16) ** 2) / 100) * np.cos(np.pi / 2 * x)
    coarse = np.exp(-((x - 44) ** 2 + (y - 44) ** 2) / 200) * np.cos(np.pi / 8 * x)
    face = (128 + 60 * fine + 60 * coarse).astype(np.uint8)
    found = seen(np.repeat(face[None], 20, axis=0), Gabor(grid=(4, 4)))
    for title, place in (("Fine ripples", (16, 16)), ("Coarse ripples", (44, 44))):
        row, column = np.unravel_index(found[title].images[0].argmax(), (64, 64))
        assert abs(row - place[0]) < 8, title
        assert abs(column - place[1]) < 8, title
    assert "4 pixels" in found["Fine ripples"].sentence
    assert "16 pixels" in found["Coarse ripples"].sentence


def test_what_sets_a_person_apart_is_lit() -> None:
    """All pictures are noise, but one person's have a pattern in the lower right corner."""
    random = np.random.default_rng(1)
    faces = random.integers(100, 156, (20, 48, 48)).astype(np.uint8)
    faces[:5, 32:, 32:] = (np.indices((16, 16)).sum(axis=0) % 4 < 2) * 60 + 100
    light = seen(faces, LBPHistograms(grid=(3, 3), square_root=True), Fisherfaces())["Sets it apart"]
    assert "patterns" in light.sentence
    shown = light.images[0] / faces[0]
    assert shown[38:, 38:].mean() > 0.9
    assert shown[:24, :24].mean() < 0.4


def test_a_fusion_is_seen_branch_by_branch(faces: np.ndarray) -> None:
    members = [("pixels", make_pipeline(Pixels(), NearestNeighbor())), ("hog", make_pipeline(HOG(), NearestNeighbor()))]
    pipeline = Pipeline([("fusion", ScoreFusion(members))]).fit(faces, NAMES)
    assert len(branches(pipeline)) == 2
    assert [view.title for view in views(pipeline, faces[:1])] == ["Grey levels", "Edge strokes"]


def test_stages_tell_what_went_in(faces: np.ndarray) -> None:
    pipeline = make_pipeline(Resize((20, 16)), "passthrough", TanTriggs(), Pixels(), NearestNeighbor()).fit(
        faces, NAMES
    )
    inside = list(stages(branches(pipeline)[0], faces[:2]))
    assert [type(stage.step).__name__ for stage in inside] == ["Resize", "TanTriggs", "Pixels"]
    assert [stage.before.shape for stage in inside] == [(2, 40, 32), (2, 20, 16), (2, 20, 16)]
    assert np.ptp(inside[1].views[0].images) == 255  # responses around zero are stretched to be seen


@pytest.mark.parametrize("recipe", [name for name, recipe in RECIPES.items() if not recipe.colour])
def test_every_recipe_sees_something(faces: np.ndarray, recipe: str) -> None:
    found = views(build(recipe).fit(faces, NAMES), faces[:2])
    assert found
    for view in found:
        assert view.images.dtype == np.uint8
        assert len(view.images) == 2
        assert view.images.shape[1] / view.images.shape[2] == pytest.approx(40 / 32, rel=0.05)


def test_outlines_of_a_face_in_grey_and_in_colour() -> None:
    face = np.zeros((1, 30, 30), np.uint8)
    face[:, :, 15:] = 200
    grey, colour = outlines(face), outlines(np.repeat(face[..., None], 3, axis=3))
    assert [view.title for view in grey] == ["The face", "Edges", "Lines", "Fine detail"]
    for ours, theirs in zip(grey[1:], colour[1:], strict=True):
        np.testing.assert_array_equal(ours.images, theirs.images)
        assert ours.images[0, :, 13:17].max() == 255
        assert not ours.images[0, :, :10].any()


def test_an_even_face_is_no_trouble() -> None:
    even = np.full((20, 32, 32), 90, np.uint8)
    for step in (HOG(), Gabor(), LBPHistograms(), TanTriggs()):
        assert seen(even, step, *([Pixels()] if isinstance(step, TanTriggs) else []))
