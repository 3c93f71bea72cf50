"""What has to hold between the parts of a model file, so that what opens works everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import prod
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from facerec.datasets.names import can_be_shown
from facerec.errors import ModelFileError
from facerec.features.subspace import Subspace
from facerec.matching import NearestNeighbor, ScoreFusion, person_distances
from facerec.matching.answers import UNKNOWN
from facerec.matching.distances import find_metric
from facerec.matching.held_out import HeldOut
from facerec.recognizer import FaceRecognizer
from facerec.storage.bounds import LARGEST

_SMALLEST = 1e-30  # of a held-out distance that is not 0: differences of such distances are divided by
_MOST_FEATURES = 4_000_000


def check_relations(recognizer: FaceRecognizer, items: Iterable[Any]) -> None:
    """Refuse parts that do not fit together, and bring those that follow from others in their right state.

    Parameters
    ----------
    recognizer : FaceRecognizer
    items : iterable
        Everything that the pipeline holds.

    Raises
    ------
    ModelFileError
        What else is raised on the way also comes from parts that do not fit.
    """
    gallery, names = recognizer.gallery, recognizer.gallery.names
    _require(isinstance(recognizer.pipeline, Pipeline), "pipeline")
    _require(isinstance(names, np.ndarray) and names.ndim == 1 and names.dtype.kind == "U", "names")
    _require(len(gallery.sources) == len(names), "sources")
    _require(gallery.faces is None or gallery.faces.shape == (len(names), *recognizer.crop.shape), "faces")
    # Older files may hold names with characters that cannot be seen, which are refused by now for new people.
    _require(all(name and can_be_shown(name) and name.casefold() != UNKNOWN for name in recognizer.people), "names")
    for item in items:
        if isinstance(item, NearestNeighbor) and hasattr(item, "samples_"):
            _check_neighbours(item)
        elif isinstance(item, ScoreFusion) and hasattr(item, "estimators_"):
            _check_fusion(item, recognizer)
        elif isinstance(item, Subspace) and hasattr(item, "components_"):
            _check_subspace(item)
    _check_classifier(recognizer.pipeline, recognizer)
    _check_open_set(recognizer)


def rehearse(recognizer: FaceRecognizer) -> None:
    """Do once what is done with a recognizer all the time: what only shows in use shows here.

    Raises
    ------
    Exception
        Whatever goes wrong in it, invalid and overflowing numbers included.
    """
    noise = np.random.default_rng(0).integers(0, 256, (2, *recognizer.crop.shape)).astype(np.uint8)
    noise[0] = 0
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        distances = person_distances(recognizer.pipeline, noise)
        _require(distances.shape == (2, len(recognizer.people)), "classifier")
        _require(bool(np.isfinite(distances).all()), "classifier")
        matches = recognizer.identify(noise)
    json.dumps([match.to_dict() for match in matches], allow_nan=False)
    json.dumps(recognizer.training.parameters, allow_nan=False)


def _require(fits: bool, part: str) -> None:
    if not fits:
        raise ModelFileError(
            f"The parts of this model file do not fit together; it was not written by facerec. See its {part}."
        )


def _check_neighbours(classifier: NearestNeighbor) -> None:
    samples, codes, classes = classifier.samples_, classifier.codes_, classifier.classes_
    metric = find_metric(classifier.metric)
    n_features = classifier.n_features_in_
    _require(samples.ndim == 2 and samples.dtype == np.float32 and samples.shape[1] == n_features, "samples")
    _require(0 < n_features <= _MOST_FEATURES, "samples")
    _require(classes.ndim == 1 and classes.dtype.kind == "U" and len(np.unique(classes)) == len(classes), "classes")
    _require(codes.shape == (len(samples),) and codes.dtype.kind == "i", "codes")
    _require(np.array_equal(np.unique(codes), np.arange(len(classes))), "codes")
    _require((classifier.whitening_ is not None) == metric.whitens, "whitening")
    if classifier.whitening_ is not None:
        mean, scale = classifier.whitening_
        _require(mean.shape == scale.shape == (n_features,) and mean.dtype == scale.dtype == np.float32, "whitening")
    classifier._remember(samples, classes[codes])  # what follows from these is not taken from the file


def _check_fusion(fusion: ScoreFusion, recognizer: FaceRecognizer) -> None:
    members = fusion.estimators_
    _require(0 < len(members) == len(fusion.estimators), "members")
    _require(all(isinstance(name, str) for name, _ in fusion.estimators), "members")
    _require(fusion.offsets_.shape == fusion.scales_.shape == (len(members),), "members")
    _require(bool((fusion.scales_ > 1 / LARGEST).all()), "members")
    _require(np.array_equal(fusion.names_, recognizer.gallery.names), "members")
    for member in members:
        _check_classifier(member, recognizer)


def _check_classifier(fitted: Any, recognizer: FaceRecognizer) -> None:
    """Check a classifier, or a pipeline that ends in one, which knows the people of the gallery."""
    last = fitted[-1] if isinstance(fitted, Pipeline) else fitted
    classes = np.asarray(last.classes_)
    _require(classes.ndim == 1 and classes.dtype.kind == "U" and classes.tolist() == recognizer.people, "classes")
    if isinstance(last, NearestNeighbor):
        _require(np.array_equal(last.classes_[last.codes_], recognizer.gallery.names), "codes")


def _check_subspace(subspace: Subspace) -> None:
    components, mean = subspace.components_, subspace.mean_
    n_features = subspace.n_features_in_
    _require(components.ndim == 2 and components.shape[1:] == mean.shape == (n_features,), "components")
    _require(components.dtype == mean.dtype == np.float32 and len(components) > 0, "components")
    shape = subspace.face_shape_
    _require(shape is None or (isinstance(shape, tuple) and prod(shape) == n_features), "components")


def _check_open_set(recognizer: FaceRecognizer) -> None:
    open_set, people = recognizer.open_set, recognizer.people
    held_out = open_set.held_out
    _require(len(people) >= 2 and open_set.n_trained + len(open_set.newcomers) == len(people), "newcomers")
    _require(set(open_set.newcomers) <= set(people), "newcomers")
    _require(len(set(open_set.newcomers)) == len(open_set.newcomers), "newcomers")
    _require(abs(open_set.threshold) <= LARGEST and open_set.n_extra <= LARGEST, "threshold")
    _require(min(open_set.target, open_set.stranger_share, 1 - open_set.stranger_share) > 1e-9, "threshold")
    _check_scores(held_out)


def _check_scores(held_out: HeldOut) -> None:
    for name in ("genuine", "strangers", "newcomers", "late"):
        sizes = np.abs(getattr(held_out, name))
        sizes = sizes[np.isfinite(sizes) & (sizes > 0)]  # who is not found late is infinitely far
        _require(not sizes.size or bool(sizes.min() >= _SMALLEST and sizes.max() <= LARGEST), "held-out scores")
    _require(max(abs(held_out.own), abs(held_out.other), held_out.stranger_gallery) <= LARGEST, "held-out scores")
    _require(bool((held_out.late > -np.inf).all()), "held-out scores")
    _require(max(held_out.folds, held_out.n_people, held_out.n_pictures) <= 10**9, "held-out scores")
