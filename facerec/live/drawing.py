"""Boxes and names in a frame, within a millisecond: writing is done once for each text and kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from facerec.images import Picture
from facerec.live.seen import REPEATED, Track

Colour = tuple[int, int, int]

KNOWN: Colour = (42, 129, 119)
STRANGER: Colour = (189, 90, 38)
UNDECIDED: Colour = (117, 126, 130)
"""As in pictures: they can be told apart by the colour-blind, and strangers' frames are dashed."""

_PLATES = 128  # texts that are kept


def draw_tracks(picture: Picture, tracks: Sequence[Track]) -> Picture:
    """Draw boxes and names into a copy of a frame.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
    tracks : sequence of Track
        Known people are framed solid, strangers dashed, the undecided in grey.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8 RGB
    """
    canvas = np.array(picture, order="C")
    size = int(np.clip(max(picture.shape[:2]) / 36, 14, 48))
    for track in tracks:
        _frame(canvas, track, max(2, size // 7))
    for track in tracks:
        _paste(canvas, _plate(caption(track), _colour(track), size), track)
    return canvas


def caption(track: Track) -> str:
    """Return what is written beside a track."""
    if track.name is None:
        return "…"
    if track.known and track.probability is not None:
        again = " (again)" if REPEATED in (track.note or "") else ""
        return f"{track.name}{again} {100 * track.probability:.0f} %"
    return track.name


def _colour(track: Track) -> Colour:
    if track.name is None:
        return UNDECIDED
    return KNOWN if track.known else STRANGER


def _frame(canvas: Picture, track: Track, line: int) -> None:
    left, top, right, bottom = track.box
    colour = _colour(track)
    if track.name is None or track.known:
        cv2.rectangle(canvas, (left, top), (right - 1, bottom - 1), colour, line)
        return
    dash = max(4, track.box.width // 12)
    for start in range(left, right, 2 * dash):
        for y in (top, bottom - 1):
            cv2.line(canvas, (start, y), (min(start + dash, right - 1), y), colour, line)
    for start in range(top, bottom, 2 * dash):
        for x in (left, right - 1):
            cv2.line(canvas, (x, start), (x, min(start + dash, bottom - 1)), colour, line)


def _paste(canvas: Picture, plate: Picture, track: Track) -> None:
    """Put a plate above its box, or inside where there is no room."""
    height, width = plate.shape[:2]
    left = max(0, min(track.box.left, canvas.shape[1] - width))
    top = track.box.top - height if track.box.top >= height else track.box.top
    spot = canvas[top : top + height, left : left + width]
    spot[:] = plate[: spot.shape[0], : spot.shape[1]]


@lru_cache(maxsize=_PLATES)
def _plate(text: str, colour: Colour, size: int) -> Picture:
    """Write white on a colour; shape (height, width, 3), uint8 RGB."""
    font = _font(size)
    width, height = int(np.ceil(font.getlength(text))) + size // 2, round(1.35 * size)
    plate = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(plate).text((size // 4, 0), text, "white", font)
    pixels: NDArray[np.uint8] = np.asarray(plate)
    return pixels


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    """Return DejaVu Sans, which comes with matplotlib: OpenCV writes no letters beyond ASCII."""
    return ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"), size)
