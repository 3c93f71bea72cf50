"""How to learn the people: a recipe with its parameters, and how strict to be with strangers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from facerec.recipes import DEFAULT_RECIPE, RECIPES

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
    def options(self) -> str:
        """The same, for the command line."""
        faces = "" if self.keep_faces else " --no-faces"
        return f" --recipe {self.recipe} --fpir {self.fpir:g} --folds {self.folds}{faces}"


def choose() -> Method:
    """Ask for the method; its defaults do well on most people."""
    names = list(RECIPES)
    recipe = st.selectbox(
        "Recipe",
        names,
        index=names.index(DEFAULT_RECIPE),
        format_func=lambda name: RECIPES[name].title,
        key="choice-recipe",
    )
    st.caption(RECIPES[recipe].sentence)
    strangers = st.select_slider(
        "Of 100 pictures of strangers, how many may get a name?",
        _OF_100_STRANGERS,
        value=1.0,
        format_func=lambda share: f"{share:g}",
        key="choice-strangers",
        help="The fewer, the more pictures of people you know are called unknown, too. This is the target FPIR, the"
        " false positive identification rate of ISO/IEC 19795-1.",
    )
    with st.expander("More settings"):
        changed = _choose_parameters(recipe)
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
    return Method(recipe, changed, strangers / 100, folds, keep_faces)


def _choose_parameters(recipe: str) -> tuple[tuple[str, Any], ...]:
    changed = []
    for parameter in RECIPES[recipe].parameters:
        value = st.slider(
            parameter.title,
            parameter.low,
            parameter.high,
            parameter.default,
            key=f"choice-{recipe}-{parameter.name}",
        )
        st.caption(parameter.sentence)
        if value != parameter.default:
            changed.append((parameter.name, value))
    return tuple(changed)
