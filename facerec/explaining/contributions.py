"""What each part of a face adds to the margin between two people, where the method allows to say it exactly.

A distance that is a sum over features is split by feature. Features that belong to a cell or a pixel are summed there.
Weights on eigenfaces or Fisherfaces belong to no place; but they are linear in the pixels, or in the features of cells,
below them, so that the margin is split over these instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import FeatureUnion, Pipeline

from facerec.explaining.cells import cell_sums, describes_cells, spread
from facerec.explaining.terms import ANGLES, SQUARES, Doubles, euclidean_form, margin_terms, square_weights
from facerec.features import HOG, DiscriminantEmphasis, Eigenfaces, Gabor, LBPHistograms, Pixels
from facerec.features.subspace import Subspace
from facerec.matching import NearestNeighbor, ScoreFusion
from facerec.matching.distances import find_metric
from facerec.matching.steps import does_nothing

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Contributions:
    """A margin, taken apart.

    Attributes
    ----------
    places : ndarray of shape (height, width), float64
        What each pixel of the face adds: positive speaks for the nearest person, negative for the runner-up. The sum
        is the margin. What is known of cells only is shared evenly among their pixels.
    components : ndarray of shape (n_components,), float64, or None
        What each eigenface or Fisherface adds, with the same sum; None where the method has none.
    """

    places: Doubles
    components: Doubles | None


@dataclass(frozen=True, eq=False)
class _Steps:
    """A pipeline that can be taken apart: pictures, perhaps described by cells, perhaps projected, then compared."""

    pictures: list[Any]
    describing: Any
    subspace: Subspace | DiscriminantEmphasis | None
    classifier: NearestNeighbor


def contributions(
    pipeline: Pipeline, face: NDArray[np.uint8], nearest: Any, runner_up: Any, learned: NDArray[np.uint8] | None = None
) -> Contributions | None:
    """Take the margin between two people apart.

    Parameters
    ----------
    pipeline : Pipeline
        Fitted; ends in a classifier.
    face : ndarray of shape (height, width), uint8
    nearest, runner_up : str
        Names that the classifier knows.
    learned : ndarray of shape (n_faces, height, width), uint8, optional
        The faces it has learned from; where not given, those that weights are compared with are rebuilt from them.

    Returns
    -------
    Contributions or None
        None where the method is no sum over places: networks, support vector machines, steps of one's own.
    """
    classifier = pipeline.steps[-1][1]
    if isinstance(classifier, ScoreFusion):
        return _of_members(pipeline, face, nearest, runner_up, learned) if len(pipeline.steps) == 1 else None
    steps = _taken_apart(pipeline)
    if steps is None or face.ndim != 2:
        return None
    picture = _through(steps.pictures, face[None])
    described = picture if steps.describing is None else steps.describing.transform(picture)
    features = described if steps.subspace is None else steps.subspace.transform(described)
    pairs = _compared(steps.classifier, features, nearest, runner_up)
    split = [_split(steps, described[0].ravel(), features, near, far, learned) for near, far in pairs]
    if any(one is None for one in split):
        return None
    below, components = (np.mean([one[part] for one in split if one], axis=0) for part in (0, 1))
    if isinstance(steps.describing, HOG | Gabor | LBPHistograms | FeatureUnion):
        cells = cell_sums(steps.describing, below[None])[0]
    else:
        cells = below.reshape(picture.shape[1:])
    return Contributions(spread(cells, face.shape), components if isinstance(steps.subspace, Subspace) else None)


def _of_members(
    pipeline: Pipeline, face: NDArray[np.uint8], nearest: Any, runner_up: Any, learned: NDArray[np.uint8] | None
) -> Contributions | None:
    """Average the members' shares of a fusion's margin, in the fusion's scale."""
    fusion = pipeline.steps[-1][1]
    parts = [contributions(member, face, nearest, runner_up, learned) for member in fusion.estimators_]
    if any(part is None for part in parts):
        return None
    places = [part.places / scale for part, scale in zip(parts, fusion.scales_, strict=True) if part]
    return Contributions(np.mean(places, axis=0), None)


