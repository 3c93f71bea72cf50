"""Faces as the plain row of their pixels: the baseline that every other description has to beat."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from facerec.features.stacks import check_stack


class Pixels(TransformerMixin, BaseEstimator):
    """Describe a face by its grey levels, row after row."""

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:
        """Check faces; nothing is learned."""
        check_stack(X)
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:
        """Lay out faces (n_faces, height, width) as rows (n_faces, height * width), float32."""
        faces = check_stack(X)
        return faces.reshape(len(faces), -1).astype(np.float32)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.two_d_array, tags.input_tags.three_d_array = False, True
        return tags
