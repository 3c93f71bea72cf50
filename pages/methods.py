"""How to learn the people: a recipe with its parameters, and how strict to be with strangers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from facerec import auto_recipe, zoo
from facerec.parameters import Parameter
from facerec.recipe_parameters import Pretrained
from facerec.recipes import AUTO, AUTO_SENTENCE, AUTO_TITLE, DEFAULT_RECIPE, RECIPES, defaults
from pages import detected, downloads

_OF_100_STRANGERS = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


@dataclass(frozen=True)
class Method:
    """What was chosen; two that are equal train the same."""

    recipe: str
    changed: tuple[tuple[str, Any], ...]
    fpir: float
    folds: int
    keep_faces: bool

    @property
    def parameters(self) -> dict[str, Any]:
        """The recipe's parameters that differ from its defaults."""
        return dict(self.changed)

    @property
    def colour(self) -> bool:
        """Whether it takes colour faces."""
        return auto_recipe.takes_colour(self.recipe)

    @property
    def missing(self) -> str | None:
        """The network that it uses and that is not here, by its name in the zoo."""
        if self.recipe == AUTO:
            return None
        values = defaults(self.recipe) | self.parameters
        networks = [values[each.name] for each in RECIPES[self.recipe].parameters if isinstance(each, Pretrained)]
        return next((name for name in networks if not zoo.is_here(name)), None)

    @property
    def options(self) -> str:
        """The same, for the command line."""
        changed = "".join(f" --set {name}={value}" for name, value in self.changed)
        faces = "" if self.keep_faces else " --no-faces"
        return f" --recipe {self.recipe}{changed} --fpir {self.fpir:g} --folds {self.folds}{faces}"


def choose() -> Method:
    """Ask for the method; its defaults do well on most people."""
    names = [AUTO, *RECIPES]
    recipe = st.selectbox(
        "Recipe",
        names,
        index=names.index(DEFAULT_RECIPE),
        format_func=title,
        key="choice-recipe",
        help="A method with all of its steps: how a face is prepared, described, and compared with others. To see which"
        " one suits your people, ask Model Compare.",
    )
    st.caption(_automatic() if recipe == AUTO else RECIPES[recipe].sentence)
    turnable = () if recipe == AUTO else RECIPES[recipe].parameters
    networks = _choose_networks(recipe, turnable)
    fpir = choose_fpir()
    with st.expander("More settings"):
        changed = choose_numbers(recipe, turnable)
        folds = st.slider(
            "Folds of the cross-validation",
            2,
            20,
            10,
            key="choice-folds",
            help="The pictures are split into so many parts; each part is named by what was learned from the others."
            " Never more than the fewest pictures a person has.",
        )
        keep_faces = st.toggle(
            "Keep the training faces in the model",
            value=True,
            key="choice-keep-faces",
            help="They explain names, and the model can be trained again from them. Without, no picture is inside;"
            " the features still can reveal faces: all the Eigenfaces weights of a picture rebuild it.",
        )
    return Method(recipe, networks + changed, fpir, folds, keep_faces)


def _automatic() -> str:
    """Say what the automatic choice is here."""
    chosen = auto_recipe.choose(colour=auto_recipe.takes_colour(AUTO))
    return f"{AUTO_SENTENCE} Here that is **{RECIPES[chosen.recipe].title}**."


def choose_fpir() -> float:
    """Ask how strict to be with strangers; return the share of their pictures that may get a name."""
    strangers: float = st.select_slider(
        "Of 100 pictures of strangers, how many may get a name?",
        _OF_100_STRANGERS,
        value=1.0,
        format_func=lambda share: f"{share:g}",
        key="choice-strangers",
        help="The fewer, the more pictures of people you know are called unknown, too. This is the target FPIR, the"
        " false positive identification rate of ISO/IEC 19795-1.",
    )
    return strangers / 100


def title(recipe: str) -> str:
    """Return what a recipe, or the automatic choice of one, is called on screens."""
    return AUTO_TITLE if recipe == AUTO else RECIPES[recipe].title


def _choose_networks(recipe: str, parameters: Iterable[Any]) -> tuple[tuple[str, Any], ...]:
    """Ask for the pretrained networks of a recipe; they are always named, as their default depends on the machine."""
    chosen = []
    for parameter in parameters:
        if not isinstance(parameter, Pretrained):
            continue
        name = st.selectbox(
            parameter.title, parameter.options, format_func=_title, key=f"choice-{recipe}-{parameter.name}"
        )
        st.caption(parameter.sentence)
        if not zoo.is_here(name):
            downloads.offer([name], open=True)
        chosen.append((parameter.name, name))
    return tuple(chosen)


def _title(network: str) -> str:
    return detected.title_of(network) + ("" if zoo.is_here(network) else " (not here yet)")


def choose_numbers(of: str, parameters: Iterable[Any], place: str = "choice") -> tuple[tuple[str, Any], ...]:
    """Ask for the parameters of something that are numbers, in some place; return those that were changed."""
    changed = []
    for parameter in parameters:
        if not isinstance(parameter, Parameter):
            continue
        value = st.slider(
            parameter.title,
            parameter.low,
            parameter.high,
            parameter.default,
            key=f"{place}-{of}-{parameter.name}",
        )
        st.caption(parameter.sentence)
        if value != parameter.default:
            changed.append((parameter.name, value))
    return tuple(changed)
