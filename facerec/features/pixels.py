"""Faces as the plain row of their pixels: the baseline that every other description has to beat."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.features.stateless import Stateless


class Pixels(Stateless):
    """Describe a face by its grey levels, row after row."""

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:
        """Lay out faces (n_faces, height, width) as rows (n_faces, height * width), float32."""
        faces = self._checked(X)
        return faces.reshape(len(faces), -1).astype(np.float32)
