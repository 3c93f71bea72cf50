"""Faces and eyes by boosted cascades of Haar-like features (Viola & Jones, 2001, doi:10.1109/CVPR.2001.990517)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.detection.detector import Box, Detection
from facerec.errors import BadParameter
from facerec.images import Face, Picture, resize, to_grey

CASCADES = {
    "frontalface_alt": "haarcascade_frontalface_alt.xml",
    "eye": "haarcascade_eye.xml",
    "eye_tree_eyeglasses": "haarcascade_eye_tree_eyeglasses.xml",
}

_LONGEST_SIDE = 1000  # pixels; larger pictures are searched at this size, in about a second

# Where eyes can be in a frontal face box, in shares of its width and height: measured on AT&T, with room to spare.
_EYE_BAND = (0.22, 0.52)
_EYE_DISTANCE = (0.25, 0.58)
_EYE_TILT = 0.35  # radians
_EYE_SEARCH_WIDTH = 160  # pixels to which a face is scaled for the eye cascades

_own = threading.local()


class HaarFaces:
    """Find frontal faces, and the eyes in them.

    Parameters
    ----------
    scale_factor : float, default=1.1
        By how much the searched size grows from step to step.
    min_neighbors : int, default=5
        How many overlapping hits make a face.
    min_size : int, default=25
        Side of the smallest face, in pixels.
    """

    name = "haar"

    def __init__(self, *, scale_factor: float = 1.1, min_neighbors: int = 5, min_size: int = 25) -> None:
        if not (1.01 <= scale_factor <= 4 and 0 <= min_neighbors <= 100 and 1 <= min_size <= 10_000):
            raise BadParameter(
                f"scale_factor={scale_factor}, min_neighbors={min_neighbors}, min_size={min_size}; allowed are"
                " 1.01 to 4, 0 to 100 and 1 to 10,000 pixels."
            )
        self._scale_factor, self._min_neighbors, self._min_size = scale_factor, min_neighbors, min_size

    def detect(self, picture: Picture, *, lenient: bool = False) -> list[Detection]:
        """Return the faces with their eyes as landmarks, or none where both eyes are not found.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
        lenient : bool, default=False
            Take two overlapping hits for a face, for pictures that are known to show one.

        Returns
        -------
        list of Detection
            Sorted by box. The score is 1 - 1 / (1 + number of overlapping hits).
        """
        grey = to_grey(picture)
        scale = min(1.0, _LONGEST_SIDE / max(grey.shape))
        searched = resize(grey, (max(1, round(grey.shape[0] * scale)), max(1, round(grey.shape[1] * scale))))
        boxes, hits = _cascade("frontalface_alt").detectMultiScale2(
            searched,
            scaleFactor=self._scale_factor,
            minNeighbors=min(self._min_neighbors, 2) if lenient else self._min_neighbors,
            minSize=(max(1, round(self._min_size * scale)),) * 2,
        )
        found = []
        for (left, top, width, height), count in zip(boxes, np.ravel(hits), strict=True):
            edges = (round(float(edge) / scale) for edge in (left, top, left + width, top + height))
            box = _inside(Box(*edges), grey)
            found.append(Detection(box, 1 - 1 / (1 + int(count)), landmarks=find_eyes(grey, box)))
        return sorted(found, key=lambda detection: detection.box)

    def weights(self) -> Mapping[str, str]:
        """Return the SHA-256 of the cascade files."""
        return {file: hashlib.sha256(_path(file).read_bytes()).hexdigest() for file in CASCADES.values()}


def find_eyes(grey: Face, box: Box) -> NDArray[np.float32] | None:
    """Find both eyes of a frontal face.

    Parameters
    ----------
    grey : ndarray of shape (height, width), uint8
        The whole picture.
    box : Box
        The face.

    Returns
    -------
    ndarray of shape (2, 2), float32, or None
        x and y of the centres, the eye further left in the picture first; None unless two are found where eyes can be.
    """
    scale = _EYE_SEARCH_WIDTH / box.width
    upper = grey[box.top : box.top + int(0.6 * box.height), box.left : box.right]
    upper = resize(upper, (max(1, round(upper.shape[0] * scale)), _EYE_SEARCH_WIDTH))
    for cascade in ("eye", "eye_tree_eyeglasses"):
        eyes = _pair_of_eyes(cascade, upper)
        if eyes is not None:
            return (eyes / scale + [box.left, box.top]).astype(np.float32)
    return None


def _pair_of_eyes(cascade: str, upper: Face) -> NDArray[np.float64] | None:
    """Take the surest eye in each half of a face, if the two can belong together."""
    side = _EYE_SEARCH_WIDTH
    boxes, hits = _cascade(cascade).detectMultiScale2(upper, scaleFactor=1.1, minNeighbors=3, minSize=(side // 8,) * 2)
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


def _inside(box: Box, grey: Face) -> Box:
    height, width = grey.shape
    return Box(max(box.left, 0), max(box.top, 0), min(box.right, width), min(box.bottom, height))


def _path(file: str) -> Path:
    return Path(cv2.__file__).parent / "data" / file


def _cascade(name: str) -> cv2.CascadeClassifier:
    """Return this thread's own classifier: OpenCV's are not safe to share."""
    if not hasattr(_own, name):
        setattr(_own, name, cv2.CascadeClassifier(str(_path(CASCADES[name]))))
    classifier: cv2.CascadeClassifier = getattr(_own, name)
    return classifier
