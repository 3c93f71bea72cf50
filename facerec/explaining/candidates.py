"""The two people nearest to a face, and the picture of each that comes nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from facerec.matching import can, person_distances
from facerec.matching.classifiers import nearest_samples
from facerec.matching.gallery import Gallery


@dataclass(frozen=True)
class Candidate:
    """A person, as one face has them.

    Attributes
    ----------
    name : str
    distance : float
        Of the face to the person.
    row : int or None
        Of the learned faces, that of the person's which is nearest; None where the method has none to show and the
        pictures were not kept.
    """

    name: str
    distance: float
    row: int | None


def two_nearest(pipeline: Pipeline, gallery: Gallery, face: NDArray[np.uint8]) -> tuple[Candidate, Candidate]:
    """Find the nearest person and the runner-up.

    Where the method weighs all pictures of a person at once, the picture shown for each is the one most like the face
    pixel by pixel.

    Parameters
    ----------
    pipeline : Pipeline
        Fitted; ends in a classifier that knows two people or more.
    gallery : Gallery
        What it has learned.
    face : ndarray of shape (height, width) or, in colour, (height, width, 3), uint8
    """
    distances = person_distances(pipeline, face[None])[0]
    first, second = np.argsort(distances, kind="stable")[:2].tolist()
    order = _nearest_first(pipeline, gallery, face)

    def candidate(place: int) -> Candidate:
        name = str(pipeline.classes_[place])
        row = None if order is None else int(order[gallery.names[order] == name][0])
        return Candidate(name, float(distances[place]), row)

    return candidate(first), candidate(second)


def _nearest_first(pipeline: Pipeline, gallery: Gallery, face: NDArray[np.uint8]) -> NDArray[np.intp] | None:
    if can(pipeline, "neighbours"):
        return np.asarray(nearest_samples(pipeline, face[None], len(gallery.names))[1][0])
    if gallery.faces is None:
        return None
    apart = np.abs(gallery.faces.astype(np.int16) - face).reshape(len(gallery.names), -1).mean(axis=1)
    return np.asarray(np.argsort(apart, kind="stable"))
