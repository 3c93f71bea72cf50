"""What to compare, how thoroughly, and how strict to be with strangers."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from facerec import auto_recipe, zoo
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.grid import PARTS, Choice, Combination, grid
from facerec.evaluation.plans import Plan
from facerec.parameters import Parameter
from facerec.recipe_parameters import NETWORK, Pretrained
from facerec.recipes import AUTO, AUTO_TITLE, RECIPES, Recipe
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
_FIRST = ("eigenfaces", "fisherfaces", "lbph", "mirror-patterns")
_CHOSEN = "choice-contestants"


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
    options = [AUTO, *_GREY, *networks, *_versions(_CHOSEN)]
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
        turnable = [name for name in _GREY if RECIPES[name].parameters]
        recipe = st.selectbox("Method", turnable, format_func=_title, key="version-of")
        _add_version(recipe, RECIPES[recipe].parameters, _CHOSEN, "Add it to the methods")
    return tuple(one for one in options if one in chosen)


def _versions(chosen: str) -> list[str]:
    """Return what was added to the options of a choice, with settings."""
    versions: list[str] = st.session_state.setdefault(f"versions-{chosen}", [])
    return versions


def _add_version(name: str, parameters: Iterable[Parameter | Pretrained], chosen: str, label: str) -> None:
    """Let people turn the parameters of a recipe or a part, and add it beside the one as it is."""
    settings = ",".join(f"{key}={value:g}" for key, value in methods.choose_numbers(name, parameters, "version"))
    version = f"{name}:{settings}"
    known = version in _versions(chosen)
    st.button(
        label,
        key=f"add-to-{chosen}",
        icon=":material/add:",
        disabled=not settings or known,
        on_click=_add,
        args=(version, chosen),
        help="Move a slider first." if not settings else "It is among them already." if known else None,
    )


def _add(version: str, chosen: str) -> None:
    st.session_state[f"versions-{chosen}"] = [*_versions(chosen), version]
    st.session_state[chosen] = [*st.session_state[chosen], version]


def _title(recipe: str) -> str:
    name, _, settings = recipe.partition(":")
    if name == AUTO:
        return f"{AUTO_TITLE} ({RECIPES[auto_recipe.choose(colour=auto_recipe.takes_colour(AUTO)).recipe].title})"
    if RECIPES[name].colour:
        return zoo.weights(settings.partition("=")[2]).title
    return _with_settings(RECIPES[name], settings)


def _with_settings(known: Recipe | Choice, settings: str) -> str:
    titles = {parameter.name: parameter.title.lower() for parameter in known.parameters}
    turned = [setting.partition("=") for setting in settings.split(",") if setting]
    said = ", ".join(f"{titles[parameter]} {value}" for parameter, _, value in turned)
    return f"{known.title} ({said})" if said else known.title


def _choose_pipelines() -> tuple[Combination, ...]:
    """Ask for parts, each of which is combined with each."""
    with st.expander("Pipelines of your own", icon=":material/account_tree:"):
        st.caption("Each way to prepare a face, with each way to describe it, with each way to compare.")
        parts = [_choose_parts(kind, *words) for kind, words in _PARTS.items()]
        with st.popover("A part with other settings", icon=":material/tune:", width="stretch"):
            turnable = [(kind, name) for kind in _PARTS for name, choice in PARTS[kind].items() if choice.parameters]
            kind, name = st.selectbox("Part", turnable, format_func=_part_title, key="version-of-part")
            _add_version(name, PARTS[kind][name].parameters, f"grid-{_PARTS[kind][0]}", "Add it to the parts")
        if not all(parts):
            st.caption("Choose something of each.")
            return ()
        with ui.errors_in_words(stop=False):
            made = tuple(grid(*parts))
            st.caption(f"That makes {len(made)} more to compare." if len(made) > 1 else "That makes one more.")
            return made
    return ()


_PARTS = {
    "preprocessing": ("Prepare", ["none"]),
    "features": ("Describe", []),
    "metric": ("Compare by", ["cosine"]),
}
"""What each kind of part is called on the screen, and what is chosen of it at first."""


def _choose_parts(kind: str, title: str, first: Sequence[str]) -> list[str]:
    key = f"grid-{title}"
    st.session_state.setdefault(key, list(first))
    return st.multiselect(
        title,
        [*PARTS[kind], *_versions(key)],
        format_func=lambda part: _part_title((kind, part), said=False),
        key=key,
        placeholder="Choose",
        wrap=True,
    )


def _part_title(part: tuple[str, str], *, said: bool = True) -> str:
    """Call a part by its title, its settings and, where it is said, what it is for."""
    kind, (name, _, settings) = part[0], part[1].partition(":")
    title = _with_settings(PARTS[kind][name], settings)
    return f"{_PARTS[kind][0]}: {title}" if said else title


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
