"""A recognizer as a model file, and back."""

from __future__ import annotations

import platform
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from sklearn.pipeline import Pipeline

import facerec
from facerec.datasets.names import showable
from facerec.detection import Crop
from facerec.errors import BadParameter, ModelFileError
from facerec.features.embedding import check_weights, weights_of
from facerec.matching import OpenSet
from facerec.matching.gallery import Gallery
from facerec.recognizer import FaceRecognizer
from facerec.storage.bounds import check_parameters
from facerec.storage.model_file import ModelContent, read, write
from facerec.storage.model_identity import with_id
from facerec.storage.model_locks import held, in_words, tidy
from facerec.storage.relations import check_relations, rehearse
from facerec.storage.support_vectors import everything_in
from facerec.training import Training

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "skops", "opencv-python-headless", "pillow")

_TRAINING: dict[str, type | tuple[type, ...]] = {
    "recipe": str,
    "parameters": dict,
    "folds": int,
    "seed": int,
    "digest": str,
    "created": str,
    "seconds": (int, float),
}
"""What a manifest says of the training: the fields of `Training`."""

_MISFITS = (
    ArithmeticError,
    AttributeError,
    BadParameter,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
    cv2.error,
)
"""What putting together, or first using, parts that facerec did not write raises: among them a size of a million."""


def save(recognizer: FaceRecognizer, path: str | Path) -> None:
    """Write a recognizer to a model file, in one step: a save that is interrupted leaves the old file whole.

    Raises
    ------
    ModelError
        When the file cannot be written, or the recognizer holds what no model file may hold.
    """
    path = Path(path)
    with in_words(f"The model cannot be saved as {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
    with held(path):
        tidy(path.parent)
        write(with_id(content_of(recognizer)), path)


def load(source: str | Path | bytes) -> FaceRecognizer:
    """Read a recognizer from a model file or its bytes.

    Raises
    ------
    ModelFileError
        When the file is not a facerec model, is damaged, or holds what a model does not.
    ModelTooNew
        When a newer facerec wrote it.
    WeightsMissing, WeightsError
        When a pretrained file that the model uses is not here, or is another one.
    """
    return recognizer_from(read(Path(source) if isinstance(source, str) else source))


def manifest_of(recognizer: FaceRecognizer) -> dict[str, Any]:
    """Say what a recognizer is, in plain values: the readable part of its model file."""
    open_set, training = recognizer.open_set, recognizer.training
    return {
        "facerec": facerec.__version__,
        **asdict(training),
        "people": recognizer.gallery.counts,
        "pictures": len(recognizer.gallery.names),
        "pictures_inside": recognizer.gallery.faces is not None,
        "crop": recognizer.crop.to_dict(),
        "weights": {**recognizer.crop.weights(), **weights_of(recognizer.pipeline)},
        "threshold": open_set.threshold,
        "fpir": {"target": open_set.target} | open_set.fpir._asdict(),
        "dir": open_set.dir._asdict(),
        "stranger_share": open_set.stranger_share,
        "rank1": open_set.rank1._asdict() | {"folds": open_set.folds},
        "stale": open_set.stale,
        "note": open_set.note,
        "libraries": {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
    }


def content_of(recognizer: FaceRecognizer) -> ModelContent:
    """Return the parts of a model file."""
    objects = {
        "pipeline": recognizer.pipeline,
        "open_set": recognizer.open_set.to_dict(),
        "names": recognizer.gallery.names,
        "sources": list(recognizer.gallery.sources),
    }
    return ModelContent(manifest_of(recognizer), objects, recognizer.gallery.faces)


def recognizer_from(content: ModelContent) -> FaceRecognizer:
    """Put a recognizer together again; what does not fit together is refused."""
    manifest, objects = content.manifest, content.objects
    try:
        parts = list(everything_in(objects))
        check_parameters(parts)
        recognizer = FaceRecognizer(
            objects["pipeline"],
            Crop.from_dict(manifest["crop"]),
            _open_set(objects["open_set"]),
            Gallery(objects["names"], tuple(map(showable, objects["sources"])), content.thumbnails),
            _training(manifest),
        )
        _check_weights(recognizer.pipeline, manifest["weights"])
        check_relations(recognizer, parts)
        rehearse(recognizer)
    except _MISFITS as error:
        raise ModelFileError(f"This model file lacks a part, or has one of the wrong kind: {error}.") from error
    return recognizer


def _open_set(content: dict[str, Any]) -> OpenSet:
    with np.errstate(invalid="raise"):  # else a number that is none would become some whole number
        return OpenSet.from_dict(content)


def _training(manifest: dict[str, Any]) -> Training:
    strange = [name for name, kind in _TRAINING.items() if not isinstance(manifest[name], kind)]
    if strange:
        raise TypeError(", ".join(strange))
    if not isfinite(manifest["seconds"]):
        raise ValueError("the training took no finite time")
    if manifest["created"]:
        datetime.fromisoformat(manifest["created"])
    grouped = manifest.get("grouped")  # files of versions before 1.1 do not say
    if not isinstance(grouped, int | None):
        raise TypeError("grouped")
    chosen = {name: manifest.get(name, "") for name in ("requested", "choice", "sessions")}  # nor how it was chosen
    if not all(isinstance(said, str) for said in chosen.values()):
        raise TypeError("requested, choice, sessions")
    return Training(**{name: manifest[name] for name in _TRAINING}, grouped=grouped, **chosen)


def _check_weights(pipeline: Pipeline, recorded: dict[str, str]) -> None:
    for name, digest in weights_of(pipeline).items():
        if recorded[name] != digest:
            raise ModelFileError(f"The manifest of this model file names another {name} than its learned part.")
        check_weights(name, digest)
