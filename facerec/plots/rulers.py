"""Where one distance lies: beside those of known people and of strangers, and beside the threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw

from facerec.plots.style import KNOWN, QUIET, STRANGER, font

_WIDTH = 800  # pixels
_TEXT, _LINE = 24, 30
_BARS, _TALLEST = 80, 60  # how many, and pixels on either side of the axis
_MARGIN, _DOT = 16, 11
_AXIS = _LINE + _TALLEST
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
    ndarray of shape (180, 800, 4), uint8 RGBA
        On transparent ground.
    """
    known, strangers = np.asarray(known, float), np.asarray(strangers, float)
    everything = np.concatenate([known, strangers, [nearest, runner_up, threshold]])
    low, high = everything.min(), everything.max()
    span = high - low or 1.0

    def across(distance: float) -> float:
        return float(_MARGIN + (_WIDTH - 2 * _MARGIN) * (distance - low) / span)

    sheet = Image.new("RGBA", (_WIDTH, 2 * _AXIS), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    for distances, colour, up in ((known, KNOWN, True), (strangers, STRANGER, False)):
        if distances.size:
            counts, edges = np.histogram(distances, _BARS, (low, low + span))
            for share, left, right in zip(counts / counts.max(), edges[:-1], edges[1:], strict=True):
                tall = round(share * _TALLEST)
                top, bottom = (_AXIS - tall, _AXIS) if up else (_AXIS, _AXIS + tall)
                if tall:
                    pen.rectangle((across(left) + 1, top, across(right) - 1, bottom), fill=f"{colour}a0")
    pen.line((_MARGIN, _AXIS, _WIDTH - _MARGIN, _AXIS), fill=QUIET, width=2)
    pen.line((across(threshold), _LINE, across(threshold), 2 * _AXIS - _LINE), fill=QUIET, width=4)
    for distance, fill in ((runner_up, None), (nearest, _DOT_COLOUR)):
        x = across(distance)
        pen.ellipse((x - _DOT, _AXIS - _DOT, x + _DOT, _AXIS + _DOT), fill=fill, outline=_DOT_COLOUR, width=5)
    if known.size:
        pen.text((_WIDTH - _MARGIN, 0), "known people", KNOWN, font(_TEXT), anchor="ra")
    if strangers.size:
        pen.text((_WIDTH - _MARGIN, 2 * _AXIS), "strangers", STRANGER, font(_TEXT), anchor="rd")
    return np.asarray(sheet)
