"""Faces made unrecognizable: pixelated or blurred so coarsely that little more than the colour of the skin remains.

What is left of a face is `BLOCKS` numbers across and as many down, whatever its size. Faces of that resolution are far
below what people or machines need to name one; weaker blurring can be undone or matched all the same [1]_.

References
----------
.. [1] Newton, Sweeney & Malin, "Preserving privacy by de-identifying face images", 2005, doi:10.1109/TKDE.2005.32
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.detection import Box
from facerec.errors import BadParameter
from facerec.images import Picture

BLOCKS = 6
"""How many averages a face keeps across, with its margin, and down."""

MARGIN = 0.25
"""Share of a box by which it grows on every side: boxes end at chin and brows, and hair and ears tell, too."""

Style = Literal["pixelate", "blur"]
STYLES: tuple[Style, ...] = ("pixelate", "blur")


def anonymise(picture: Picture, boxes: Iterable[Box], style: Style = "pixelate") -> Picture:
    """Return a picture in which nobody in the boxes can be recognized.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
    boxes : iterable of Box
        Of the faces.
    style : {"pixelate", "blur"}, default="pixelate"
        Square blocks, or a soft patch of the same few averages.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8 RGB
        A new picture; what it does not change is the same to the bit.

    Raises
    ------
    BadParameter
        For another style.
    """
    if style not in STYLES:
        raise BadParameter(f"There is no style {style!r}; there is {' and '.join(STYLES)}.")
    result = picture.copy()
    for box in boxes:
        rows, columns = _grown(box, picture.shape)
        patch = picture[rows, columns]
        if patch.size:
            result[rows, columns] = _coarse(patch, style)
    return result


def _grown(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Return the rows and columns of a box with its margin, inside the picture."""
    across, down = round(MARGIN * box.width), round(MARGIN * box.height)
    rows = slice(max(0, box.top - down), max(0, box.bottom + down))
    return rows, slice(max(0, box.left - across), max(0, box.right + across))


def _coarse(patch: NDArray[np.uint8], style: Style) -> NDArray[np.uint8]:
    height, width = patch.shape[:2]
    averages = cv2.resize(patch, (min(BLOCKS, width), min(BLOCKS, height)), interpolation=cv2.INTER_AREA)
    grown = cv2.INTER_NEAREST if style == "pixelate" else cv2.INTER_CUBIC
    return cv2.resize(averages, (width, height), interpolation=grown).astype(np.uint8, copy=False)
