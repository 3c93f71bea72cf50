"""Boxes that cover each other: one of them is enough."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

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
    if not detections:
        return []
    labels = {label: number for number, label in enumerate(dict.fromkeys(one.label for one in detections))}
    boxes = [(*one.box[:2], one.box.width, one.box.height) for one in detections]
    scores = [one.score for one in detections]
    kept = cv2.dnn.NMSBoxesBatched(boxes, scores, [labels[one.label] for one in detections], 0.0, most)
    return [detections[index] for index in np.ravel(np.asarray(kept, int))]
