"""Both eyes of a frontal face, by cascades; for detectors that give a box only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facerec.detection.cascades import cascade
from facerec.detection.detector import Box
from facerec.images import Face, resize

EYE_CASCADES = ("haarcascade_eye.xml", "haarcascade_eye_tree_eyeglasses.xml")

# Where eyes can be in a frontal face box, in shares of its width and height: measured on AT&T, with room to spare.
_EYE_BAND = (0.22, 0.52)
_EYE_DISTANCE = (0.25, 0.58)
_EYE_TILT = 0.35  # radians
_EYE_SEARCH_WIDTH = 160  # pixels to which a face is scaled for the eye cascades


def find_eyes(grey: Face, box: Box) -> NDArray[np.float32] | None:
    """Find both eyes of a frontal face.

    Parameters
    ----------
    grey : ndarray of shape (height, width), uint8
        The whole picture.
    box : Box
        The face, inside the picture.

    Returns
    -------
    ndarray of shape (2, 2), float32, or None
        x and y of the centres, the eye further left in the picture first; None unless two are found where eyes can be.
    """
    if box.width < 1 or box.height < 2:
        return None
    scale = _EYE_SEARCH_WIDTH / box.width
    rows = min(int(0.6 * box.height), box.width)  # a box that is a thin line is not blown up to a wall
    upper = grey[box.top : box.top + rows, box.left : box.right]
    upper = resize(upper, (max(1, round(upper.shape[0] * scale)), _EYE_SEARCH_WIDTH))
    for file in EYE_CASCADES:
        eyes = _pair_of_eyes(file, upper)
        if eyes is not None:
            return (eyes / scale + [box.left, box.top]).astype(np.float32)
    return None


def _pair_of_eyes(file: str, upper: Face) -> NDArray[np.float64] | None:
    """Take the surest eye in each half of a face, if the two can belong together."""
    side = _EYE_SEARCH_WIDTH
    with cascade(file) as classifier:
        boxes, hits = classifier.detectMultiScale2(upper, scaleFactor=1.1, minNeighbors=3, minSize=(side // 8,) * 2)
    eyes: list[NDArray[np.float64] | None] = [None, None]
    for (left, top, width, height), _ in sorted(
        zip(boxes, np.ravel(hits), strict=True), key=lambda eye: (int(eye[1]), tuple(eye[0]))
    ):
        centre = np.array([left + width / 2, top + height / 2])
        if _EYE_BAND[0] < centre[1] / side < _EYE_BAND[1]:
            eyes[int(centre[0] > side / 2)] = centre
    first, second = eyes
    if first is None or second is None:
        return None
    across, down = second - first
    fits = _EYE_DISTANCE[0] < np.hypot(across, down) / side < _EYE_DISTANCE[1] and abs(down) < across * np.tan(
        _EYE_TILT
    )
    return np.stack([first, second]) if fits else None
