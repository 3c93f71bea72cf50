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
_FAR = 0.5  # of all that is drawn, by which a runner-up may widen the axis
_DOT_COLOUR = "#5b6ee1"  # unlike both distributions, and seen on light and on dark ground


def ruler(
    nearest: float, runner_up: float, threshold: float, known: ArrayLike, strangers: ArrayLike
) -> NDArray[np.uint8]:
    """Draw distances on one axis: a full dot for the nearest person, a ring for the runner-up, a line at the threshold.

    A runner-up who is so far away that all else would shrink is an arrow at the right end.

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
    near = np.concatenate([known, strangers, [nearest, threshold]])
    low, high = near.min(), near.max()
    far = known.size + strangers.size > 0 and runner_up > high + _FAR * (high - low)
    high = high if far else max(high, runner_up)
    span = high - low or 1.0

    def across(distance: float) -> float:
        return float(_MARGIN + (_WIDTH - 2 * _MARGIN) * (distance - low) / span)

    sheet = Image.new("RGBA", (_WIDTH, 2 * _AXIS), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    _bars(pen, (known - low) / span, KNOWN, up=True)
    _bars(pen, (strangers - low) / span, STRANGER, up=False)
    pen.line((_MARGIN, _AXIS, _WIDTH - _MARGIN, _AXIS), fill=QUIET, width=2)
    pen.line((across(threshold), _LINE, across(threshold), 2 * _AXIS - _LINE), fill=QUIET, width=4)
    if far:
        _arrow(pen)
    else:
        _dot(pen, across(runner_up), full=False)
    _dot(pen, across(nearest), full=True)
    return np.asarray(sheet)


def _dot(pen: ImageDraw.ImageDraw, x: float, *, full: bool) -> None:
    around = (x - _DOT, _AXIS - _DOT, x + _DOT, _AXIS + _DOT)
    pen.ellipse(around, fill=_DOT_COLOUR if full else None, outline=_DOT_COLOUR, width=5)


def _arrow(pen: ImageDraw.ImageDraw) -> None:
    right = _WIDTH - 2
    corners = [(right - 2 * _DOT, _AXIS - _DOT), (right, _AXIS), (right - 2 * _DOT, _AXIS + _DOT)]
    pen.line(corners, fill=_DOT_COLOUR, width=5, joint="curve")


def _bars(pen: ImageDraw.ImageDraw, shares: NDArray[np.float64], colour: str, *, up: bool) -> None:
    """Draw how often distances occur, given as shares of the axis, and whose they are."""
    if not shares.size:
        return
    counts, _ = np.histogram(shares.clip(0, 1), _BARS, (0, 1))
    wide = (_WIDTH - 2 * _MARGIN) / _BARS
    for number, tall in enumerate((counts / counts.max() * _TALLEST).round().tolist()):
        left = _MARGIN + number * wide
        top, bottom = (_AXIS - tall, _AXIS) if up else (_AXIS, _AXIS + tall)
        if tall:
            pen.rectangle((left + 1, top, left + wide - 1, bottom), fill=f"{colour}a0")
    words, place, anchor = ("known people", 0, "ra") if up else ("strangers", 2 * _AXIS, "rd")
    pen.text((_WIDTH - _MARGIN, place), words, colour, font(_TEXT), anchor=anchor)
