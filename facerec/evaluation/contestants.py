"""What is compared: a recipe with its parameters, or a pipeline of one's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.pipeline import Pipeline

from facerec.auto_recipe import choose, takes_colour
from facerec.datasets.names import LONGEST_NAME, can_be_shown
from facerec.errors import BadParameter, ModelError
from facerec.evaluation.grid import Combination, every
from facerec.features import Embedding
from facerec.matching.steps import does_nothing, is_stateless
from facerec.parameters import in_words, with_settings
from facerec.recipes import AUTO, build
from facerec.recognizer import FaceRecognizer

_LOOK = 8  # faces on which a step is tried that says it learns nothing


@dataclass(frozen=True, eq=False)
class Contestant:
    """One method.

    Attributes
    ----------
    name : str
        For tables; no two contestants share one.
    pipeline : Pipeline
        Unfitted; ends in a classifier.
    recipe : str, default="custom"
        A name of `facerec.recipes.RECIPES`, or "custom".
    parameters : dict
        Those of the recipe that are not to have their default; the parts that a combination was put together from.
    combination : Combination or None
        What a pipeline of one's own was put together from, where it was.
    """

    name: str
    pipeline: Pipeline
    recipe: str = "custom"
    parameters: dict[str, Any] = field(default_factory=dict)
    combination: Combination | None = None

    @classmethod
    def of(cls, recipe: str, name: str = "", parameters: Mapping[str, Any] | None = None) -> Self:
        """Make the contestant of a recipe; it is called like the recipe where no name is given.

        Of "auto" it is the recipe that is chosen where an embedding, if there is one, is ready.

        Raises
        ------
        UnknownRecipe, BadParameter
        """
        parameters = dict(parameters or {})
        if "name" in parameters:  # the one word that `build` itself would take
            raise BadParameter(f"The recipe {recipe} has no parameter 'name'.")
        if recipe == AUTO:
            recipe = choose(colour=takes_colour(AUTO)).recipe
            name = name or f"{AUTO} ({recipe})"
        return cls(name or in_words(recipe, parameters), build(recipe, **parameters), recipe, parameters)

    @classmethod
    def own(cls, name: str, pipeline: Pipeline) -> Self:
        """Make a contestant of a pipeline; it is cloned, and what it has learned is not used."""
        return cls(name, clone(pipeline))

    @classmethod
    def combined(cls, combination: Combination, name: str = "") -> Self:
        """Make the contestant of a combination of steps.

        Raises
        ------
        BadParameter
        """
        parts = combination._asdict()
        return cls(name or combination.name, combination.build(), parameters=parts, combination=combination)

    @classmethod
    def like(cls, recognizer: FaceRecognizer, name: str) -> Self:
        """Make a contestant that learns as a trained model has learned: its method, but nothing that it knows."""
        training = recognizer.training
        if training.recipe == "custom":
            own = cls.own(name, recognizer.pipeline)
            combined = (cls.combined(each, name) for each in (*_told(training.parameters), *every()))
            return next((one for one in combined if one.key == own.key), own)  # known by its parts, a plan can hold it
        return cls.of(training.recipe, name, training.parameters)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Make the contestant of a recipe as people type it: ``lbph``, ``lbph:cells=8`` or ``lbph:cells=8,radius=3``.

        Raises
        ------
        UnknownRecipe, BadParameter
        """
        recipe, parameters = with_settings(text)
        return cls.of(recipe, parameters=parameters)

    @property
    def colour(self) -> bool:
        """Whether it takes colour faces, aligned by five points, instead of grey ones."""
        return any(isinstance(step, Embedding) for _, step in self.pipeline.steps)

    @cached_property
    def key(self) -> str:
        """SHA-256, in hex, of everything that makes its results: the steps and their parameters."""
        digest = hashlib.sha256()
        for part in _parts(self.pipeline):
            digest.update(repr(part).encode() + b"\n")
        return digest.hexdigest()

    def check(self, faces: Any) -> None:
        """Refuse a step that says it learns nothing, but gives a face another result in other company.

        Such steps are applied to all pictures at once; one that learned after all would learn from those asked about.

        Raises
        ------
        ModelError
        """
        if self.recipe != "custom":
            return
        few, more = faces[:_LOOK], faces[: 4 * _LOOK]
        for name, step in self.pipeline.steps[:-1]:
            if not is_stateless(step):
                return
            if does_nothing(step):
                continue
            few, more = clone(step).fit_transform(few), clone(step).fit_transform(more)
            if not np.allclose(few, more[: len(few)], rtol=1e-3, atol=1e-4):
                raise ModelError(
                    f"The step {name!r} of {self.name} says that it learns nothing, but what it makes of a face "
                    "depends on the other faces. Leave its tag requires_fit True, and it is fitted inside each fold."
                )


def _told(parameters: Mapping[str, Any]) -> Iterator[Combination]:
    """Yield the parts that a model says it was put together from; a file may say anything."""
    if parameters.keys() == set(Combination._fields) and all(isinstance(part, str) for part in parameters.values()):
        combination = Combination(**parameters)
        with suppress(BadParameter):
            combination.build()
            yield combination


def check_names(contestants: Iterable[Contestant]) -> None:
    """Refuse no contestants, two of one name, and names that no table bears.

    Raises
    ------
    BadParameter
    """
    names = [contestant.name for contestant in contestants]
    if not names:
        raise BadParameter("There is nothing to compare; choose one recipe or more.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadParameter(f"Two contestants are called {twice[0]!r}; give each a name of its own.")
    strange = [name for name in names if not can_be_shown(name)]
    if strange:
        raise BadParameter(
            f"No contestant can be called {strange[0]!r:.60}: a name has at most {LONGEST_NAME} characters, and none"
            " that cannot be seen."
        )


def _parts(value: Any) -> list[Any]:
    """Take an estimator, or anything within it, apart into what tells it from others."""
    if isinstance(value, BaseEstimator):
        parameters = sorted(value.get_params(deep=False).items())
        return [type(value).__module__, type(value).__qualname__, *(_parts(item) for item in parameters)]
    if isinstance(value, list | tuple):
        return [type(value).__name__, *(_parts(item) for item in value)]
    if isinstance(value, np.ndarray):
        return [value.shape, value.dtype.str, hashlib.sha256(value.tobytes()).hexdigest()]
    return [value]
