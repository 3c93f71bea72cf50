"""Where boxes have moved from one frame to another.

Median flow [1]_: a grid of points in each box is followed by pyramidal Lucas-Kanade, and back; points that do not come
back to where they began are left out, and the median of the others moves and scales the box. Nothing is kept between
frames, so a box may be followed from any frame to any later one.

References
----------
.. [1] Kalal, Mikolajczyk & Matas, "Forward-backward error: automatic detection of tracking failures", 2010,
   doi:10.1109/ICPR.2010.675
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist

from facerec.images import Face
from facerec.live.rectangles import Rectangle, moved

_GRID = np.stack(np.meshgrid(*[np.linspace(0.15, 0.85, 6)] * 2), axis=-1).reshape(-1, 2)
_WINDOW = (13, 13)  # pixels around a point that are compared
_LEVELS = 3
_COMES_BACK = 1.0  # pixels by which a point may miss its beginning
_LEAST = 0.35  # share of the points that must come back
_GROWTH = (0.7, 1.4)  # a face does not grow faster from one look to the next
_LOOK = (20, 20)  # size to which a box is scaled to compare what it shows
_ALIKE = 0.5  # normalized correlation of what a box shows, before and after


def follow(before: Face, now: Face, rectangles: Sequence[Rectangle]) -> list[Rectangle | None]:
    """Follow boxes from one frame to a later one.

    Parameters
    ----------
    before, now : ndarray of shape (height, width), uint8
    rectangles : sequence of ndarray of shape (4,)
        In the earlier frame.

    Returns
    -------
    list of ndarray of shape (4,), or None
        In the later frame; None where a box was lost: its points do not come back, or it shows something else.
    """
    if not rectangles or before.shape != now.shape:
        return [None] * len(rectangles)
    corners = np.stack(rectangles)[:, None]
    points = (corners[..., :2] + _GRID * (corners[..., 2:] - corners[..., :2])).astype(np.float32)
    ahead, good = _there_and_back(before, now, points.reshape(-1, 1, 2))
    ahead, good = ahead.reshape(points.shape), good.reshape(points.shape[:2])
    followed = []
    for rectangle, start, end, comes_back in zip(rectangles, points, ahead, good, strict=True):
        after = _median(rectangle, start[comes_back], end[comes_back])
        lost = after is None or not _alike(before, rectangle, now, after)
        followed.append(None if lost else after)
    return followed


def _there_and_back(
    before: Face, now: Face, points: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    ahead, found, _ = cv2.calcOpticalFlowPyrLK(before, now, points, points.copy(), winSize=_WINDOW, maxLevel=_LEVELS)
    back, found_back, _ = cv2.calcOpticalFlowPyrLK(now, before, ahead, points.copy(), winSize=_WINDOW, maxLevel=_LEVELS)
    misses = np.linalg.norm(back - points, axis=-1).ravel()
    good = found.ravel().astype(bool) & found_back.ravel().astype(bool) & (misses < _COMES_BACK)
    return ahead.astype(np.float32, copy=False), good


def _median(rectangle: Rectangle, start: NDArray[np.float32], end: NDArray[np.float32]) -> Rectangle | None:
    """Move a box by the median of its points, and scale it by the median of how their distances grew."""
    if len(start) < _LEAST * len(_GRID):
        return None
    growth = float(np.median(pdist(end) / np.maximum(pdist(start), 1e-6)))
    if not _GROWTH[0] < growth < _GROWTH[1]:
        return None
    return moved(rectangle, np.median(end - start, axis=0), growth)


def _alike(before: Face, rectangle: Rectangle, now: Face, after: Rectangle) -> bool:
    patches = [_patch(before, rectangle), _patch(now, after)]
    deviations = [patch - patch.mean() for patch in patches]
    norms = [float(np.linalg.norm(deviation)) for deviation in deviations]
    if min(norms) < 1:  # nothing to see in one of them
        return False
    return float(np.vdot(*deviations)) / (norms[0] * norms[1]) > _ALIKE


def _patch(frame: Face, rectangle: Rectangle) -> NDArray[np.float32]:
    """Return what a box shows, at a small fixed size; beyond the frame its border goes on."""
    step = (rectangle[2:] - rectangle[:2]) / _LOOK
    matrix = np.array([[step[0], 0, rectangle[0] + step[0] / 2], [0, step[1], rectangle[1] + step[1] / 2]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpAffine(frame, matrix, _LOOK, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return patch.astype(np.float32)
