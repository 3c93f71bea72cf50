"""Faces as weights on the directions in which faces vary most."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import validate_data

from facerec.errors import BadParameter
from facerec.features.scatter import Scatter, leading_eigenpairs
from facerec.features.stacks import Faces
from facerec.features.subspace import PIXEL_TYPES, Floats, Subspace, pointing_up


class Eigenfaces(Subspace):
    """Describe a face by its weights on the directions in which faces vary most [1]_.

    Parameters
    ----------
    n_components : int, float in (0, 1) or None, default=None
        How many to keep; a fraction keeps as few as hold that share of the variance; None keeps all. Never more than
        min(n_faces - 1, n_pixels), and none without variance, so copies of faces add nothing.
    whiten : bool, default=False
        Scale the weights to unit variance over the training faces.

    Attributes
    ----------
    mean_ : ndarray of shape (n_pixels,), float32
        Mean face, in grey levels.
    components_ : ndarray of shape (n_components, n_pixels), float32
        Eigenfaces, unit length, largest variance first; the largest entry of each is positive.
    explained_variance_ : ndarray of shape (n_components,), float32
        Variance of the training faces (with n_faces - 1) along each eigenface, in squared grey levels.
    explained_variance_ratio_ : ndarray of shape (n_components,), float32
        The same as a share of the variance of all pixels.
    face_shape_ : tuple of two ints or None
        (height, width), where `fit` was given a stack.
    n_features_in_ : int
        Pixels of a face.

    Notes
    -----
    The eigenvectors are those of the smaller of Gram and covariance matrix; few of many (up to a tenth of more than
    1000) are found by block Lanczos, with eigenvalues within 0.1 %. The faces are centred block by block, so
    fitting takes little more memory than faces and eigenfaces do.

    References
    ----------
    .. [1] Turk & Pentland, "Eigenfaces for Recognition", 1991, doi:10.1162/jocn.1991.3.1.71
    """

    def __init__(self, n_components: float | None = None, whiten: bool = False) -> None:
        self.n_components = n_components
        self.whiten = whiten

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:
        """Find the eigenfaces.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width) or (n_faces, n_pixels)
        y : ignored

        Raises
        ------
        ValueError
            For fewer than two faces, faces that are all the same, or NaN.
        BadParameter
            For an `n_components` outside its range.
        """
        self._check_n_components()
        rows: Faces = validate_data(self, self._flat(X, reset=True), dtype=PIXEL_TYPES, ensure_min_samples=2)
        scatter = Scatter(rows)
        values, vectors, total = leading_eigenpairs(scatter, self._n_wanted(rows))
        if len(values) == 0:
            raise ValueError("All faces are the same, so there is nothing in which they vary.")
        if isinstance(self.n_components, float):
            share = np.cumsum(values) / total
            kept = np.searchsorted(share, self.n_components) + 1
            values, vectors = values[:kept], vectors[:, :kept]

        self.mean_ = scatter.mean
        directions = scatter.weigh(vectors) if scatter.by_face else vectors.T.astype(np.float32)
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        self.components_ = pointing_up(directions)
        self.explained_variance_ = (values / (len(rows) - 1)).astype(np.float32)
        self.explained_variance_ratio_ = (values / total).astype(np.float32)
        return self

    def inverse_transform(self, X: ArrayLike) -> Floats:
        """Rebuild faces from their weights.

        Parameters
        ----------
        X : array-like of shape (n_faces, n_components)

        Returns
        -------
        ndarray of shape (n_faces, height, width) or (n_faces, n_pixels), as in `fit`, float32
            In grey levels, unclipped: the mean face plus the weighted eigenfaces.
        """
        weights = self._as_weights(X)
        if self.whiten:
            weights = weights * np.sqrt(self.explained_variance_)
        return self._as_faces(weights @ self.components_ + self.mean_)

    def _project(self, rows: Faces) -> Floats:
        weights = super()._project(rows)
        if self.whiten:
            weights /= np.sqrt(self.explained_variance_)
        return weights

    def _n_wanted(self, rows: Faces) -> int:
        largest: int = min(len(rows) - 1, rows.shape[1])
        return min(int(self.n_components), largest) if isinstance(self.n_components, int | np.integer) else largest

    def _check_n_components(self) -> None:
        asked = self.n_components
        if asked is None:
            return
        fits = 0 < asked < 1 if isinstance(asked, float) else isinstance(asked, int | np.integer) and asked >= 1
        if not fits:
            raise BadParameter(
                f"n_components is {asked!r}; it must be a whole number from 1, a share between 0 and 1, or None."
            )
