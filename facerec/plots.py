"""Arrays in, pictures out: montages as plain arrays, curves as matplotlib Figures.

Image grids are arrays, since a grid of axes takes two hundred times as long; figures are made with
`matplotlib.figure.Figure` alone, since pyplot keeps global state that threads spoil.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw, ImageFont

from facerec.images import Picture
from facerec.matching import OpenSet
from facerec.matching.answers import Match

KNOWN, STRANGER, QUIET = "#2a8177", "#bd5a26", "#757e82"
"""Colours that tell apart on light and on dark ground, and to the colour-blind."""

_BAR = 1.35  # height of a caption in font sizes
_TILE = 120  # pixels across a tile, at least: captions stay legible, and small faces crisp on fine screens
_DRAWN = 480  # pixels along the longer side of a picture, at least, before names are drawn into it


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
        tiles = np.repeat(tiles[..., None], 3, axis=3)
    count, height, width, _ = tiles.shape
    scale = -(-_TILE // width)
    height, width = scale * height, scale * width
    gap = width // 20 if gap is None else gap
    rows = -(-count // columns)
    text = max(11, width // 8) if captions else 0
    cell_height, cell_width = height + round(_BAR * text) + gap, width + gap
    sheet = Image.new("RGBA", (columns * cell_width - gap, rows * cell_height - gap), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    for number, tile in enumerate(tiles):
        left, top = number % columns * cell_width, number // columns * cell_height
        sheet.paste(Image.fromarray(tile).resize((width, height), Image.Resampling.BICUBIC), (left, top))
        if number < len(captions):
            pen.text((left, top + height), _shortened(captions[number], text, width), QUIET, _font(text))
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


def spectrum(ratios: ArrayLike) -> Figure:
    """Plot the share of the variance in each component, and their sum.

    Parameters
    ----------
    ratios : array-like of shape (n_components,)
        In 0..1, largest first.
    """
    shares = np.asarray(ratios, float)
    figure, axes = _axes("component", "share of the variance")
    numbers = np.arange(1, len(shares) + 1)
    axes.semilogy(numbers, shares, color=KNOWN, label="each component")
    axes.set_ylim(bottom=max(shares.min(), 1e-6) / 2, top=1)
    axes.plot(numbers, np.cumsum(shares), color=STRANGER, label="all up to it")
    _legend(figure)
    return figure


def threshold_curve(open_set: OpenSet) -> Figure:
    """Plot FPIR and DIR over the threshold, with the chosen one marked (ISO/IEC 19795-1).

    Parameters
    ----------
    open_set : OpenSet
    """
    thresholds, fpir, dir_ = open_set.curve()
    figure, axes = _axes("threshold (largest distance that gets a name)", "share of searches in %")
    axes.plot(thresholds, 100 * np.asarray(dir_), color=KNOWN, label="known people named rightly (DIR)")
    axes.plot(thresholds, 100 * np.asarray(fpir), color=STRANGER, label="strangers given a name (FPIR)")
    axes.axvline(open_set.threshold, color=QUIET, linestyle="--", linewidth=1, label="threshold")
    for rate, colour in ((open_set.dir, KNOWN), (open_set.fpir, STRANGER)):
        if rate.value is None:
            continue
        around = [[max(0.0, 100 * (rate.value - rate.low))], [max(0.0, 100 * (rate.high - rate.value))]]
        axes.errorbar(open_set.threshold, 100 * rate.value, around, color=colour, capsize=4, marker="o", markersize=4)
    axes.set_ylim(-2, 102)
    _legend(figure)
    return figure


def scatter(points: ArrayLike, names: Sequence[str], *, most: int = 20) -> Figure:
    """Plot faces by their first two components, with each person's name at their middle.

    Parameters
    ----------
    points : array-like of shape (n_faces, 2)
    names : sequence of str, length n_faces
    most : int, default=20
        How many people are named; the others are grey.
    """
    places, whose = np.asarray(points, float), np.asarray(names)
    people = sorted(set(whose.tolist()))
    figure, axes = _axes("first component", "second component")
    colours = mpl.colormaps["tab20"]
    for number, person in enumerate(people):
        own = places[whose == person]
        colour = colours(number % 20) if number < most else QUIET
        axes.scatter(own[:, 0], own[:, 1], s=14, color=colour, alpha=0.85, linewidths=0)
    middles = np.array([places[whose == person].mean(axis=0) for person in people[:most]])
    for person, middle, label in zip(people, middles, _apart(middles, places), strict=False):
        axes.annotate(
            person,
            (middle[0], middle[1]),
            (label[0], label[1]),
            fontsize=7,
            color=QUIET,
            ha="center",
            va="center",
            arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 0},
        )
    return figure


def _apart(middles: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put labels above, and up until none covers another: they are about 0.2 of the plane wide and 0.05 high."""
    low, high = places.min(axis=0), places.max(axis=0)
    extent = np.where(high > low, high - low, 1.0)
    labels = middles + extent * (0, 0.05)
    placed: list[int] = []
    for number in np.argsort(middles[:, 1]):
        while any((np.abs(labels[number] - labels[other]) < extent * (0.2, 0.05)).all() for other in placed):
            labels[number, 1] += 0.01 * extent[1]
        placed.append(number)
    return labels


