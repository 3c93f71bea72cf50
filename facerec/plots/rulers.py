"""Where one distance lies: beside those of known people and of strangers, and beside the threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw

from facerec.plots.style import KNOWN, QUIET, STRANGER, font

_WIDTH, _HEIGHT = 800, 150  # pixels
_TEXT = 24
_BARS = 80
_MARGIN, _DOT = 16, 11
_TALLEST = 0.42  # of the height: a bar on either side of the axis
_DOT_COLOUR = "#5b6ee1"  # unlike both distributions, and seen on light and on dark ground


def ruler(
    nearest: float, runner_up: float, threshold: float, known: ArrayLike, strangers: ArrayLike
) -> NDArray[np.uint8]:
    """Draw distances on one axis: a full dot for the nearest person, a ring for the runner-up, a line at the threshold.

    Parameters
    ----------
    nearest, runner_up, threshold : float
    known : array-like of shape (n_known,)
        Distances of known people's pictures to the nearest person, drawn as bars above the axis; may be empty.
    strangers : array-like of shape (n_strangers,)
        Those of strangers' pictures, below the axis; may be empty.

    Returns
    -------
    ndarray of shape (150, 800, 4), uint8 RGBA
        On transparent ground.
    """
    known, strangers = np.asarray(known, float), np.asarray(strangers, float)
    everything = np.concatenate([known, strangers, [nearest, runner_up, threshold]])
    low, high = everything.min(), everything.max()
    span = high - low or 1.0

    def across(distance: float) -> float:
        return float(_MARGIN + (_WIDTH - 2 * _MARGIN) * (distance - low) / span)

    sheet = Image.new("RGBA", (_WIDTH, _HEIGHT), (0, 0, 0, 0))
    pen, axis = ImageDraw.Draw(sheet), _HEIGHT // 2
    for distances, colour, up in ((known, KNOWN, True), (strangers, STRANGER, False)):
        if distances.size:
            counts, edges = np.histogram(distances, _BARS, (low, low + span))
            for share, left, right in zip(counts / counts.max(), edges[:-1], edges[1:], strict=True):
                tall = round(share * _TALLEST * _HEIGHT)
                top, bottom = (axis - tall, axis) if up else (axis, axis + tall)
                if tall:
                    pen.rectangle((across(left) + 1, top, across(right) - 1, bottom), fill=f"{colour}a0")
    pen.line((_MARGIN, axis, _WIDTH - _MARGIN, axis), fill=QUIET, width=2)
    pen.line((across(threshold), 4, across(threshold), _HEIGHT - 4), fill=QUIET, width=4)
    for distance, fill in ((runner_up, None), (nearest, _DOT_COLOUR)):
        x = across(distance)
        pen.ellipse((x - _DOT, axis - _DOT, x + _DOT, axis + _DOT), fill=fill, outline=_DOT_COLOUR, width=5)
    if known.size:
        pen.text((_WIDTH - _MARGIN, 0), "known people", KNOWN, font(_TEXT), anchor="ra")
    if strangers.size:
        pen.text((_MARGIN, _HEIGHT), "strangers", STRANGER, font(_TEXT), anchor="ld")
    return np.asarray(sheet)
