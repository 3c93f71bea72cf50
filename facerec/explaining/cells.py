"""Features that describe a face cell by cell, brought back to the place they describe."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import FeatureUnion

from facerec.features import HOG, Gabor, LBPHistograms

Floats = NDArray[np.floating[Any]]


def describes_cells(step: Any) -> bool:
    """Return whether a step describes a face cell by cell, so that `cell_sums` takes it."""
    if isinstance(step, FeatureUnion):
        parts = [part for _, part in step.transformer_list]
        histograms = all(isinstance(part, LBPHistograms) for part in parts)
        return histograms and not step.transformer_weights and len({part.counted_grid for part in parts}) == 1
    return isinstance(step, HOG | Gabor | LBPHistograms)


@singledispatch
def cell_sums(step: Any, terms: Floats) -> Floats:
    """Sum what belongs to each feature over the features of each cell.

    Parameters
    ----------
    step : LBPHistograms, HOG, Gabor or FeatureUnion of LBPHistograms
        That made the features.
    terms : ndarray of shape (n_faces, n_features)

    Returns
    -------
    ndarray of shape (n_faces, down, across)
        Of HOG, whose blocks overlap, a cell has what all blocks say of it. Of histograms with `overlap`, these are the
        half cells; with `mirrored`, either side has half. The total stays as it is.

    Raises
    ------
    TypeError
        For any other step.
    """
    raise TypeError(f"{type(step).__name__} does not describe a face cell by cell.")


@cell_sums.register
def _histograms(step: LBPHistograms, terms: Floats) -> Floats:
    sums = _summed(terms.reshape(len(terms), *step.grid, -1), axis=-1)
    if step.overlap:
        sums = _to_half_cells(_to_half_cells(sums, axis=1), axis=2)
    return (sums + sums[:, :, ::-1]) / 2 if step.mirrored else sums


@cell_sums.register
def _several(step: FeatureUnion, terms: Floats) -> Floats:
    if not describes_cells(step):
        raise TypeError("A FeatureUnion describes a face cell by cell where its parts are LBPHistograms of one grid.")
    parts = [part for _, part in step.transformer_list]
    ends = np.cumsum([part.n_features for part in parts])[:-1]
    sums = [cell_sums(part, own) for part, own in zip(parts, np.split(terms, ends, axis=1), strict=True)]
    return _summed(np.stack(sums), axis=0)


def _to_half_cells(cells: Floats, axis: int) -> Floats:
    """Share each cell's value out over the half cells that it reaches, 1, 3, 3 and 1 parts of as many as there are."""
    cells = np.moveaxis(cells, axis, 0)
    parts = np.full(len(cells), 8.0)
    parts[0] -= 1
    parts[-1] -= 1
    part = cells / parts.reshape(-1, *[1] * (cells.ndim - 1))
    halves = np.repeat(3 * part, 2, axis=0)
    halves[2::2] += part[:-1]
    halves[1:-1:2] += part[1:]
    return np.moveaxis(halves, 0, axis)


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