def draw_matches(picture: Picture, matches: Sequence[Match]) -> Picture:
    """Draw boxes, numbers and names into a copy of a picture: known people framed solid, strangers dashed.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
    matches : sequence of Match
        Numbered from 1 where there are several.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8 RGB
        A small picture is enlarged by a whole factor first, so that the names do not hide it.
    """
    scale = max(1, -(-_DRAWN // max(picture.shape[:2])))
    canvas = Image.fromarray(picture)
    canvas = canvas.resize((scale * canvas.width, scale * canvas.height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(canvas)
    text = int(np.clip(max(canvas.size) / 48, 13, 60))
    line = max(2, text // 7)
    boxes = [tuple(scale * side for side in match.box) for match in matches]
    for match, (left, top, right, bottom) in zip(matches, boxes, strict=True):
        frame = (left, top, right - 1, bottom - 1)
        if match.known:
            pen.rectangle(frame, outline=KNOWN, width=line)
        else:
            _dashed(pen, frame, STRANGER, line)
    for number, (match, (left, top, _, bottom)) in enumerate(zip(matches, boxes, strict=True), start=1):
        label = f"{number} · {match.name}" if len(matches) > 1 else match.name
        _label(pen, label, (left, top, bottom), KNOWN if match.known else STRANGER, text, canvas.size)
    return np.asarray(canvas)


def png(drawing: Figure | NDArray[np.uint8]) -> bytes:
    """Render a figure, on transparent ground, or a montage to PNG."""
    buffer = BytesIO()
    if isinstance(drawing, Figure):
        drawing.savefig(buffer, format="png", dpi=144, transparent=True)
    else:
        Image.fromarray(drawing).save(buffer, format="png", compress_level=1)
    return buffer.getvalue()


def _dashed(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], colour: str, line: int) -> None:
    left, top, right, bottom = box
    dash = max(4, (right - left) // 12)
    for start in range(left, right, 2 * dash):
        for y in (top, bottom):
            pen.line((start, y, min(start + dash, right), y), colour, line)
    for start in range(top, bottom, 2 * dash):
        for x in (left, right):
            pen.line((x, start, x, min(start + dash, bottom)), colour, line)


def _label(
    pen: ImageDraw.ImageDraw, label: str, at: tuple[int, int, int], colour: str, size: int, canvas: tuple[int, int]
) -> None:
    """Write a name above its box, or below where there is no room."""
    left, top, bottom = at
    font = _font(size)
    width, height = pen.textlength(label, font), round(_BAR * size)
    x = max(0, min(left, canvas[0] - width - 6))
    y = top - height if top >= height else min(bottom, canvas[1] - height)
    pen.rectangle((x, y, x + width + 6, y + height), fill=colour)
    pen.text((x + 3, y), label, "white", font)


def _shortened(caption: str, size: int, width: int) -> str:
    font = _font(size)
    while len(caption) > 1 and font.getlength(caption) > width:
        caption = caption[:-2] + "…"
    return caption


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """Return DejaVu Sans, which comes with matplotlib and writes most scripts."""
    return ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"), size)


def _axes(x_label: str, y_label: str) -> tuple[Figure, mpl.axes.Axes]:
    figure = Figure(figsize=(5.6, 3.4), layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(x_label, color=QUIET)
    axes.set_ylabel(y_label, color=QUIET)
    axes.tick_params(colors=QUIET)
    axes.grid(color=QUIET, alpha=0.2)
    for name, spine in axes.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set_color(QUIET)
    return figure, axes


def _legend(figure: Figure) -> None:
    figure.legend(loc="outside upper center", ncols=3, frameon=False, labelcolor=QUIET, fontsize=8)
