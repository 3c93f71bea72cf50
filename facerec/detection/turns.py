"""Faces in pictures that lie on their side or upside down, where no EXIF tag says how the camera was held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from facerec.detection.detector import Box, Detection, Detector
from facerec.images import Picture, shrunk

TURNS = (90, 180, 270)
"""Degrees, clockwise, by which a picture is turned where it shows no sure face as it is."""

_LONGEST_SIDE = 480  # pixels at which the turns are tried: three searches more, of at most some 10 ms each with YuNet
_UPRIGHT = 0.91  # best score from which on the turns are not tried; upside down, 1 of 240 faces has more
_SURE = 0.85  # least score of a turned face: false ones had less in 364 windows of pictures without faces
_GAIN = 0.01  # by which a turned face must score better than what is found upright; right turns gained 0.019 or more


def detect_turned(finder: Detector, picture: Picture) -> list[Detection]:
    """Find the faces in a picture; where none is sure, find them in the picture turned by a multiple of 90 degrees.

    A network may take a face that is upside down for an upright one, with a lower score. So the turns are tried, at
    a small size, unless the best score is high.

    Parameters
    ----------
    finder : Detector
    picture : ndarray of shape (height, width, 3), uint8 RGB

    Returns
    -------
    list of Detection
        Sorted by box. Boxes and landmarks lie in the picture as given; `Detection.turned` says how to turn it.
    """
    found = finder.detect(picture)
    if _best(found) >= _UPRIGHT:
        return found
    degrees = _best_turn(finder, picture)
    if not degrees:
        return found
    upright = turned(picture, degrees)
    there = finder.detect(upright)
    back = (replace(move(one, 360 - degrees, upright.shape), turned=degrees) for one in there)
    return sorted(back, key=lambda detection: detection.box) or found


def turned(picture: NDArray[np.uint8], degrees: int) -> NDArray[np.uint8]:
    """Return a picture turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(picture, -degrees // 90))


def move(detection: Detection, degrees: int, shape: tuple[int, ...]) -> Detection:
    """Return a detection as it lies after its picture was turned clockwise by a multiple of 90 degrees.

    Parameters
    ----------
    detection : Detection
    degrees : int
    shape : tuple of int
        Of the picture before it was turned, (height, width, ...).
    """
    corners = _moved(np.array(detection.box, np.float64).reshape(2, 2), degrees, shape, 0)
    low, high = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int)
    points = detection.landmarks
    if points is not None:
        points = _moved(points, degrees, shape, 1).astype(np.float32)
    return replace(detection, box=Box(*low.tolist(), *high.tolist()), landmarks=points)


def note_of_turns(found: Iterable[Detection]) -> str | None:
    """Say that a picture was turned to find its faces; None where it was not."""
    degrees = {detection.turned for detection in found} - {0}
    if not degrees:
        return None
    return (
        f"The picture was turned by {degrees.pop()} degrees clockwise to find a face in it. Save it upright to see it"
        " as it was searched."
    )


def _best_turn(finder: Detector, picture: Picture) -> int:
    """Return the turn in which faces are surest, in degrees clockwise; 0 where the picture is best as it is."""
    small, _ = shrunk(picture, _LONGEST_SIDE)
    scores = {degrees: _best(finder.detect(turned(small, degrees))) for degrees in TURNS}
    degrees = max(scores, key=scores.__getitem__)
    if scores[degrees] < _SURE or scores[degrees] < _best(finder.detect(small)) + _GAIN:
        return 0
    return degrees


def _best(found: list[Detection]) -> float:
    return max((detection.score for detection in found), default=0.0)


def _moved(points: NDArray[np.floating], degrees: int, shape: tuple[int, ...], last: int) -> NDArray[np.floating]:
    """Turn points (n, 2) with their picture; `last` is 1 for the centres of pixels and 0 for edges between them."""
    height, width = shape[:2]
    for _ in range(degrees // 90):
        points = np.stack([height - last - points[:, 1], points[:, 0]], axis=1)
        height, width = width, height
    return points
