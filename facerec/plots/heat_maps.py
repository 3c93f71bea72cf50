"""What speaks for a name: laid over the face in two colours, and as bars of its components."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from facerec.explaining import Explanation
from facerec.images import to_grey
from facerec.plots.axes import WIDTH, plain_axes
from facerec.plots.montages import montage, shortened
from facerec.plots.style import BAR, KNOWN, QUIET, STRANGER, font

_SMOOTH = 0.03  # of the face's shorter side: single pixels would be noise to the eye
_STRONGEST = 0.85  # opacity of the strongest place
_MOST_BARS = 12

Floats = NDArray[np.floating[Any]]


def heat_map(face: NDArray[np.uint8], values: Floats) -> NDArray[np.uint8]:
    """Lay values over a face: teal where they speak for the name, orange where for the runner-up.

    Parameters
    ----------
    face : ndarray of shape (height, width) or, in colour, (height, width, 3), uint8
        Shown in grey, so that colours are the map's alone.
    values : ndarray of shape (height, width)
        Smoothed a little; the strongest is the most opaque, and zero shows the face as it is.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8 RGB
    """
    sigma = _SMOOTH * min(values.shape)
    smooth = cv2.GaussianBlur(values.astype(np.float64), (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    shares = smooth / (np.abs(smooth).max() or 1.0)
    grey = face if face.ndim == 2 else to_grey(face)
    return _coloured(shares, np.repeat(grey[..., None], 3, axis=-1))


def _coloured(shares: NDArray[Any], ground: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Colour ground (height, width, 3) by shares (height, width) from -1, the runner-up's, to 1, the name's."""
    colours = np.where(shares[..., None] > 0, ImageColor.getrgb(KNOWN), ImageColor.getrgb(STRANGER))
    opacity = _STRONGEST * np.abs(shares)[..., None]
    return np.asarray((ground * (1 - opacity) + colours * opacity).round(), np.uint8)


def explained(
    face: NDArray[np.uint8], learned: NDArray[np.uint8] | None, why: Explanation, values: Floats | None = None
) -> NDArray[np.uint8]:
    """Lay out a face, the nearest person's picture, the runner-up's, and what speaks for either, with a key.

    Parameters
    ----------
    face : ndarray of shape (height, width) or, in colour, (height, width, 3), uint8
    learned : ndarray of shape (n_faces, ...), uint8, or None
        Pictures of the people, where they were kept.
    why : Explanation
    values : ndarray of shape (height, width), optional
        For `heat_map`.

    Returns
    -------
    ndarray of shape (height, width, 4), uint8 RGBA
        On transparent ground.
    """
    colour = face.ndim == 3
    tiles, captions = [face], ["this face"]
    for person in (why.nearest, why.runner_up):
        if learned is not None and person.row is not None:
            tiles.append(learned[person.row])
            captions.append(person.name)
    if values is None:
        return montage(np.stack(tiles), columns=len(tiles), captions=captions)
    in_colour = [tile if colour else np.repeat(tile[..., None], 3, axis=-1) for tile in tiles]
    sheet = montage(
        np.stack([*in_colour, heat_map(face, values)]), columns=len(tiles) + 1, captions=[*captions, "for and against"]
    )
    return np.concatenate([sheet, _key(sheet.shape[1], why.nearest.name, why.runner_up.name)])


def _key(width: int, name: str, runner_up: str) -> NDArray[np.uint8]:
    """Draw the colours from the runner-up's to the name's, with what they mean."""
    text = max(12, width // 34)
    bar, line = max(6, text // 2), round(BAR * text)
    key = Image.new("RGBA", (width, 2 * bar + line), (0, 0, 0, 0))
    shares = np.broadcast_to(np.linspace(-1, 1, width), (bar, width))
    key.paste(Image.fromarray(_coloured(shares, np.full((bar, width, 3), 200, np.uint8))), (0, bar // 2))
    pen, room = ImageDraw.Draw(key), width // 2 - text
    left, right = (shortened(f"speaks for {who}", text, room) for who in (runner_up, name))
    pen.text((0, 2 * bar), left, STRANGER, font(text))
    pen.text((width, 2 * bar), right, KNOWN, font(text), anchor="ra")
    return np.asarray(key)


def component_bars(contributions: Floats, kind: str) -> Figure:
    """Draw what components add to a margin: the strongest as bars, the others together as one.

    Parameters
    ----------
    contributions : ndarray of shape (n_components,)
    kind : str
        What one component is called, e.g. ``"eigenface"``.
    """
    strongest = np.sort(np.argsort(-np.abs(contributions), kind="stable")[:_MOST_BARS])
    heights = contributions[strongest].tolist()
    labels = [f"{kind} {number + 1}" for number in strongest]
    others = len(contributions) - len(strongest)
    if others:
        labels.append(f"{others} others")
        heights.append(float(contributions.sum() - contributions[strongest].sum()))
    figure, axes = plain_axes("adds to the margin", "", (WIDTH, 0.9 + 0.24 * len(labels)))
    axes.barh(labels, heights, color=[KNOWN if height > 0 else STRANGER for height in heights])
    axes.axvline(0, color=QUIET, linewidth=0.8)
    axes.invert_yaxis()
    return figure
