"""Several methods on one picture: a row for each, with its pictures and its words.

Pictures stand in a line that wraps; on a phone the words come below them. Whatever is compared on one picture fits: a
method that recognizes, reads a mood or names a thing has pictures to show and words to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec.images import resize
from facerec.plots import png, strips
from pages import ui

_TILE = 124  # pixels of the screen across a picture: four fit beside the words, two on a phone
_SHARPNESS = 2  # pixels of a picture for one of the screen's

Colour = Literal["green", "red", "orange", "gray"]


@dataclass(frozen=True, eq=False)
class Tile:
    """A picture and what it is called.

    Attributes
    ----------
    image : ndarray of shape (height, width) or (height, width, 3), uint8
    caption : str
    """

    image: NDArray[np.uint8]
    caption: str


@dataclass(frozen=True)
class Badge:
    """A judgement in a word or two.

    Attributes
    ----------
    label : str
    icon : str
        As Streamlit takes it.
    colour : Colour
    """

    label: str
    icon: str
    colour: Colour


@dataclass(frozen=True, eq=False)
class Row:
    """What one method has to show and to say.

    Attributes
    ----------
    title : str
    tiles : tuple of Tile
    words : str
        In Markdown.
    badge : Badge, optional
    drawing : ndarray of shape (height, width, 4), uint8 RGBA, optional
        Shown above the words, as wide as they are.
    explained : str
        What the drawing shows, for those who cannot see it.
    """

    title: str
    tiles: tuple[Tile, ...]
    words: str = ""
    badge: Badge | None = None
    drawing: NDArray[np.uint8] | None = None
    explained: str = ""


def show(rows: Sequence[Row], file: str, *, in_line: bool = False) -> None:
    """Show a row for each method, and offer all of their pictures as one.

    Parameters
    ----------
    rows : sequence of Row
    file : str
        What the download is called, without its ending.
    in_line : bool, default=False
        Keep the pictures of a row beside each other, however narrow the screen: for few that are to be compared.
    """
    for row in rows:
        with st.container(border=True):
            _show_one(row, in_line)
    st.download_button(
        "Download pictures",
        lambda: as_one_picture(rows),
        f"{file}.png",
        "image/png",
        key=f"side-by-side-{file}",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )


def _show_one(row: Row, in_line: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{ui.plain(row.title)}**", width="content")
        if row.badge:
            st.badge(row.badge.label, icon=row.badge.icon, color=row.badge.colour)
    pictures, words = st.columns(2, gap="medium")
    line = pictures.container(horizontal=True, wrap=not in_line, gap="xsmall")
    for tile in row.tiles:
        picture, alt = _sized(tile.image, row.tiles[0].image), f"{row.title}: {tile.caption}"
        # A picture alone would keep the width it had before the next one came.
        place = line.container(width="stretch") if in_line else line
        place.image(picture, caption=ui.plain(tile.caption), alt=alt, width="stretch" if in_line else _TILE)
    if row.drawing is not None:
        words.image(row.drawing, alt=row.explained, width="stretch")
    if row.words:
        words.markdown(row.words)


def _sized(image: NDArray[np.uint8], first: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bring a picture to the proportions of the first in its row, sharp enough for the screen."""
    width = _SHARPNESS * _TILE
    return resize(image, (round(width * first.shape[0] / first.shape[1]), width))


def as_one_picture(rows: Sequence[Row]) -> bytes:
    """Return a PNG with a strip for each row that has pictures, its title above it."""
    pictured = [row for row in rows if row.tiles]
    return png(
        strips(
            [row.title for row in pictured],
            [[_sized(tile.image, row.tiles[0].image) for tile in row.tiles] for row in pictured],
            [[tile.caption for tile in row.tiles] for row in pictured],
        )
    )
