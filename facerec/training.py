"""What is asked of a training, how it is done, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sklearn.base import clone
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from facerec.auto_recipe import Automatic, choose
from facerec.datasets import Dataset
from facerec.datasets.grouping import Grouping
from facerec.datasets.names import LONGEST_NAME, is_clear
from facerec.detection import Crop
from facerec.errors import BadParameter, ModelError, TooFewPeople
from facerec.matching import HeldOut, held_out_scores, person_distances
from facerec.matching.answers import UNKNOWN
from facerec.matching.strangers import with_given_strangers
from facerec.progress import Progress
from facerec.recipes import AUTO, build, defaults, find_recipe


@dataclass(frozen=True)
class Training:
    """How a recognizer came to be; enough, with the faces, to train it again.

    Attributes
    ----------
    recipe : str
        A name of `facerec.recipes.RECIPES`, or "custom".
    parameters : dict
        Those of the recipe, by name, defaults included: they may change, and the model may be trained again. Of a
        pipeline of one's own, what it was put together from, where that is known.
    folds, seed : int
        Of the held-out scores.
    digest : str
        Of the data set, SHA-256 in hex.
    created : str
        UTC, ISO 8601.
    seconds : float
        How long the training took, thresholds included.
    requested : str
        What was asked for: "auto", or the same as `recipe`. Empty in files from before there was a choice.
    choice : str
        Why this recipe was chosen automatically; empty where it was not.
    grouped : int or None
        Pictures that folds kept with a near-duplicate or another shot of a burst; None where a model file of an older
        version does not say.
    sessions : str
        Column by whose sessions folds were made; empty where there was none.
    """

    recipe: str
    parameters: dict[str, Any] = field(default_factory=dict)
    folds: int = 10
    seed: int = 0
    digest: str = ""
    created: str = ""
    seconds: float = 0.0
    requested: str = ""
    choice: str = ""
    grouped: int | None = None
    sessions: str = ""


@dataclass(frozen=True, eq=False)
class Method:
    """What is to be fitted, and how it was chosen.

    Attributes
    ----------
    pipeline : Pipeline
        Unfitted.
    recipe, parameters, requested, choice
        As of `Training`.
    """

    pipeline: Pipeline
    recipe: str
    parameters: dict[str, Any]
    requested: str
    choice: str = ""

    @classmethod
    def of(cls, recipe: str | Pipeline, parameters: dict[str, Any], crop: Crop) -> Self:
        """Build a recipe, or the one that "auto" chooses for faces that were cut like this.

        Raises
        ------
        UnknownRecipe, BadParameter, WeightsMissing
        """
        if isinstance(recipe, Pipeline):
            return cls(clone(recipe), "custom", parameters, "custom")
        chosen = choose(colour=crop.colour) if recipe == AUTO else Automatic(recipe, "")
        parameters = defaults(chosen.recipe) | parameters
        pipeline = build(chosen.recipe, **parameters)
        check_colour(chosen.recipe, crop)
        return cls(pipeline, chosen.recipe, parameters, recipe, chosen.reason)

    @property
    def said(self) -> dict[str, Any]:
        """The fields of `Training` that say what was fitted."""
        return {name: value for name, value in vars(self).items() if name != "pipeline"}


def check_request(dataset: Dataset, crop: Crop, fpir: float, folds: int, seed: int) -> None:
    """Refuse what would only fail, or mislead, after a long training."""
    if not 0 < fpir < 1:
        raise BadParameter(f"The target FPIR is {fpir:g}; it is a share of searches, above 0 and below 1.")
    if folds < 2 or not 0 <= seed < 2**32:
        raise BadParameter(
            f"folds={folds}, seed={seed}; allowed are two folds or more, and a seed from 0 to 2**32 - 1."
        )
    if len(dataset.people) < 2:
        raise TooFewPeople("Telling people apart needs at least two people; this data set has one.")
    shape = dataset.faces.shape[1:]
    if crop.shape != shape:
        raise BadParameter(f"The crop cuts faces of {crop.shape}, but those of the data set are {shape}.")
    check_names(dataset.people)


def check_colour(recipe: str, crop: Crop) -> None:
    """Refuse grey faces for a recipe that takes colour ones, and the other way round."""
    wanted = find_recipe(recipe).colour
    if wanted != crop.colour:
        kinds = {True: "colour faces that are aligned by five points", False: "grey faces"}
        raise BadParameter(
            f"The recipe {recipe} takes {kinds[wanted]}, not {kinds[crop.colour]}: cut them with"
            f" decide_crop(…, colour={wanted})."
        )


def check_names(names: Sequence[str]) -> None:
    """Refuse names that would be mistaken for an answer, or that screens and terminals do not bear."""
    if not all(names):
        raise BadParameter("A person needs a name.")
    taken = [name for name in names if name.casefold() == UNKNOWN]
    if taken:
        raise BadParameter(f"Nobody can be called {taken[0]!r}, the answer for strangers; choose another name.")
    strange = [name for name in names if not is_clear(name)]
    if strange:
        raise BadParameter(
            f"Nobody can be called {strange[0]!r:.60}: a name has at most {LONGEST_NAME} characters, and none that"
            " cannot be seen."
        )


def learn(
    blank: Pipeline, dataset: Dataset, grouping: Grouping, folds: int, seed: int, progress: Progress
) -> tuple[HeldOut, Pipeline]:
    """Measure with some people and pictures held out, then fit on everybody.

    Where the data set has strangers, their searches count beside those of the people held out.

    Folds keep the pictures of a group together, as a comparison's do, so both give the same rank-1 identification rate.

    Raises
    ------
    ModelError
        When the faces do not allow what the pipeline does, e.g. where all people look the same.
    """
    faces, names = dataset.faces, dataset.names
    try:
        with threadpool_limits(1, user_api="blas"):  # small fits: threads would mostly wait
            held_out = held_out_scores(
                blank, faces, names, folds=folds, seed=seed, groups=grouping.numbers, progress=progress
            )
        progress("Training on everybody", 0, 1)
        pipeline = clone(blank).fit(faces, names)
        if len(dataset.strangers):
            distances = person_distances(pipeline, dataset.strangers)
            held_out = with_given_strangers(held_out, distances, dataset.stranger_names)
    except ValueError as error:  # what estimators raise for such data, as scikit-learn's do
        raise ModelError(f"These faces cannot be learned in this way: {error}") from error
    progress("Training on everybody", 1, 1)
    return held_out, pipeline
