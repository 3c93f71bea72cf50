"""What each method of a comparison sees of one face."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from facerec.evaluation.cuts import Cuts
from facerec.evaluation.figures import Method
from facerec.evaluation.one_query import fitted_without
from facerec.explaining import seeing
from facerec.explaining.seeing import View
from facerec.progress import Progress
from facerec.recipes import RECIPES
from pages import one_face, side_by_side
from pages.one_face import Asked
from pages.side_by_side import Row, Tile


def show(methods: Sequence[Method], cuts: Cuts, asked: Asked) -> None:
    """Show the face as it is, then a row for each method."""

    def find(method: Method, progress: Progress) -> tuple[View, ...]:
        progress(f"Learning without this face: {method.name}", 0, 1)
        dataset = cuts.of(method.contestant)
        pipeline = fitted_without(dataset, method.contestant, asked.held_out)
        return tuple(seeing.views(pipeline, asked.face(dataset)[None]))

    found = one_face.of_each(
        "seeing",
        methods,
        lambda method: (cuts.of(method.contestant).digest, method.contestant.key, asked.key),
        find,
    )
    if found is None:
        return
    st.caption(
        "Everything was learned without this face, so it is as new to the methods as a visitor's."
        if asked.held_out
        else "The methods have learned from everybody here."
    )
    first = Row("Before any method looks", *_pictured(seeing.outlines(asked.faces[0][None])))
    rows = [_row(method, views) for method, views in zip(methods, found, strict=True)]
    side_by_side.show([first, *rows], "what-they-see")


def _row(method: Method, views: Sequence[View]) -> Row:
    recipe = RECIPES.get(method.contestant.recipe)
    tiles, words = _pictured(views)
    return Row(method.name, tiles, "\n\n".join(part for part in (recipe.sentence if recipe else "", words) if part))


def _pictured(views: Sequence[View]) -> tuple[tuple[Tile, ...], str]:
    """Return the pictures of views, and what they show as a list."""
    tiles = tuple(Tile(view.images[0], view.title) for view in views)
    return tiles, "\n".join(f"- :small[**{view.title}**: {view.sentence}]" for view in views)
