"""One face under one method: who is nearest, who comes second, and what the method makes of that.

A picture of the data set is asked about after everything (the steps, the threshold, the probability) was learned
without it, as a comparison does for all pictures.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from facerec.datasets import Dataset
from facerec.errors import ModelError, TooFewPeople
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.plans import Plan
from facerec.explaining import Candidate, Explanation, explain
from facerec.progress import Progress, silent
from facerec.recognizer import FaceRecognizer

Verdict = Literal["right", "wrong", "turned away", "rightly unknown", "named", "unknown"]

_FOLDS = 5  # of known people's pictures, for the probability


@dataclass(frozen=True, eq=False)
class Answer:
    """What a method says of one face.

    Attributes
    ----------
    why : Explanation
        Who is nearest, who comes second, and what speaks for either.
    threshold : float
        The largest distance that gets a name.
    probability : float or None
        Calibrated chance, 0..1, that the nearest is the right person; None where no stranger was measured.
    """

    why: Explanation
    threshold: float
    probability: float | None

    @property
    def nearest(self) -> Candidate:
        """The nearest person."""
        return self.why.nearest

    @property
    def runner_up(self) -> Candidate:
        """Who comes second."""
        return self.why.runner_up

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
    face : ndarray of shape (height, width) or, in colour, (height, width, 3), uint8
        Cut as those were.
    """
    why = explain(recognizer.pipeline, recognizer.gallery, face)
    (probability,) = recognizer.open_set.stated_probabilities([why.nearest.distance])
    return Answer(why, recognizer.open_set.threshold, probability)
