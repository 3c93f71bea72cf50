"""The output of the ultra-light face detectors (Linzaer, "Ultra-Light-Fast-Generic-Face-Detector-1MB", 2019)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facerec.detection.candidates import Candidates, Floats


def decode(outputs: Sequence[Floats], size: tuple[int, int]) -> Candidates:
    """Read scores (1, n, 2), background and face, and boxes (1, n, 4) in shares of width and height.

    Parameters
    ----------
    outputs : sequence of ndarray
        In any order; the last axis tells which is which.
    size : (height, width)
        Of the input, in pixels.
    """
    scores, boxes = sorted((output.reshape(-1, output.shape[-1]) for output in outputs), key=lambda part: part.shape[1])
    height, width = size
    return Candidates(
        boxes * np.array([width, height, width, height], np.float32), scores[:, 1], np.zeros(len(boxes), np.intp)
    )
