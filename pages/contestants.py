"""What to compare, how thoroughly, and how strict to be with strangers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from facerec.evaluation.contestants import Contestant
from facerec.evaluation.plans import Plan
from facerec.recipes import DEFAULT_RECIPE, RECIPES
from pages import methods

PRESETS = {
    "Quick look": Plan(folds=5, open_set=0.5),
    "Thorough": Plan(folds=10, open_set=0.25),
}
_WORDS = {
    "Quick look": "Known people's pictures in five parts, and strangers in two turns: half a minute for a few methods"
    " and hundreds of faces.",
    "Thorough": "Known people's pictures in ten parts, and strangers in four turns: what to decide by.",
}
_GREY = tuple(name for name, recipe in RECIPES.items() if not recipe.colour)
_FIRST = ("eigenfaces", "fisherfaces", "lbph", DEFAULT_RECIPE)


@dataclass(frozen=True)
class Contest:
    """What was chosen; two that are equal give the same figures."""

    recipes: tuple[str, ...]
    plan: Plan

    def contestants(self) -> list[Contestant]:
        """Make the contestants, called by their titles."""
        return [Contestant.of(recipe, RECIPES[recipe].title) for recipe in self.recipes]

    @property
    def options(self) -> str:
        """The same, for the command line."""
        plan = self.plan
        return (
            f" --recipes {' '.join(self.recipes)} --folds {plan.folds} --open-set {plan.open_set:g}"
            f" --fpir {plan.fpir:g} --seed {plan.seed}"
        )


def choose() -> Contest:
    """Ask for the methods and the plan."""
    recipes = st.multiselect(
        "Methods",
        _GREY,
        default=_FIRST,
        format_func=lambda name: RECIPES[name].title,
        key="choice-contestants",
        placeholder="Choose one or more",
        wrap=True,
    )
    st.caption("Deep embeddings take colour faces, cut in another way, so they cannot be compared on the same faces.")
    preset = st.segmented_control("How thoroughly", PRESETS, default="Quick look", key="choice-preset", required=True)
    st.caption(_WORDS[preset])
    in_order = tuple(name for name in _GREY if name in recipes)
    return Contest(in_order, replace(PRESETS[preset], fpir=methods.choose_fpir()))
