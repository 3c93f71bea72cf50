"""One face under one method: who is nearest, who comes second, and what the method makes of that.

A picture of the data set is asked about after everything (the steps, the threshold, the probability) was learned
without it, as a comparison does for all pictures.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from facerec.datasets import Dataset
from facerec.errors import ModelError, TooFewPeople
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.plans import Plan
from facerec.matching import can, person_distances
from facerec.matching.classifiers import nearest_samples
from facerec.progress import Progress, silent
from facerec.recognizer import FaceRecognizer

Verdict = Literal["right", "wrong", "turned away", "rightly unknown", "named", "unknown"]

_FOLDS = 5  # of known people's pictures, for the probability


@dataclass(frozen=True)
class Candidate:
    """A person, as one face has them.

    Attributes
    ----------
    name : str
    distance : float
        Of the face to the person.
    row : int
        Of the learned faces, that of the person's which is nearest.
    """

    name: str
    distance: float
    row: int


@dataclass(frozen=True)
class Answer:
    """What a method says of one face.

    Attributes
    ----------
    nearest, runner_up : Candidate
    threshold : float
        The largest distance that gets a name.
    probability : float
        Calibrated chance, 0..1, that the nearest is the right person.
    by_pixels : bool
        Whether the rows are of the pictures most like the face pixel by pixel, since the method weighs all pictures of
        a person at once.
    """

    nearest: Candidate
    runner_up: Candidate
    threshold: float
    probability: float
    by_pixels: bool

    @property
    def known(self) -> bool:
        """Whether the face gets a name."""
        return self.nearest.distance <= self.threshold

    def verdict(self, person: str | None, *, enrolled: bool = True) -> Verdict:
        """Judge the answer.

        Parameters
        ----------
        person : str or None
            Whose face it is; None where nobody knows.
        enrolled : bool, default=True
            Whether other pictures of the person were learned. Who has none is a stranger.
        """
        if person is None:
            return "named" if self.known else "unknown"
        if not self.known:
            return "turned away" if enrolled else "rightly unknown"
        return "right" if self.nearest.name == person else "wrong"


def learned_without(
    dataset: Dataset,
    contestant: Contestant,
    rows: Collection[int],
    plan: Plan,
    *,
    progress: Progress = silent,
) -> FaceRecognizer:
    """Train a contestant on a data set without some pictures: its steps, its threshold and its probabilities.

    Parameters
    ----------
    dataset : Dataset
    contestant : Contestant
    rows : collection of int
        Pictures to be held out; none to learn from all.
    plan : Plan
        For the FPIR that the threshold aims at, the share of strangers and the seed.
    progress : Progress
        May raise to stop the work.

    Raises
    ------
    TooFewPeople
        When the others show fewer than two people.
    ModelError
        When the contestant cannot learn these faces.
    """
    left = _without(dataset, rows)
    recognizer = FaceRecognizer.fit(
        left, recipe=contestant.pipeline, fpir=plan.fpir, folds=_FOLDS, seed=plan.seed, progress=progress
    )
    return recognizer.for_strangers(plan.stranger_share)


def fitted_without(dataset: Dataset, contestant: Contestant, rows: Collection[int]) -> Pipeline:
    """Fit a contestant's steps alone, which is quicker, to see what they make of a face.

    Parameters and errors as in `learned_without`.
    """
    left = _without(dataset, rows)
    try:
        with threadpool_limits(1, user_api="blas"):
            return clone(contestant.pipeline).fit(left.faces, left.names)
    except ValueError as error:  # what estimators raise for such data, as scikit-learn's do
        raise ModelError(f"{contestant.name} cannot learn these faces: {error}") from error


def _without(dataset: Dataset, rows: Collection[int]) -> Dataset:
    left = dataset.without(dict.fromkeys(rows, "asked about")) if rows else dataset
    if len(left.people) < 2:
        raise TooFewPeople("Without this picture only one person is left, so there is nobody to tell apart.")
    return left


def answer(recognizer: FaceRecognizer, face: NDArray[np.uint8]) -> Answer:
    """Ask a recognizer about one face.

    Parameters
    ----------
    recognizer : FaceRecognizer
        That has kept the faces it learned from.
    face : ndarray of shape (height, width) or, in colour, (height, width, 3), uint8
        Cut as those were.
    """
    faces, names = face[None], recognizer.gallery.names
    distances = person_distances(recognizer.pipeline, faces)[0]
    people = np.asarray(recognizer.pipeline.classes_, str)
    first, second = np.argsort(distances, kind="stable")[:2].tolist()
    shows = can(recognizer.pipeline, "neighbours")
    order = _by_method(recognizer, faces) if shows else _by_pixels(recognizer, face)

    def candidate(place: int) -> Candidate:
        name = str(people[place])
        return Candidate(name, float(distances[place]), int(order[names[order] == name][0]))

    probability = float(recognizer.open_set.probability(distances[first : first + 1])[0])
    return Answer(candidate(first), candidate(second), recognizer.open_set.threshold, probability, not shows)


def _by_method(recognizer: FaceRecognizer, faces: NDArray[Any]) -> NDArray[np.intp]:
    _, indices = nearest_samples(recognizer.pipeline, faces, len(recognizer.gallery.names))
    return np.asarray(indices[0])


def _by_pixels(recognizer: FaceRecognizer, face: NDArray[np.uint8]) -> NDArray[np.intp]:
    learned = recognizer.gallery.faces
    if learned is None:
        raise ValueError("the recognizer has kept no faces to show")
    apart = np.abs(learned.astype(np.int16) - face).reshape(len(learned), -1).mean(axis=1)
    return np.asarray(np.argsort(apart, kind="stable"))
