"""Faces as histograms of small codes, cell by cell."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

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
from facerec.features.stacks import Faces, check_stack

DESCRIPTORS = ("original", "extended", "variance", "lpq")

_BLOCK_PIXELS = 1 << 15  # so many at a time that the temporaries stay in the processor's cache


class LBPImage(TransformerMixin, BaseEstimator):
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

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:
        """Check faces and parameters; nothing is learned."""
        _check_descriptor(self, check_stack(X))
        return self

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
        faces = check_stack(X)
        _check_descriptor(self, faces)
        return _codes(self, faces).astype(np.float32)

    def __sklearn_tags__(self) -> Any:
        return _stateless(super().__sklearn_tags__())


class LBPHistograms(TransformerMixin, BaseEstimator):
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

    Notes
    -----
    Each cell's histogram sums to 1 (its squares do with `square_root`). A constant face has one full bin per cell.

    References
    ----------
    .. [1] Ahonen, Hadid & Pietikäinen, "Face Description with Local Binary Patterns", 2006, doi:10.1109/TPAMI.2006.244
    """

    def __init__(
        self,
        descriptor: str = "extended",
        radius: int = 1,
        n_neighbors: int = 8,
        grid: tuple[int, int] = (8, 8),
        uniform: bool = False,
        square_root: bool = False,
        decorrelate: bool = True,
    ) -> None:
        self.descriptor = descriptor
        self.radius = radius
        self.n_neighbors = n_neighbors
        self.grid = grid
        self.uniform = uniform
        self.square_root = square_root
        self.decorrelate = decorrelate

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:
        """Check faces and parameters; nothing is learned."""
        self._check(check_stack(X))
        return self

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
        faces = check_stack(X)
        self._check(faces)
        cells, areas = self._cells(faces)
        histograms = np.empty((len(faces), len(areas) * self._n_bins), np.float32)
        step = max(1, _BLOCK_PIXELS // faces[0].size)
        for start in range(0, len(faces), step):
            self._count(faces[start : start + step], cells, areas, histograms[start : start + step])
        return histograms

    def _count(
        self, faces: Faces, cells: NDArray[np.intp], areas: NDArray[np.float32], out: NDArray[np.float32]
    ) -> None:
        """Count a block of faces with one bincount: each cell of each face has bins of its own."""
        codes: NDArray[Any] = _codes(self, faces)
        if self.uniform:
            codes = np.take(uniform_labels(self._code_bits), codes)
        first_bins = np.arange(len(faces))[:, None, None] * out.shape[1] + cells * self._n_bins
        counts = np.bincount((first_bins + codes).ravel(), minlength=out.size)
        out[:] = counts.reshape(out.shape)
        shares = out.reshape(len(faces), len(areas), self._n_bins)
        shares /= areas[:, None]
        if self.square_root:
            np.sqrt(out, out=out)

    def _cells(self, faces: Faces) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the number of each pixel's cell, and the pixels in each cell."""
        down, across = self.grid
        height, width = (side - 2 * _margin(self) for side in faces.shape[1:])
        rows, columns = np.arange(height) * down // height, np.arange(width) * across // width
        cells = rows[:, None] * across + columns
        return cells, np.bincount(cells.ravel()).astype(np.float32)

    @property
    def _code_bits(self) -> int:
        return self.n_neighbors if self.descriptor == "extended" else 8

    @property
    def _n_bins(self) -> int:
        if self.descriptor == "variance":
            return VARIANCE_LEVELS
        return int(uniform_labels(self._code_bits).max()) + 1 if self.uniform else 1 << self._code_bits

    def _check(self, faces: Faces) -> None:
        _check_descriptor(self, faces)
        down, across = self.grid
        height, width = (side - 2 * _margin(self) for side in faces.shape[1:])
        if not (1 <= down <= height and 1 <= across <= width):
            raise BadParameter(
                f"A grid of {down} by {across} cells does not fit: "
                f"faces of {faces.shape[1]} by {faces.shape[2]} pixels have {height} by {width} codes."
            )
        if self.uniform and self.descriptor not in ("original", "extended"):
            raise BadParameter(f"Uniform patterns exist for binary patterns only, not for {self.descriptor!r}.")

    def __sklearn_tags__(self) -> Any:
        return _stateless(super().__sklearn_tags__())


def _codes(estimator: LBPImage | LBPHistograms, faces: Faces) -> Codes:
    """Apply the estimator's descriptor."""
    radius, n_neighbors = estimator.radius, estimator.n_neighbors
    if estimator.descriptor == "original":
        return original_lbp(faces)
    if estimator.descriptor == "extended":
        return extended_lbp(faces, radius, n_neighbors)
    if estimator.descriptor == "variance":
        return variance_codes(faces, radius, n_neighbors)
    return local_phase(faces, radius, estimator.decorrelate)


def _margin(estimator: LBPImage | LBPHistograms) -> int:
    return 1 if estimator.descriptor == "original" else estimator.radius


def _check_descriptor(estimator: LBPImage | LBPHistograms, faces: Faces) -> None:
    """Refuse what no descriptor can do."""
    if estimator.descriptor not in DESCRIPTORS:
        raise BadParameter(f"There is no descriptor {estimator.descriptor!r}; choose one of {', '.join(DESCRIPTORS)}.")
    if not 1 <= estimator.radius <= 16:
        raise BadParameter(f"The radius is {estimator.radius}; it must be 1 to 16 pixels.")
    if not 4 <= estimator.n_neighbors <= 12:
        raise BadParameter(f"The number of neighbours is {estimator.n_neighbors}; it must be 4 to 12.")
    smallest = 2 * _margin(estimator) + 1
    if min(faces.shape[1:]) < smallest:
        raise BadParameter(
            f"Faces of {faces.shape[1]} by {faces.shape[2]} pixels are too small: "
            f"this descriptor needs {smallest} by {smallest}."
        )


def _stateless(tags: Any) -> Any:
    tags.requires_fit = False
    tags.input_tags.two_d_array, tags.input_tags.three_d_array = False, True
    return tags