def _taken_apart(pipeline: Pipeline) -> _Steps | None:
    *steps, classifier = (step for _, step in pipeline.steps if not does_nothing(step))
    if not isinstance(classifier, NearestNeighbor) or not isinstance(classifier.metric, str):
        return None
    subspace = steps.pop() if steps and isinstance(steps[-1], Subspace | DiscriminantEmphasis) else None
    describing = steps.pop() if steps and (describes_cells(steps[-1]) or isinstance(steps[-1], Pixels)) else None
    changes_pictures = all(type(step).__module__ == "facerec.features.preprocessing" for step in steps)
    return _Steps(steps, describing, subspace, classifier) if changes_pictures and (subspace or describing) else None


def _through(steps: list[Any], faces: Array) -> Array:
    for step in steps:
        faces = step.transform(faces)
    return faces


def _compared(classifier: NearestNeighbor, features: Array, nearest: Any, runner_up: Any) -> list[tuple[int, int]]:
    """Pair each sample that the nearest person's distance is the mean of with each of the runner-up's."""
    order = classifier.kneighbors(features, len(classifier.codes_))[1][0]
    names = classifier.classes_[classifier.codes_[order]]
    near, far = (order[names == name][: classifier.n_neighbors].tolist() for name in (nearest, runner_up))
    return list(product(near, far))


def _split(
    steps: _Steps, described: Array, features: Array, near: int, far: int, learned: NDArray[np.uint8] | None
) -> tuple[Doubles, Doubles] | None:
    """Split the margin of two samples: by what comes into the subspace, if any, and by what is compared."""
    classifier, subspace, metric = steps.classifier, steps.subspace, str(steps.classifier.metric)
    origin, scale = classifier.whitening_ or (np.zeros_like(features[0]), np.ones_like(features[0]))
    query = find_metric(metric).prepare(((features - origin) * scale).astype(np.float32))[0].astype(np.float64)
    n, r = (classifier.samples_[place].astype(np.float64) for place in (near, far))
    terms = margin_terms(metric, query, n, r)
    if terms is None or subspace is None:
        return None if terms is None else (terms, terms)
    if metric in ANGLES:
        form = (n - r) * scale / _length(metric, (features[0] - origin) * scale)
        away = described - subspace.inverse_transform(origin[None]).ravel()
    elif metric == "euclidean":
        form = euclidean_form(query, n, r)
        away = 2.0 * described - sum(_before(steps, subspace, place, learned) for place in (near, far))
    elif metric in SQUARES:
        weights = square_weights(metric, query, n, r)
        to_nearest, to_runner_up = (
            weight * _pulled_back(subspace, query - sample) * (described - _before(steps, subspace, place, learned))
            for weight, sample, place in zip(weights, (n, r), (near, far), strict=True)
        )
        return to_runner_up - to_nearest, terms
    else:
        return None
    return _pulled_back(subspace, form) * away, terms


def _length(metric: str, weights: Array) -> float:
    """Return what the metric divides weights by; their mean, which Pearson's correlation takes off, adds nothing."""
    centred = weights - weights.mean() if metric == "normalized_correlation" else weights
    return float(np.linalg.norm(centred.astype(np.float64))) or 1.0


def _before(
    steps: _Steps, subspace: Subspace | DiscriminantEmphasis, place: int, learned: NDArray[np.uint8] | None
) -> Doubles:
    """Return a learned face as it comes into the subspace."""
    if learned is None:
        return np.asarray(subspace.inverse_transform(steps.classifier.samples_[place][None]), np.float64).ravel()
    picture = _through(steps.pictures, learned[place][None])
    described = picture if steps.describing is None else steps.describing.transform(picture)
    return np.asarray(described, np.float64).ravel()


def _pulled_back(subspace: Subspace | DiscriminantEmphasis, form: Doubles) -> Doubles:
    """Return the form on what comes into the subspace that equals a form on its weights."""
    if isinstance(subspace, DiscriminantEmphasis):
        return subspace.pulled_back(form)
    rows = subspace.components_.astype(np.float64)
    if isinstance(subspace, Eigenfaces) and subspace.whiten:
        rows /= np.sqrt(subspace.explained_variance_)[:, None]
    return np.asarray(form @ rows)
