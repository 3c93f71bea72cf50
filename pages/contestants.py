"""What to compare, how thoroughly, and how strict to be with strangers."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace

import streamlit as st

from facerec import zoo
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.grid import FEATURES, PREPROCESSING, Combination, grid
from facerec.evaluation.plans import Plan
from facerec.matching.distances import METRICS
from facerec.recipes import DEFAULT_RECIPE, NETWORK, RECIPES
from facerec.storage import ModelStore
from pages import downloads, methods, ui

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
_CHOSEN, _VERSIONS = "choice-contestants", "versions"


@dataclass(frozen=True)
class Contest:
    """What was chosen; two that are equal give the same figures.

    Attributes
    ----------
    recipes : tuple of str
        As `Contestant.parse` reads them.
    pipelines : tuple of Combination
        All of one grid.
    models : tuple of (name, when)
        Of the store, and when each was trained.
    plan : Plan
    """

    recipes: tuple[str, ...]
    pipelines: tuple[Combination, ...]
    models: tuple[tuple[str, str], ...]
    plan: Plan

    def contestants(self) -> list[Contestant]:
        """Make the contestants, called by their titles."""
        return [
            *(replace(Contestant.parse(recipe), name=_title(recipe)) for recipe in self.recipes),
            *map(Contestant.combined, self.pipelines),
            *(Contestant.like(ui.open_model(name), f"{name} (model)") for name, _ in self.models),
        ]

    @property
    def options(self) -> str:
        """The same, for the command line."""
        plan, columns = self.plan, zip(*self.pipelines, strict=True)
        chosen = {"recipes": self.recipes, "models": [shlex.quote(name) for name, _ in self.models]}
        chosen |= {what: dict.fromkeys(names) for what, names in zip(_GRID, columns, strict=False)}
        said = "".join(f" --{what} {' '.join(names)}" for what, names in chosen.items() if names)
        return f"{said} --folds {plan.folds} --open-set {plan.open_set:g} --fpir {plan.fpir:g} --seed {plan.seed}"

    def __bool__(self) -> bool:
        """Whether there is anything to compare."""
        return bool(self.recipes or self.pipelines or self.models)


_GRID = ("preprocessing", "features", "metrics")


def choose() -> Contest:
    """Ask for the methods and the plan."""
    recipes = _choose_recipes()
    pipelines = _choose_pipelines()
    models = _choose_models()
    preset = st.segmented_control("How thoroughly", PRESETS, default="Quick look", key="choice-preset", required=True)
    st.caption(_WORDS[preset])
    return Contest(recipes, pipelines, models, replace(PRESETS[preset], fpir=methods.choose_fpir()))


def _choose_recipes() -> tuple[str, ...]:
    networks = [f"embedding:model={name}" for name in NETWORK.options if zoo.is_here(name)]
    options = [*_GREY, *networks, *st.session_state.setdefault(_VERSIONS, [])]
    st.session_state.setdefault(_CHOSEN, list(_FIRST))
    # A network whose file has gone meanwhile cannot be chosen any more.
    st.session_state[_CHOSEN] = [one for one in st.session_state[_CHOSEN] if one in options]
    chosen = st.multiselect(
        "Methods", options, format_func=_title, key=_CHOSEN, placeholder="Choose one or more", wrap=True
    )
    if not networks:
        st.caption("Deep embeddings can be compared, too, once a network is here.")
        downloads.offer(NETWORK.options)
    with st.expander("A method with other settings", icon=":material/tune:"):
        _add_version()
    return tuple(one for one in options if one in chosen)


def _add_version() -> None:
    """Let people turn the parameters of a recipe, and add it beside the one as it is."""
    turnable = [name for name in _GREY if RECIPES[name].parameters]
    recipe = st.selectbox("Method", turnable, format_func=_title, key="version-of")
    settings = ",".join(f"{name}={value:g}" for name, value in methods.choose_numbers(recipe, "version"))
    version = f"{recipe}:{settings}"
    known = version in st.session_state[_VERSIONS]
    st.button(
        "Add it to the methods",
        icon=":material/add:",
        disabled=not settings or known,
        on_click=_add,
        args=(version,),
        help="Move a slider first." if not settings else "It is among the methods already." if known else None,
    )


def _add(version: str) -> None:
    st.session_state[_VERSIONS] = [*st.session_state[_VERSIONS], version]
    st.session_state[_CHOSEN] = [*st.session_state[_CHOSEN], version]


def _title(recipe: str) -> str:
    name, _, settings = recipe.partition(":")
    if RECIPES[name].colour:
        return zoo.weights(settings.partition("=")[2]).title
    titles = {parameter.name: parameter.title.lower() for parameter in RECIPES[name].parameters}
    turned = [setting.partition("=") for setting in settings.split(",") if setting]
    said = ", ".join(f"{titles[parameter]} {value}" for parameter, _, value in turned)
    return f"{RECIPES[name].title} ({said})" if said else RECIPES[name].title


def _choose_pipelines() -> tuple[Combination, ...]:
    """Ask for parts, each of which is combined with each."""
    with st.expander("Pipelines of your own", icon=":material/account_tree:"):
        st.caption("Each way to prepare a face, with each way to describe it, with each way to compare.")
        parts = [
            st.multiselect(
                title, choices, format_func=titles, default=first, key=f"grid-{title}", placeholder="Choose", wrap=True
            )
            for title, choices, titles, first in (
                ("Prepare", PREPROCESSING, lambda name: PREPROCESSING[name].title, ["none"]),
                ("Describe", FEATURES, lambda name: FEATURES[name].title, []),
                ("Compare by", METRICS, lambda name: name.replace("_", " "), ["cosine"]),
            )
        ]
        if not all(parts):
            st.caption("Choose something of each.")
            return ()
        with ui.errors_in_words(stop=False):
            made = tuple(grid(*parts))
            st.caption(f"That makes {len(made)} more to compare." if len(made) > 1 else "That makes one more.")
            return made
    return ()


def _choose_models() -> tuple[tuple[str, str], ...]:
    """Ask for trained models, whose methods take part."""
    manifests = ModelStore().manifests()
    if not manifests:
        return ()
    with st.expander("Your trained models", icon=":material/inventory_2:"):
        chosen = st.multiselect(
            "Models", list(manifests), key="choice-models", placeholder="None", label_visibility="collapsed", wrap=True
        )
        st.caption("Their methods and settings learn these people anew; what they know of others is not used.")
        taken = []
        for name in chosen:
            with ui.errors_in_words(stop=False):
                taken.append((name, ui.open_model(name).training.created))
    return tuple(taken)
