"""Drawings as the bytes of a file."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from facerec.plots.style import other_scripts

# Letters stay letters, which can be searched, read aloud and edited; and the same drawing gives the same bytes.
mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "facerec"}
mpl.rcParams["text.parse_math"] = False  # names are people's own, and a dollar in them is a dollar
mpl.rcParams["font.family"] = ["DejaVu Sans", *other_scripts()]


def png(drawing: Figure | NDArray[np.uint8]) -> bytes:
    """Render a figure, on transparent ground, or a montage to PNG."""
    if isinstance(drawing, Figure):
        return rendered(drawing, "png")
    buffer = BytesIO()
    Image.fromarray(drawing).save(buffer, format="png", compress_level=1)
    return buffer.getvalue()


def rendered(figure: Figure, kind: Literal["png", "svg"]) -> bytes:
    """Render a figure on transparent ground, to pixels (144 an inch) or to lines and letters."""
    buffer = BytesIO()
    undated = {"Date": None} if kind == "svg" else None
    if figure.get_layout_engine():  # once for all kinds: savefig lays out anew for each, by drawing everything in vain
        figure.set_dpi(144)
        figure.draw_without_rendering()
        figure.set_layout_engine(None)
    figure.savefig(buffer, format=kind, dpi=144, transparent=True, metadata=undated)
    return buffer.getvalue()
