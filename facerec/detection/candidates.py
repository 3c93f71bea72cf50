"""What a network proposes, before doubles are taken out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Candidates(NamedTuple):
    """Proposed boxes.

    Attributes
    ----------
    boxes : ndarray of shape (n, 4), float32
        Left, top, right, bottom in pixels of the network's input.
    scores : ndarray of shape (n,), float32
        0..1.
    classes : ndarray of shape (n,), int
        Indices of labels.
    """

    boxes: Floats
    scores: Floats
    classes: NDArray[np.intp]


def cell_corners(size: tuple[int, int], stride: int) -> Floats:
    """Return x and y of the left upper corner of each cell of a grid over (height, width), in cells, row by row."""
    rows, columns = -(-size[0] // stride), -(-size[1] // stride)
    return np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).reshape(-1, 2).astype(np.float32)


def centred(centres: Floats, sizes: Floats) -> Floats:
    """Return (n, 4) corners of boxes, of their centres and sizes."""
    return np.concatenate([centres - sizes / 2, centres + sizes / 2], axis=1)


def sigmoid(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)), np.float32)
