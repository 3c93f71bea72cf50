"""Products of centred faces with themselves, without ever holding a centred copy of all of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from facerec.features.stacks import Faces

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_BLOCK_VALUES = 1 << 20  # 4 MB of float32 stay in the processor's cache from one product to the next
_NARROWEST_BLOCK = 256  # below this BLAS runs slower
_LARGEST_DENSE = 1000  # side of a scatter matrix from which few eigenvectors are found faster without the matrix
_CONVERGED = 1e-3  # relative change of the wanted eigenvalues at the last step: what is still missing is far less


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
    real = values > 10 * np.finfo(np.float32).eps * values[0]
    return values[real], vectors[:, real], total


def _dense(matrix: Doubles, n_wanted: int) -> tuple[Doubles, Doubles]:
    side = len(matrix)
    values, vectors = eigh(matrix, subset_by_index=(side - n_wanted, side - 1), overwrite_a=True)
    return values[::-1], vectors[:, ::-1]


def _block_lanczos(scatter: Scatter, n_wanted: int) -> tuple[Doubles, Doubles]:
    """Search the space that a random block and its products with the matrix span [1]_.

    Every product is kept, so the best approximation in the whole space costs no further pass over the faces. It is
    done when the eigenvalues no longer move.

    References
    ----------
    .. [1] Musco & Musco, "Randomized block Krylov methods for stronger and faster approximate singular value
           decomposition", 2015, arXiv:1504.05477
    """
    width = (n_wanted // 2 + 23) // 16 * 16  # somewhat over a half, in the steps that BLAS likes
    block = np.random.default_rng(0).standard_normal((scatter.side, width), np.float32)
    basis = products = np.empty((scatter.side, 0), np.float32)
    previous = np.zeros(n_wanted)
    while basis.shape[1] + width <= scatter.side:
        block = _orthonormal(block, basis)
        basis = np.hstack([basis, block])
        block = scatter.apply(block)
        products = np.hstack([products, block])
        values, rotation = np.linalg.eigh((basis.T @ products).astype(np.float64))
        wanted = values[: -n_wanted - 1 : -1]
        if len(wanted) == n_wanted and np.all(np.abs(wanted - previous) <= _CONVERGED * wanted):
            break
        previous = wanted if len(wanted) == n_wanted else previous
    return wanted, (basis @ rotation[:, : -n_wanted - 1 : -1])


def _orthonormal(block: Floats, basis: Floats) -> Floats:
    """Make the columns orthonormal, also to a basis; twice, as rounding spoils it once."""
    for _ in range(2):
        block = np.linalg.qr(block - basis @ (basis.T @ block))[0]
    return block
