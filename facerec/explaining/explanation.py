"""Why one face gets its name: the nearest person, the runner-up, and what speaks for either."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from facerec.explaining.candidates import Candidate, two_nearest
from facerec.explaining.contributions import Contributions, contributions
from facerec.matching.gallery import Gallery


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a face is nearer to one person than to any other.

    Attributes
    ----------
    nearest, runner_up : Candidate
    exact : Contributions or None
        What each part of the face adds to the margin; None where the method is no sum over parts, and only covering
        parts tells (`facerec.explaining.occlusion`).
    """

    nearest: Candidate
    runner_up: Candidate
    exact: Contributions | None

    @property
    def margin(self) -> float:
        """How much farther the runner-up is than the nearest person; from 0."""
        return self.runner_up.distance - self.nearest.distance


def explain(pipeline: Pipeline, gallery: Gallery, face: NDArray[np.uint8]) -> Explanation:
    """Explain whom a method takes a face for.

    Parameters
    ----------
    pipeline : Pipeline
        Fitted; ends in a classifier that knows two people or more. A `FaceRecognizer` has one.
    gallery : Gallery
        What it has learned, in the same order; with or without its faces.
    face : ndarray of shape (height, width) or, in colour, (height, width, 3), uint8
        Cut as those it has learned.

    Raises
    ------
    ModelError
        When the classifier gives names only.
    """
    nearest, runner_up = two_nearest(pipeline, gallery, face)
    return Explanation(nearest, runner_up, contributions(pipeline, face, nearest.name, runner_up.name, gallery.faces))
