"""The colours and letters that all drawings share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib as mpl
from PIL import ImageFont

KNOWN, STRANGER, QUIET = "#2a8177", "#bd5a26", "#757e82"
"""Colours that tell apart on light and on dark ground, and to the colour-blind."""

BAR = 1.35
"""Height of a line of text in font sizes."""


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return DejaVu Sans, which comes with matplotlib and writes most scripts."""
    return ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"), size)
