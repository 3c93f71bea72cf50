"""Boxes that cover each other: one of them is enough."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.detection.detector import Detection

SAME = 0.35
"""Intersection over union, from which on two boxes show the same thing."""


def without_doubles(detections: Sequence[Detection], most: float = SAME) -> list[Detection]:
    """Keep the surest of the detections of one label that cover each other (non-maximum suppression).

    Parameters
    ----------
    detections : sequence of Detection
    most : float in (0, 1)
        Intersection over union that two of one label may have.

    Returns
    -------
    list of Detection
        The surest first.
    """
    labels = {label: number for number, label in enumerate(dict.fromkeys(one.label for one in detections))}
    boxes = np.array([one.box for one in detections]).reshape(-1, 4)
    scores, classes = [one.score for one in detections], [labels[one.label] for one in detections]
    return [detections[kept] for kept in surest(boxes, scores, classes, most)]


def surest(boxes: NDArray[np.integer], scores: ArrayLike, classes: ArrayLike, most: float = SAME) -> list[int]:
    """Return the indices of the boxes (n, 4) that stay, as in `without_doubles`, the surest first."""
    if not len(boxes):
        return []
    sized = boxes.copy()
    sized[:, 2:] -= boxes[:, :2]
    kept = cv2.dnn.NMSBoxesBatched(sized.tolist(), np.asarray(scores).tolist(), np.asarray(classes).tolist(), 0.0, most)
    return np.ravel(np.asarray(kept, int)).tolist()
