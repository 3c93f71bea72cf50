"""Features that describe a face cell by cell, brought back to the place they describe."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray

from facerec.features import HOG, Gabor, LBPHistograms

Floats = NDArray[np.floating[Any]]


@singledispatch
def cell_sums(step: Any, terms: Floats) -> Floats:
    """Sum what belongs to each feature over the features of each cell.

    Parameters
    ----------
    step : LBPHistograms, HOG or Gabor
        That made the features.
    terms : ndarray of shape (n_faces, n_features)

    Returns
    -------
    ndarray of shape (n_faces, down, across)
        Of HOG, whose blocks overlap, a cell has what all blocks say of it. The total stays as it is.

    Raises
    ------
    TypeError
        For any other step.
    """
    raise TypeError(f"{type(step).__name__} does not describe a face cell by cell.")


@cell_sums.register
def _histograms(step: LBPHistograms, terms: Floats) -> Floats:
    return _summed(terms.reshape(len(terms), *step.grid, -1), axis=-1)


@cell_sums.register
def _channels(step: Gabor, terms: Floats) -> Floats:
    return _summed(terms.reshape(len(terms), -1, *step.grid), axis=1)


@cell_sums.register
def _blocks(step: HOG, terms: Floats) -> Floats:
    (down, across), block = step.grid, step.block
    down_blocks, across_blocks = down - block + 1, across - block + 1
    by_cell = terms.reshape(len(terms), down_blocks, across_blocks, block, block, -1)
    cells = np.zeros((len(terms), down, across), terms.dtype)
    for row in range(block):
        for column in range(block):
            place = (slice(None), slice(row, row + down_blocks), slice(column, column + across_blocks))
            cells[place] += by_cell[:, :, :, row, column].sum(axis=-1)
    return cells


def _summed(terms: Floats, axis: int) -> Floats:
    summed: Floats = terms.sum(axis=axis)
    return summed


def cell_strengths(step: Any, features: Floats) -> Floats:
    """Return how large features are in each cell: the root of the sum of their squares there.

    Parameters, shapes and errors as in `cell_sums`.
    """
    strengths: Floats = np.sqrt(cell_sums(step, features**2))
    return strengths


def spread(cells: Floats, size: tuple[int, ...]) -> NDArray[np.float64]:
    """Share each cell's value out evenly over the pixels it covers, in fractions of pixels too; the total stays.

    Parameters
    ----------
    cells : ndarray of shape (down, across)
        Evenly over the face; pixels of a picture of another size are cells as well.
    size : (height, width)

    Returns
    -------
    ndarray of shape (height, width), float64
    """
    rows, columns = (_overlaps(pixels, count) for pixels, count in zip(size, cells.shape, strict=True))
    return np.asarray(rows @ cells @ columns.T, np.float64)


def _overlaps(pixels: int, cells: int) -> NDArray[np.float64]:
    """Return the share of each cell that lies in each pixel along one side, (pixels, cells); columns sum to 1."""
    ends = np.arange(1, pixels + 1)[:, None] * cells / pixels
    number = np.arange(cells)
    within = np.minimum(ends, number + 1) - np.maximum(ends - cells / pixels, number)
    return np.asarray(np.maximum(within, 0))
