"""Faces as histograms of the directions in which their brightness rises."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.errors import BadParameter
from facerec.features.stacks import Faces, as_grey_levels
from facerec.features.stateless import Stateless

Floats = NDArray[np.float32]

_BLOCK_PIXELS = 1 << 16  # so many at a time that the temporaries stay in the processor's cache
_FAINT = 0.05  # grey levels a pixel: gradients far below count as none
_CLIP = 0.2  # Dalal & Triggs: no single direction may rule a block


class HOG(Stateless):
    """Describe a face by histograms of gradient directions, cell by cell, normalised in overlapping blocks [1]_.

    Parameters
    ----------
    grid : tuple of two ints, default=(7, 6)
        Cells down and across; they are as large as the face allows, in fractions of pixels too.
    n_orientations : int, default=18
        Bins of a histogram, 2 to 36.
    signed : bool, default=True
        Tell dark-to-bright from bright-to-dark. The paper does not, because of clothes; faces gain by it.
    block : int, default=2
        A block is this many cells square.

    Notes
    -----
    A pixel's gradient is [-1, 0, 1] in both directions, 0 across the border. It votes with its length for the two
    nearest directions and the four nearest cells, linearly. Blocks are brought to length 1, clipped at 0.2 and brought
    to length 1 again ("L2-Hys"). A constant face is all zeros.

    References
    ----------
    .. [1] Dalal & Triggs, "Histograms of Oriented Gradients for Human Detection", 2005, doi:10.1109/CVPR.2005.177
    """

    def __init__(
        self, grid: tuple[int, int] = (7, 6), n_orientations: int = 18, signed: bool = True, block: int = 2
    ) -> None:
        self.grid = grid
        self.n_orientations = n_orientations
        self.signed = signed
        self.block = block

    def transform(self, X: ArrayLike) -> Floats:
        """Count directions.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width)

        Returns
        -------
        ndarray of shape (n_faces, n_blocks * block**2 * n_orientations), float32
            Block after block, in it cell after cell, both row by row.
        """
        faces = self._checked(X)
        return _blocks(self._cells(faces), self.block).reshape(len(faces), -1)

    def cells(self, X: ArrayLike) -> Floats:
        """Return the histograms before blocks of them are normalised: how strong each direction is in each cell.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width)

        Returns
        -------
        ndarray of shape (n_faces, grid[0], grid[1], n_orientations), float32
            In grey levels a pixel. Bin k is around the direction (k + 1/2) / n_orientations of a full turn, or of half
            a turn where signs are not told apart; directions turn from the right to downwards.
        """
        return self._cells(self._checked(X))

    def _cells(self, faces: NDArray[Any]) -> Floats:
        step = max(1, _BLOCK_PIXELS // faces[0].size)
        return np.concatenate([self._histograms(faces[start : start + step]) for start in range(0, len(faces), step)])

    def _histograms(self, faces: NDArray[Any]) -> Floats:
        bins = self.n_orientations
        length, direction = _gradient(faces.astype(np.float32), 2 * np.pi if self.signed else np.pi)
        direction *= bins
        direction -= 0.5  # the first bin's middle
        rows, columns = (_shares(side, cells) for side, cells in zip(faces.shape[1:], self.grid, strict=True))
        histograms = np.zeros((len(faces), *self.grid, bins), np.float32)
        for direction_of_bin in range(-1, bins + 1):  # the first and the last bin are neighbours
            votes = np.abs(direction - direction_of_bin)
            np.subtract(1, votes, out=votes)
            np.maximum(votes, 0, out=votes)
            votes *= length
            histograms[..., direction_of_bin % bins] += rows @ votes @ columns.T
        return histograms

    def _checked(self, X: ArrayLike) -> Faces:
        faces = as_grey_levels(super()._checked(X))  # what is faint is measured in grey levels
        (down, across), (height, width) = self.grid, faces.shape[1:]
        if not 2 <= self.n_orientations <= 36:
            raise BadParameter(f"The number of orientations is {self.n_orientations}; it must be 2 to 36.")
        if not 1 <= self.block <= min(down, across):
            raise BadParameter(
                f"A block of {self.block} by {self.block} cells does not fit a grid of {down} by {across}."
            )
        if down > height or across > width:
            raise BadParameter(f"A grid of {down} by {across} cells is finer than faces of {height} by {width} pixels.")
        return faces


def _gradient(faces: Floats, turn: float) -> tuple[Floats, Floats]:
    """Return the gradient's length in grey levels, and its direction as a share of `turn`, 0 <= share < 1."""
    down, right = np.zeros_like(faces), np.zeros_like(faces)
    np.subtract(faces[:, 2:], faces[:, :-2], out=down[:, 1:-1])
    np.subtract(faces[:, :, 2:], faces[:, :, :-2], out=right[:, :, 1:-1])
    direction: Floats = np.arctan2(down, right)
    direction /= np.float32(turn)
    direction -= np.floor(direction)
    return np.hypot(down, right), direction


def _shares(side: int, cells: int) -> Floats:
    """Return each pixel's share in each cell along one side (cells, side), 1 at the cell's middle, 0 a cell away.

    Divided by the pixels of a cell, so that a cell holds a mean.
    """
    places = (np.arange(side) + 0.5) * cells / side - 0.5
    nearness = np.maximum(0, 1 - np.abs(places - np.arange(cells)[:, None]))
    shares: Floats = (nearness * cells / side).astype(np.float32)
    return shares


def _blocks(cells: Floats, block: int) -> Floats:
    """Gather overlapping blocks (n, down - block + 1, across - block + 1, values) and normalise each."""
    down, across = cells.shape[1] - block + 1, cells.shape[2] - block + 1
    blocks = np.concatenate(
        [cells[:, row : row + down, column : column + across] for row in range(block) for column in range(block)],
        axis=-1,
    )
    blocks /= _length(blocks, _FAINT)
    np.minimum(blocks, _CLIP, out=blocks)
    blocks /= _length(blocks, 1e-6)
    return blocks


def _length(blocks: Floats, faint: float) -> Floats:
    squares = np.einsum("...i,...i->...", blocks, blocks)[..., None]
    length: Floats = np.sqrt(squares + np.float32(faint**2))
    return length
