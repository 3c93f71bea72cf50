"""Frames and names, drawn into a copy of a picture as plain pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from facerec.detection import Box
from facerec.images import Picture
from facerec.plots.style import BAR, font

_DRAWN = 480  # pixels along the longer side of a picture, at least, before anything is written into it


class Pen:
    """Draws at places of a picture; lines and letters grow with it.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
        Stays as it is. A small one is enlarged by a whole factor, so that what is written does not hide it.
    """

    def __init__(self, picture: Picture) -> None:
        height, width = picture.shape[:2]
        self._scale = scale = max(1, -(-_DRAWN // max(height, width)))
        canvas = Image.fromarray(picture)
        if scale > 1:
            canvas = canvas.resize((scale * width, scale * height), Image.Resampling.BICUBIC)
        self._canvas, self._pen = canvas, ImageDraw.Draw(canvas)
        self._text = int(np.clip(max(canvas.size) / 48, 13, 60))
        self._line = max(2, self._text // 7)

    @property
    def drawn(self) -> Picture:
        """The drawing: shape (height, width, 3), uint8 RGB."""
        return np.asarray(self._canvas)

    def frame(self, box: Box, colour: str, *, dashed: bool = False) -> None:
        """Draw the outline of a box."""
        left, top, right, bottom = (self._scale * side for side in box)
        if dashed:
            self._dashes((left, top, right - 1, bottom - 1), colour)
        else:
            corner = max(left, right - 1), max(top, bottom - 1)
            self._pen.rectangle((left, top, *corner), outline=colour, width=self._line)

    def dots(self, points: NDArray[np.float32]) -> None:
        """Mark points (n, 2), x and y."""
        radius = self._line / 2
        for x, y in self._scale * points:
            self._pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill="white")

    def label(self, words: str, box: Box, colour: str) -> None:
        """Write above a box, or below where there is no room."""
        left, top, _, bottom = (self._scale * side for side in box)
        written = font(self._text)
        width, height = self._pen.textlength(words, written), round(BAR * self._text)
        x = max(0, min(left, self._canvas.width - width - 6))
        y = top - height if top >= height else min(bottom, self._canvas.height - height)
        self._pen.rectangle((x, y, x + width + 6, y + height), fill=colour)
        self._pen.text((x + 3, y), words, "white", written)

    def _dashes(self, edges: tuple[int, int, int, int], colour: str) -> None:
        left, top, right, bottom = edges
        dash = max(4, (right - left) // 12)
        for start in range(left, right, 2 * dash):
            for y in (top, bottom):
                self._pen.line((start, y, min(start + dash, right), y), colour, self._line)
        for start in range(top, bottom, 2 * dash):
            for x in (left, right):
                self._pen.line((x, start, x, min(start + dash, bottom)), colour, self._line)
