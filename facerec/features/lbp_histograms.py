"""Faces as histograms of small codes, cell by cell."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.errors import BadParameter
from facerec.features.descriptors import (
    VARIANCE_LEVELS,
    Codes,
    extended_lbp,
    local_phase,
    original_lbp,
    uniform_labels,
    variance_codes,
)
from facerec.features.stacks import Faces, as_grey_levels
from facerec.features.stateless import Stateless

DESCRIPTORS = ("original", "extended", "variance", "lpq")

_BLOCK_PIXELS = 1 << 15  # so many at a time that the temporaries stay in the processor's cache


class _Coded(Stateless):
    """What both have in common: a descriptor and its parameters, explained in `LBPImage`."""

    descriptor: str
    radius: int
    n_neighbors: int
    decorrelate: bool

    def _codes(self, faces: Faces) -> Codes:
        if self.descriptor == "original":
            return original_lbp(faces)
        if self.descriptor == "extended":
            return extended_lbp(faces, self.radius, self.n_neighbors)
        if self.descriptor == "variance":
            return variance_codes(as_grey_levels(faces), self.radius, self.n_neighbors)
        return local_phase(faces, self.radius, self.decorrelate)

    @property
    def _margin(self) -> int:
        return 1 if self.descriptor == "original" else self.radius

    def _checked(self, X: ArrayLike) -> Faces:
        faces = super()._checked(X)
        if self.descriptor not in DESCRIPTORS:
            raise BadParameter(f"There is no descriptor {self.descriptor!r}; choose one of {', '.join(DESCRIPTORS)}.")
        if not 1 <= self.radius <= 16:
            raise BadParameter(f"The radius is {self.radius}; it must be 1 to 16 pixels.")
        if not 4 <= self.n_neighbors <= 12:
            raise BadParameter(f"The number of neighbours is {self.n_neighbors}; it must be 4 to 12.")
        smallest = 2 * self._margin + 1
        if min(faces.shape[1:]) < smallest:
            raise BadParameter(
                f"Faces of {faces.shape[1]} by {faces.shape[2]} pixels are too small: "
                f"this descriptor needs {smallest} by {smallest}."
            )
        return faces


class LBPImage(_Coded):
    """Replace each pixel by a code of its surroundings, which changing light hardly changes.

    Parameters
    ----------
    descriptor : {"original", "extended", "variance", "lpq"}, default="original"
        original
            The eight neighbours in a 3x3 square against its centre; `radius` and `n_neighbors` play no part.
        extended
            `n_neighbors` points on a circle against its centre.
        variance
            The logarithm of the variance of the points on the circle, in 128 steps.
        lpq
            Local phase in a window of 2 radius + 1 pixels, which blur hardly changes; `n_neighbors` plays no part.
    radius : int, default=1
        In pixels, 1 to 16; the codes are that much smaller than the face on every side.
    n_neighbors : int, default=8
        4 to 12.
    decorrelate : bool, default=True
        For lpq: whiten the Fourier coefficients before their signs are taken.

    Notes
    -----
    Ties, bit order and papers: see `facerec.features.descriptors`. A constant face has the largest code everywhere with
    the binary patterns, 0 with the other two.
    """

    def __init__(
        self, descriptor: str = "original", radius: int = 1, n_neighbors: int = 8, decorrelate: bool = True
    ) -> None:
        self.descriptor = descriptor
        self.radius = radius
        self.n_neighbors = n_neighbors
        self.decorrelate = decorrelate

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:
        """Code each pixel.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width)

        Returns
        -------
        ndarray of shape (n_faces, height - 2 radius, width - 2 radius), float32
            Whole numbers from 0, in lpq and up to eight neighbours at most 255.
        """
        return self._codes(self._checked(X)).astype(np.float32)


class LBPHistograms(_Coded):
    """Describe a face by how often each code occurs in each cell of a grid [1]_.

    Parameters
    ----------
    descriptor : {"original", "extended", "variance", "lpq"}, default="extended"
        What is counted; see `LBPImage`.
    radius : int, default=1
        In pixels, 1 to 16.
    n_neighbors : int, default=8
        4 to 12; a histogram has 2 ** n_neighbors bins.
    grid : tuple of two ints, default=(8, 8)
        Cells down and across. Where they do not divide the codes evenly no pixel is dropped: row i of h belongs to the
        cell floor(i * cells / h), so sides of cells differ by one pixel at most.
    uniform : bool, default=False
        Count all codes with more than two changes around the circle in one bin (59 instead of 256 with eight
        neighbours); only with the original and the extended descriptor.
    square_root : bool, default=False
        Take the root of every share. Then the Euclidean distance is Hellinger's, and methods made for vectors, such as
        Fisherfaces, are not ruled by the few fullest bins.
    decorrelate : bool, default=True
        For lpq: whiten the Fourier coefficients before their signs are taken.
    overlap : bool, default=False
        Count the codes near the border of a cell in the neighbouring cell, too: a cell reaches half a cell beyond its
        border, and half cells count 1, 3, 3 and 1 eighths from one end to the other. Then a face may shift or turn a
        little.
    mirrored : bool, default=False
        Average the histograms of a face with those of its mirror image, so that a face seen from the left is compared
        with one seen from the right.
    count_flat : bool, default=True
        Count pixels whose whole surroundings, a square of 2 radius + 1 pixels, have one grey level. They tell nothing
        but that the picture is over- or underexposed there; without them, overexposed faces are recognized better (see
        docs/benchmarks/comparing.md).

    Notes
    -----
    Each cell's histogram sums to 1 (its squares do with `square_root`), or to the share of the cell that is not flat.
    With flat pixels counted, a constant face has one full bin per cell.

    With `square_root`, `mirrored` averages the roots. For Fisherfaces that does what learning mirrored faces, too, and
    averaging the distances of a probe and its mirror image does: mirroring permutes the features, so the means of all
    people are symmetric then, and so is each direction that tells people apart.

    References
    ----------
    .. [1] Ahonen, Hadid & Pietikäinen, "Face Description with Local Binary Patterns", 2006, doi:10.1109/TPAMI.2006.244
    """

    overlap = mirrored = False  # of fitted objects in model files from before these were parameters
    count_flat: bool = True  # of the class: model files of older versions do not say, and counted them

    def __init__(
        self,
        descriptor: str = "extended",
        radius: int = 1,
        n_neighbors: int = 8,
        grid: tuple[int, int] = (8, 8),
        uniform: bool = False,
        square_root: bool = False,
        decorrelate: bool = True,
        overlap: bool = False,
        mirrored: bool = False,
        count_flat: bool = True,
    ) -> None:
        self.descriptor = descriptor
        self.radius = radius
        self.n_neighbors = n_neighbors
        self.grid = grid
        self.uniform = uniform
        self.square_root = square_root
        self.decorrelate = decorrelate
        self.overlap = overlap
        self.mirrored = mirrored
        self.count_flat = count_flat

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:
        """Count codes.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width)

        Returns
        -------
        ndarray of shape (n_faces, n_cells * n_bins), float32
            Cell after cell, row by row.
        """
        faces = self._checked(X)
        histograms = self._histograms(faces)
        if self.mirrored:
            histograms += self._histograms(faces[:, :, ::-1].copy())
            histograms /= 2
        return histograms

    def _histograms(self, faces: Faces) -> NDArray[np.float32]:
        cells, areas = self._cells(faces)
        histograms = np.empty((len(faces), self.n_features), np.float32)
        step = max(1, _BLOCK_PIXELS // faces[0].size)
        for start in range(0, len(faces), step):
            counts = self._counts(faces[start : start + step], cells, areas.size)
            histograms[start : start + step] = self._shares(counts, areas)
        return histograms

    def _counts(self, faces: Faces, cells: NDArray[np.intp], n_cells: int) -> NDArray[np.float32]:
        """Count a block of faces with one bincount: each cell of each face has bins of its own."""
        codes: NDArray[Any] = self._codes(faces)
        if self.uniform:
            codes = np.take(uniform_labels(self._code_bits), codes)
        first_bins = (np.arange(len(faces))[:, None, None] * n_cells + cells) * self._n_bins
        bins = first_bins + codes
        bins = bins.ravel() if self.count_flat else bins[~self._flat(faces)]
        counts = np.bincount(bins, minlength=len(faces) * n_cells * self._n_bins)
        return counts.astype(np.float32).reshape(len(faces), n_cells, self._n_bins)

    def _shares(self, counts: NDArray[np.float32], areas: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the shares of the codes in each cell, (n_faces, n_cells * n_bins)."""
        if self.overlap:
            halves = tuple(2 * cells for cells in self.grid)
            counts = _overlapping(counts.reshape(len(counts), *halves, -1))
            areas = _overlapping(areas.reshape(1, *halves, 1)).ravel()
            counts = counts.reshape(len(counts), areas.size, -1)
        counts /= areas[:, None]
        if self.square_root:
            np.sqrt(counts, out=counts)
        return counts.reshape(len(counts), -1)

    def _flat(self, faces: Faces) -> NDArray[np.bool_]:
        """Tell which codes come from surroundings of one grey level, in the shape of the codes."""
        margin = self._margin
        square = np.ones((2 * margin + 1, 2 * margin + 1), np.uint8)
        inside = slice(margin, -margin)
        same = [cv2.dilate(face, square) == cv2.erode(face, square) for face in faces]
        return np.asarray(np.stack(same)[:, inside, inside], np.bool_)

    def _cells(self, faces: Faces) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the number of each pixel's cell (with `overlap`, half cell), and the pixels in each."""
        down, across = self.counted_grid
        height, width = (side - 2 * self._margin for side in faces.shape[1:])
        rows, columns = np.arange(height) * down // height, np.arange(width) * across // width
        cells = rows[:, None] * across + columns
        return cells, np.bincount(cells.ravel()).astype(np.float32)

    @property
    def n_features(self) -> int:
        """Number of features of a face."""
        return self.grid[0] * self.grid[1] * self._n_bins

    @property
    def counted_grid(self) -> tuple[int, int]:
        """Cells down and across in which codes are counted; half cells with `overlap`."""
        down, across = self.grid
        return (2 * down, 2 * across) if self.overlap else (down, across)

    @property
    def _code_bits(self) -> int:
        return self.n_neighbors if self.descriptor == "extended" else 8

    @property
    def _n_bins(self) -> int:
        if self.descriptor == "variance":
            return VARIANCE_LEVELS
        return int(uniform_labels(self._code_bits).max()) + 1 if self.uniform else 1 << self._code_bits

    def _checked(self, X: ArrayLike) -> Faces:
        faces = super()._checked(X)
        down, across = self.counted_grid
        height, width = (side - 2 * self._margin for side in faces.shape[1:])
        if not (1 <= down <= height and 1 <= across <= width):
            raise BadParameter(
                f"A grid of {down} by {across} {'half cells' if self.overlap else 'cells'} does not fit: "
                f"faces of {faces.shape[1]} by {faces.shape[2]} pixels have {height} by {width} codes."
            )
        if self.uniform and self.descriptor not in ("original", "extended"):
            raise BadParameter(f"Uniform patterns exist for binary patterns only, not for {self.descriptor!r}.")
        return faces


def _overlapping(halves: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum half cells (n, 2 * down, 2 * across, n_bins) to cells that reach half a cell beyond their border."""
    first, second = halves[:, ::2], halves[:, 1::2]
    rows = first + second
    rows *= 3
    rows[:, 1:] += second[:, :-1]
    rows[:, :-1] += first[:, 1:]
    first, second = rows[:, :, ::2], rows[:, :, 1::2]
    cells = first + second
    cells *= 3
    cells[:, :, 1:] += second[:, :, :-1]
    cells[:, :, :-1] += first[:, :, 1:]
    return cells
