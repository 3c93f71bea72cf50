"""What Eigenfaces and Fisherfaces share: faces in, their weights on learned directions out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from facerec.features.stacks import Faces, as_array, check_magnitude

Floats = NDArray[np.float32]

PIXEL_TYPES = (np.float32, np.uint8)  # any other becomes the first

_BLOCK_VALUES = 1 << 22  # 16 MB of float32: what is centred at a time
_FEW_VALUES = 1 << 10


class Subspace(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Project faces, around their mean, on the rows of `components_`."""

    mean_: Floats
    components_: Floats
    face_shape_: tuple[int, ...] | None

    def transform(self, X: ArrayLike) -> Floats:
        """Weigh faces on each direction.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width) or (n_faces, n_pixels)

        Returns
        -------
        ndarray of shape (n_faces, n_components), float32

        Raises
        ------
        ValueError
            For NaN, no faces, or faces of another size than in `fit`.
        """
        if self._is_well_formed(X):
            faces = np.asarray(X)
            weights = self._project(faces.reshape(len(faces), -1))
            # One NaN among the pixels makes every weight NaN, so the few weights answer for the many pixels.
            if np.isfinite(weights).all():
                return weights
        check_is_fitted(self)
        return self._project(validate_data(self, self._flat(X, reset=False), reset=False, dtype=PIXEL_TYPES))

    def _project(self, rows: Faces) -> Floats:
        weights = np.empty((len(rows), len(self.components_)), np.float32)
        # Short sums cost nothing in double precision, and then hardly depend on the other faces in the same product.
        precision = np.float64 if self.components_.size <= _FEW_VALUES else np.float32
        step = _BLOCK_VALUES // rows.shape[1] + 1
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            centred = (rows[part] - self.mean_).astype(precision, copy=False)
            weights[part] = centred @ self.components_.T.astype(precision, copy=False)
        return weights

    def _is_well_formed(self, X: ArrayLike) -> bool:
        """Whether scikit-learn's validation, dearer than the projection of one face, would change nothing."""
        return (
            type(X) is np.ndarray
            and X.dtype in (np.uint8, np.float32)
            and len(X) > 0
            and X.shape[1:] in (getattr(self, "face_shape_", None), (getattr(self, "n_features_in_", None),))
            and not hasattr(self, "feature_names_in_")
        )

    def _flat(self, X: ArrayLike, *, reset: bool) -> Any:
        """Let a stack of faces in as rows; all else is left to scikit-learn's validation."""
        shape: tuple[int, ...] | None = None
        if isinstance(X, list | tuple | np.ndarray):
            X = as_array(X)
            if X.ndim == 3:
                shape = X.shape[1:]
                X = X.reshape(len(X), -1)
        if reset:
            if isinstance(X, np.ndarray):
                check_magnitude(X)
            self.face_shape_ = shape
        elif None not in (shape, self.face_shape_) and shape != self.face_shape_:
            raise ValueError(f"Faces have the size {shape}, but the model was fitted on faces of {self.face_shape_}.")
        return X

    def _as_faces(self, rows: Floats) -> Floats:
        return rows if self.face_shape_ is None else rows.reshape(-1, *self.face_shape_)

    def _as_weights(self, weights: ArrayLike) -> Floats:
        check_is_fitted(self)
        checked: Floats = check_array(weights, dtype=np.float32)
        if checked.shape[1] != len(self.components_):
            raise ValueError(f"Each face needs {len(self.components_)} weights, but got {checked.shape[1]}.")
        return checked

    @property
    def _n_features_out(self) -> int:
        return len(self.components_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags


def pointing_up(directions: Floats) -> Floats:
    """Turn each row so that its largest entry is positive: a direction has no sign of its own."""
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    return directions * np.where(largest < 0, np.float32(-1), np.float32(1))
