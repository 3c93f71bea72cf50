"""Faces that fill a picture: found in a small copy of it, where they have the size that detectors were trained on."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.detection.detector import Box, Detection
from facerec.detection.overlaps import SAME

_INSIDE = 0.7  # share of a box within a close-up, from which on it shows a part of that face


def with_close_ups(found: Sequence[Detection], close: Sequence[Detection], least: float) -> list[Detection]:
    """Add close-ups to the faces found at full size; of two that show the same face, keep the one of better score.

    A detector that meets a face too large for it often boxes a part of it, so a box that lies within a close-up shows
    the same face.

    Parameters
    ----------
    found, close : sequence of Detection
        From the full search and from that of a small copy, both in pixels of the picture.
    least : float
        Width in pixels, from which on a face found in the small copy counts; others are found better at full size.

    Returns
    -------
    list of Detection
        Sorted by box.
    """
    kept = list(found)
    for one in close:
        if one.box.width < least:
            continue
        same = [other for other in kept if same_face(other.box, one.box)]
        if all(other.score < one.score for other in same):
            kept = [other for other in kept if other not in same] + [one]
    return sorted(kept, key=lambda detection: detection.box)


def with_margin(picture: NDArray[np.uint8], margin: int) -> NDArray[np.uint8]:
    """Return a picture whose border is repeated outwards by some pixels: cascades need room around a face."""
    sides = (margin, margin, margin, margin)
    return cv2.copyMakeBorder(picture, *sides, cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)


def same_face(box: Box, close: Box) -> bool:
    """Whether a box shows the face of another one, or a part of it."""
    width = min(box.right, close.right) - max(box.left, close.left)
    height = min(box.bottom, close.bottom) - max(box.top, close.top)
    shared = max(0, width) * max(0, height)
    area, other = box.width * box.height, close.width * close.height
    return shared >= SAME * (area + other - shared) or shared >= _INSIDE * area
