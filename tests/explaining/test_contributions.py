"""The parts of a margin sum to it, for every method that is a sum over parts; and a case worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from facerec.explaining import contributions, explain
from facerec.features import HOG, Eigenfaces, Fisherfaces, Gabor, LBPHistograms, Pixels, Resize
from facerec.matching import METRICS, NearestNeighbor, person_distances
from facerec.matching.gallery import Gallery
from facerec.recipes import RECIPES, build

People = tuple[np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def people() -> People:
    """Six people of their own texture, three pictures each with noise, and one more of the first."""
    rng = np.random.default_rng(0)
    own = np.kron(rng.uniform(60, 200, (6, 14, 12)), np.ones((4, 4)))
    shots = np.concatenate([np.repeat(own, 3, axis=0), own[:1]])
    faces = np.clip(shots + rng.normal(0, 12, shots.shape), 0, 255).astype(np.uint8)
    return faces[:-1], np.repeat(["Ada", "Ben", "Cleo", "Dan", "Eve", "Finn"], 3), faces[-1]


EXACT = [name for name in RECIPES if name not in ("hog-svm", "embedding")]  # margins and networks have no exact parts


@pytest.mark.parametrize("kept", [True, False], ids=["with faces", "without"])
@pytest.mark.parametrize("recipe", EXACT)
def test_the_parts_sum_to_the_margin(people: People, recipe: str, kept: bool) -> None:
    faces, names, face = people
    pipeline = build(recipe).fit(faces, names)
    nearest, runner_up = np.sort(person_distances(pipeline, face[None])[0])[:2]
    why = explain(pipeline, Gallery(names, tuple(names), faces if kept else None), face)
    assert why.nearest.name == "Ada"
    assert why.exact is not None
    assert why.exact.places.shape == face.shape
    assert why.margin == pytest.approx(runner_up - nearest)
    assert why.exact.places.sum() == pytest.approx(runner_up - nearest, rel=2e-4)
    if recipe.endswith("faces"):
        assert why.exact.components is not None
        assert why.exact.components.sum() == pytest.approx(runner_up - nearest, rel=2e-4)


HISTOGRAMS = LBPHistograms()
PROJECTED = [metric for metric in METRICS if METRICS[metric].layout == "C"]  # weights are no histograms


@pytest.mark.parametrize(
    ("steps", "metric"),
    [((HISTOGRAMS,), metric) for metric in METRICS]
    + [((Resize((30, 40)), HOG(), Eigenfaces(8)), metric) for metric in PROJECTED]
    + [((Eigenfaces(9, whiten=True),), metric) for metric in PROJECTED],
)
def test_metrics_and_several_neighbours(people: People, steps: tuple, metric: str) -> None:
    faces, names, face = people
    pipeline = make_pipeline(*steps, NearestNeighbor(n_neighbors=2, metric=metric)).fit(faces, names)
    ada, ben = person_distances(pipeline, face[None])[0][:2]
    parts = contributions(pipeline, face, "Ada", "Ben", faces)
    assert parts is not None
    assert parts.places.sum() == pytest.approx(ben - ada, rel=2e-4)


def test_two_pixels_by_hand() -> None:
    """Ada is (0, 3), Ben (8, 6), and the face (0, 0): distances 3 and 10, squares by pixel (0, 9) and (64, 36)."""
    faces = np.array([[[0, 3]], [[8, 6]]], np.uint8)
    pipeline = make_pipeline(Pixels(), NearestNeighbor()).fit(faces, ["Ada", "Ben"])
    parts = contributions(pipeline, np.zeros((1, 2), np.uint8), "Ada", "Ben", faces)
    assert parts is not None
    np.testing.assert_allclose(parts.places, [[64 / 13, (36 - 9) / 13]])
    assert parts.places.sum() == pytest.approx(10 - 3)
    assert parts.components is None


def test_pixels_below_eigenfaces_follow_the_formula(people: People) -> None:
    """Per pixel [W'(n - r)] (2 x - x_n - x_r), here over the sum of the two distances."""
    faces, names, face = people
    eigenfaces = Eigenfaces(5).fit(faces)
    pipeline = make_pipeline(eigenfaces, NearestNeighbor()).fit(faces, names)
    weights, query = eigenfaces.transform(faces).astype(float), eigenfaces.transform(face[None])[0].astype(float)
    distances = np.linalg.norm(weights - query, axis=1)
    n, r = distances[:3].argmin(), 3 + distances[3:6].argmin()
    expected = (weights[n] - weights[r]) @ eigenfaces.components_ * (2.0 * face - faces[n] - faces[r]).ravel()
    parts = contributions(pipeline, face, "Ada", "Ben", faces)
    assert parts is not None
    np.testing.assert_allclose(parts.places.ravel(), expected / (distances[n] + distances[r]), rtol=1e-3, atol=1e-5)


def test_what_is_no_sum_over_parts_is_not_split(people: People) -> None:
    faces, names, face = people
    for pipeline in (
        build("hog-svm"),
        make_pipeline(Gabor(), Eigenfaces(6), Fisherfaces(), NearestNeighbor()),
        make_pipeline(Pixels(), NearestNeighbor(metric=METRICS["cosine"])),
    ):
        assert contributions(pipeline.fit(faces, names), face, "Ada", "Ben", faces) is None
