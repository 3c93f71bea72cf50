"""Faces as their descriptions, in which the directions that tell people apart count more than the others."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted

from facerec.errors import BadParameter
from facerec.features.fisherfaces import Fisherfaces
from facerec.features.stacks import as_array

Floats = NDArray[np.float32]


class DiscriminantEmphasis(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Describe a face by its Fisherfaces weights, emphasised, beside the scaled features themselves.

    Of N people there are N - 1 Fisherfaces, so that little of a stranger's face is seen by those of few people. Beside
    the features themselves, distances mean the same for every number of people.

    Parameters
    ----------
    emphasis : float, default=2.0
        How much the Fisherfaces weights count, above 0.
    shrinkage : float, default=0.2
        As of `Fisherfaces`.

    Attributes
    ----------
    fisherfaces_ : Fisherfaces
        Fitted on the same faces.
    scale_ : float
        What the centred features are multiplied with: 1 / sqrt(ridge), for the ridge of the Fisherfaces. A direction
        in which the pictures of a person do not vary has this length among the Fisherfaces, too.

    Notes
    -----
    Compare by `scaled_euclidean`: strangers differ from people in length as well as in direction. With LPQ histograms
    of AT&T (s1 to s20, 5 pictures each, 24 splits), an FPIR of 1 % leaves a DIR of 98.1 and 96.4 % of 3 and 6 people,
    against 94.9 and 94.3 % with Fisherfaces and their normalised Euclidean distance; docs/benchmarks/small-groups.md
    has figures of other people. An emphasis of 3 names up to 0.6 % more photographed people rightly (rank 1), and up to
    4 % fewer at an FPIR of 1 %.
    """

    def __init__(self, emphasis: float = 2.0, shrinkage: float = 0.2) -> None:
        self.emphasis = emphasis
        self.shrinkage = shrinkage

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Find the Fisherfaces.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width) or (n_faces, n_features)
        y : array-like of shape (n_faces,)
            The name of the person on each.

        Raises
        ------
        ValueError
            For a single person, faces that do not differ between people, or NaN.
        BadParameter
            For a parameter outside its range.
        """
        if not self.emphasis > 0:
            raise BadParameter(f"The emphasis is {self.emphasis!r}; it must be more than 0, usually 2 or 3.")
        self.fisherfaces_ = Fisherfaces(shrinkage=self.shrinkage).fit(X, y)
        rows = self._rows(X)
        distances = np.einsum("ij,ij->i", rows, rows, dtype=np.float64)
        self.scale_ = float(1 / np.sqrt(self.shrinkage * distances.mean()))
        return self

    def transform(self, X: ArrayLike) -> Floats:
        """Weigh faces.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width) or (n_faces, n_features)

        Returns
        -------
        ndarray of shape (n_faces, n_fisherfaces + n_features), float32
            The emphasised weights, then the centred and scaled features.
        """
        check_is_fitted(self)
        weights = self.fisherfaces_.transform(X)
        return np.hstack([np.float32(self.emphasis) * weights, np.float32(self.scale_) * self._rows(X)])

    def inverse_transform(self, X: ArrayLike) -> Floats:
        """Rebuild faces from the scaled features.

        Parameters
        ----------
        X : array-like of shape (n_faces, n_fisherfaces + n_features)

        Returns
        -------
        ndarray of shape (n_faces, height, width) or (n_faces, n_features), as in `fit`, float32
        """
        check_is_fitted(self)
        described: Floats = check_array(X, dtype=np.float32)
        if described.shape[1] != self._n_features_out:
            raise ValueError(f"Each face needs {self._n_features_out} numbers, but got {described.shape[1]}.")
        rows = described[:, len(self.fisherfaces_.components_) :] / np.float32(self.scale_) + self.fisherfaces_.mean_
        shape = self.fisherfaces_.face_shape_
        return rows if shape is None else rows.reshape(-1, *shape)

    def pulled_back(self, form: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the linear form on features, shape (n_features,), that equals one on what `transform` gives."""
        n_fisherfaces = len(self.fisherfaces_.components_)
        emphasised = self.emphasis * form[:n_fisherfaces] @ self.fisherfaces_.components_.astype(np.float64)
        return np.asarray(emphasised + self.scale_ * form[n_fisherfaces:])

    def _rows(self, X: ArrayLike) -> Floats:
        """Return centred faces as rows."""
        faces = np.asarray(as_array(X) if isinstance(X, list | tuple) else X, np.float32)
        return np.asarray(faces.reshape(len(faces), -1) - self.fisherfaces_.mean_)

    @property
    def n_features_in_(self) -> int:
        """How many features of a face `fit` saw."""
        return int(self.fisherfaces_.n_features_in_)

    @property
    def _n_features_out(self) -> int:
        return len(self.fisherfaces_.components_) + self.n_features_in_

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        tags.target_tags.required = True
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags
