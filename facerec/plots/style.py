"""The colours and letters that all drawings share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import get_font_names
from PIL import ImageFont

KNOWN, STRANGER, QUIET = "#2a8177", "#bd5a26", "#757e82"
"""Colours that tell apart on light and on dark ground, and to the colour-blind."""

_OTHER_SCRIPTS = (
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Noto Sans CJK KR",
    "Hiragino Sans",
    "PingFang SC",
    "Yu Gothic",
    "Microsoft YaHei",
    "Malgun Gothic",
    "WenQuanYi Micro Hei",
    "Last Resort High-Efficiency",  # comes with matplotlib 3.11: a box that names the script, instead of a warning
)

BAR = 1.35
"""Height of a line of text in font sizes."""


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return DejaVu Sans, which comes with matplotlib and writes most scripts."""
    return ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"), size)


@cache
def other_scripts() -> tuple[str, ...]:
    """Return the fonts on this machine for Chinese, Japanese and Korean, which DejaVu Sans lacks."""
    there = set(get_font_names())
    return tuple(name for name in _OTHER_SCRIPTS if name in there)
