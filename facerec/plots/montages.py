"""Many faces as one picture: a grid of axes would take two hundred times as long."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw

from facerec.plots.style import BAR, QUIET, font

_TILE = 120  # pixels across a tile, at least: captions stay legible, and small faces crisp on fine screens


def montage(
    faces: ArrayLike, *, columns: int = 10, captions: Sequence[str] = (), gap: int | None = None
) -> NDArray[np.uint8]:
    """Lay faces out in a grid on transparent ground, so that it sits on a light or a dark page.

    Parameters
    ----------
    faces : array-like of shape (n_faces, height, width) or (n_faces, height, width, 3), uint8
        Small ones are enlarged by a whole factor.
    columns : int, default=10
        The grid is that wide, also where there are fewer faces.
    captions : sequence of str, optional
        Written below the faces, in order; shortened where they are too long.
    gap : int, optional
        Pixels between faces; by default a twentieth of their width.

    Returns
    -------
    ndarray of shape (height, width, 4), uint8 RGBA
    """
    tiles = np.asarray(faces, np.uint8)
    if tiles.ndim == 3:
        tiles = _in_colour(tiles)
    count, height, width, _ = tiles.shape
    scale = -(-_TILE // width)
    height, width = scale * height, scale * width
    gap = width // 20 if gap is None else gap
    rows = -(-count // columns)
    text = max(11, width // 8) if captions else 0
    cell_height, cell_width = height + round(BAR * text) + gap, width + gap
    sheet = Image.new("RGBA", (columns * cell_width - gap, rows * cell_height - gap), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    for number, tile in enumerate(tiles):
        left, top = number % columns * cell_width, number // columns * cell_height
        sheet.paste(Image.fromarray(tile).resize((width, height), Image.Resampling.BICUBIC), (left, top))
        if number < len(captions):
            pen.text((left, top + height), shortened(captions[number], text, width), QUIET, font(text))
    return np.asarray(sheet)


def strips(
    titles: Sequence[str], faces: Sequence[Sequence[NDArray[np.uint8]]], captions: Sequence[Sequence[str]]
) -> NDArray[np.uint8]:
    """Lay rows of pictures out below each other, each with its title above it, on transparent ground.

    Parameters
    ----------
    titles : sequence of str
        One or more.
    faces : sequence of sequences of ndarray, (height, width) or (height, width, 3), uint8
        At least one picture a row, all of a row of one size, all of one width.
    captions : sequence of sequences of str
        Below each picture.

    Returns
    -------
    ndarray of shape (height, width, 4), uint8 RGBA
    """
    most = max(len(row) for row in faces)
    rows = [
        montage(np.stack([face if face.ndim == 3 else _in_colour(face) for face in row]), columns=most, captions=words)
        for row, words in zip(faces, captions, strict=True)
    ]
    width = rows[0].shape[1]
    text = width // most // 7
    line = round(1.6 * text)
    sheet = Image.new("RGBA", (width, sum(line + len(row) for row in rows)), (0, 0, 0, 0))
    pen, top = ImageDraw.Draw(sheet), 0
    for title, row in zip(titles, rows, strict=True):
        pen.text((0, top + line - 3), shortened(title, text, width), QUIET, font(text), anchor="ld")
        sheet.paste(Image.fromarray(row), (0, top + line))
        top += line + len(row)
    return np.asarray(sheet)


def levels(images: ArrayLike, *, colour_map: str = "gray") -> NDArray[np.uint8]:
    """Make signed images visible: each scaled on its own, zero in the middle of the colour map.

    Parameters
    ----------
    images : array-like of shape (n_images, height, width)
    colour_map : str, default="gray"
        One of matplotlib's.

    Returns
    -------
    ndarray of shape (n_images, height, width, 3), uint8 RGB
    """
    values = np.asarray(images, np.float32)
    largest = np.abs(values).max(axis=(1, 2), keepdims=True)
    shares = 0.5 + 0.5 * values / np.where(largest > 0, largest, 1)
    colours = mpl.colormaps[colour_map](shares)[..., :3]
    return (colours * 255 + 0.5).astype(np.uint8)


def _in_colour(face: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give each grey pixel of (..., height, width) three equal channels."""
    return np.repeat(face[..., None], 3, axis=-1)


def shortened(caption: str, size: int, width: int) -> str:
    """Cut words until they fit into so many pixels, in letters of a size."""
    written = font(size)
    while len(caption) > 1 and written.getlength(caption) > width:
        caption = caption[:-2] + "…"
    return caption
