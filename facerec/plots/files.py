"""Drawings as the bytes of a file."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image


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
    figure.savefig(buffer, format=kind, dpi=144, transparent=True)
    return buffer.getvalue()
