"""Features that describe a face cell by cell, brought back to the place they describe."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facerec.features import HOG, Gabor, LBPHistograms

Floats = NDArray[np.floating[Any]]


@singledispatch
def cell_strengths(step: Any, features: Floats) -> Floats:
    """Return how large features are in each cell: the root of the sum of their squares there.

    Parameters
    ----------
    step : LBPHistograms, HOG or Gabor
        That made them.
    features : ndarray of shape (n_faces, n_features)

    Returns
    -------
    ndarray of shape (n_faces, down, across)
        Of HOG, whose blocks overlap, a cell has what all blocks say of it.

    Raises
    ------
    TypeError
        For any other step.
    """
    raise TypeError(f"{type(step).__name__} does not describe a face cell by cell.")


@cell_strengths.register
def _histograms(step: LBPHistograms, features: Floats) -> Floats:
    return _length(features.reshape(len(features), *step.grid, -1), axis=-1)


@cell_strengths.register
def _channels(step: Gabor, features: Floats) -> Floats:
    return _length(features.reshape(len(features), -1, *step.grid), axis=1)


@cell_strengths.register
def _blocks(step: HOG, features: Floats) -> Floats:
    (down, across), block = step.grid, step.block
    down_blocks, across_blocks = down - block + 1, across - block + 1
    squares = features.reshape(len(features), down_blocks, across_blocks, block, block, -1) ** 2
    cells = np.zeros((len(features), down, across), features.dtype)
    for row in range(block):
        for column in range(block):
            place = (slice(None), slice(row, row + down_blocks), slice(column, column + across_blocks))
            cells[place] += squares[:, :, :, row, column].sum(axis=-1)
    return np.sqrt(cells)


def _length(features: Floats, axis: int) -> Floats:
    length: Floats = np.sqrt(np.einsum("...i,...i->...", *[np.moveaxis(features, axis, -1)] * 2))
    return length
