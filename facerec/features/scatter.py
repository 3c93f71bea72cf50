"""Products of centred faces with themselves, without ever holding a centred copy of all of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh, qr

from facerec.features.stacks import Faces

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_BLOCK_VALUES = 1 << 20  # 4 MB of float32 stay in the processor's cache from one product to the next
_NARROWEST_BLOCK = 1024  # below this both subtraction and BLAS run slower
_LARGEST_DENSE = 1000  # side of a scatter matrix from which few eigenvectors are found faster without the matrix
_FEW = 5  # eigenvectors of a dense matrix up to one in so many are found faster one by one
_CONVERGED = 1e-3  # largest share of a wanted eigenvalue that may be expected to be missing when the search ends
_ROUNDING = 10 * float(np.finfo(np.float32).eps)  # of the largest eigenvalue: below this lies what should be zero


class Scatter:
    """The scatter of faces around their mean, on its smaller side.

    Where there are fewer faces than pixels this is the Gram matrix of the centred faces (Turk & Pentland's trick:
    n_faces x n_faces, with the same eigenvalues), otherwise their covariance matrix times n_faces.

    Parameters
    ----------
    rows : ndarray of shape (n_faces, n_pixels), uint8 or float32

    Attributes
    ----------
    mean : ndarray of shape (n_pixels,), float32
    by_face : bool
        Whether the smaller side counts faces rather than pixels.
    side : int
        min(n_faces, n_pixels)
    """

    def __init__(self, rows: Faces) -> None:
        self.mean: Floats = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        self.by_face = len(rows) < rows.shape[1]
        self.side = min(rows.shape)
        self._rows = rows

    def matrix(self) -> Doubles:
        """Return the matrix (side, side), float64."""
        matrix = np.zeros((self.side, self.side))
        for _, block in self._blocks():
            matrix += block @ block.T  # NumPy knows this product as symmetric and does half the work
        return matrix

    def apply(self, vectors: Floats) -> Floats:
        """Multiply the matrix with vectors (side, n), without the matrix."""
        product = np.zeros_like(vectors)
        for _, block in self._blocks():
            product += block @ (block.T @ vectors)
        return product

    def total(self) -> float:
        """Return the trace: all squared distances from the mean."""
        return float(sum(np.vdot(block, block) for _, block in self._blocks()))

    def weigh(self, weights: NDArray[np.floating]) -> Floats:
        """Sum the centred faces with weights (n_faces, n), into (n, n_pixels)."""
        weights = weights.astype(np.float32, copy=False)
        sums = np.zeros((weights.shape[1], self._rows.shape[1]), np.float32)
        for part, block in self._blocks():
            if self.by_face:
                sums[:, part] = weights.T @ block
            else:
                sums += weights[part].T @ block.T
        return sums

    def _blocks(self) -> Iterator[tuple[slice, Floats]]:
        """Yield the centred faces as (side, width of a block), with the place along the longer side.

        Every block overwrites the one before: fresh memory would cost more than the subtraction.
        """
        length = max(self._rows.shape)
        step = min(max(_BLOCK_VALUES // self.side, _NARROWEST_BLOCK), length)
        space = np.empty((self.side, step) if self.by_face else (step, self.side), np.float32)
        for start in range(0, length, step):
            part = slice(start, min(start + step, length))
            width = part.stop - start
            if self.by_face:
                yield part, np.subtract(self._rows[:, part], self.mean[part], out=space[:, :width])
            else:
                yield part, np.subtract(self._rows[part], self.mean, out=space[:width]).T


def leading_eigenpairs(scatter: Scatter, n_wanted: int) -> tuple[Doubles, Doubles, float]:
    """Find the largest eigenvalues of a scatter matrix.

    Returns
    -------
    values : ndarray of shape (up to n_wanted,)
        Largest first, all above what rounding makes of zero.
    vectors : ndarray of shape (side, up to n_wanted)
    total : float
        The sum of all eigenvalues.
    """
    if scatter.side > _LARGEST_DENSE and n_wanted <= scatter.side // 10:
        total = scatter.total()
        values, vectors = _block_lanczos(scatter, n_wanted)
    else:
        matrix = scatter.matrix()
        total = float(np.trace(matrix))
        values, vectors = _dense(matrix, n_wanted)
    real = values > _ROUNDING * values[0]
    return values[real], vectors[:, real], total


def _dense(matrix: Doubles, n_wanted: int) -> tuple[Doubles, Doubles]:
    """Find all by divide and conquer, which is quicker unless few are wanted, and lets other threads work meanwhile."""
    side = len(matrix)
    if n_wanted * _FEW > side:
        values, vectors = np.linalg.eigh(matrix)
    else:
        values, vectors = eigh(matrix, subset_by_index=(side - n_wanted, side - 1), overwrite_a=True)
    return values[: -n_wanted - 1 : -1], vectors[:, : -n_wanted - 1 : -1]


def _block_lanczos(scatter: Scatter, n_wanted: int) -> tuple[Doubles, Doubles]:
    """Search the space that a random block and its products with the matrix span [1]_.

    Every product is kept, so the best approximation in the whole space costs no further pass over the faces. It is
    done when more steps would hardly change the eigenvalues.

    References
    ----------
    .. [1] Musco & Musco, "Randomized block Krylov methods for stronger and faster approximate singular value
           decomposition", 2015, arXiv:1504.05477
    """
    width = (n_wanted * 3 // 4 + 15) // 16 * 16  # in the steps that BLAS likes
    block = np.random.default_rng(0).standard_normal((scatter.side, width), np.float32)
    basis = products = np.empty((scatter.side, 0), np.float32)
    values, change, missing = np.zeros(n_wanted), 1.0, 1.0
    while missing > _CONVERGED and basis.shape[1] + width <= scatter.side:
        block = _orthonormal(block, basis)
        if block.shape[1] == 0:  # the space holds all that the faces vary in
            break
        basis = np.hstack([basis, block])
        block = scatter.apply(block)
        products = np.hstack([products, block])
        found, rotation = np.linalg.eigh((basis.T @ products).astype(np.float64))
        before, earlier = values, change
        values = np.zeros(n_wanted)
        values[: len(found)] = found[: -n_wanted - 1 : -1]
        floor = _ROUNDING * values[0] + np.finfo(np.float32).tiny
        change = float(np.max((values - before) / np.maximum(values, floor)))
        missing = change**2 / max(earlier - change, 1e-9)  # if changes go on falling by the same factor, or faster
    n_found = min(n_wanted, len(found))
    return values[:n_found], basis @ rotation[:, : -n_found - 1 : -1]


def _orthonormal(block: Floats, basis: Floats) -> Floats:
    """Find orthonormal columns that add what a block holds beyond a basis, and nothing that is only rounding."""
    beyond = block - basis @ (basis.T @ block)
    columns, triangle, _ = qr(beyond, mode="economic", pivoting=True)
    real = np.abs(np.diag(triangle)) > _ROUNDING * np.linalg.norm(block, axis=0).max()
    columns = columns[:, real]
    for _ in range(2):  # rounding spoils it once
        columns = np.linalg.qr(columns - basis @ (basis.T @ columns))[0]
    return columns
