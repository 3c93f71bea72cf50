"""The output of FastestDet (dog-qiuqiu, 2022): one cell of a grid for each object, no anchors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from facerec.detection.candidates import Candidates, Floats, cell_corners, centred, sigmoid

_OBJECT, _CLASS = 0.6, 0.4
"""Exponents with which the publisher weighs that there is an object, and of which class."""


def decode(outputs: Sequence[Floats], size: tuple[int, int]) -> Candidates:
    """Read (1, 5 + n_classes, rows, columns): object, x, y, width and height of each cell, then its classes.

    Parameters
    ----------
    outputs : sequence of one ndarray
    size : (height, width)
        Of the input, in pixels.
    """
    output = outputs[0][0]
    channels, rows, columns = output.shape
    cells = output.reshape(channels, rows * columns).T
    whole = np.array([size[1], size[0]], np.float32)
    corners = cell_corners((rows, columns), 1)
    centres = (np.tanh(cells[:, 1:3]) + corners) / np.array([columns, rows], np.float32) * whole
    classes = cells[:, 5:].argmax(axis=1)
    best = cells[np.arange(len(cells)), 5 + classes]
    scores = np.maximum(cells[:, 0], 0) ** _OBJECT * np.maximum(best, 0) ** _CLASS
    return Candidates(centred(centres, sigmoid(cells[:, 3:5]) * whole), scores, classes)
