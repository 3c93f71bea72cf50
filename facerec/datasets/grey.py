"""Faces as the checks see them: grey, whatever they were cut as."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facerec.images import to_grey


def grey_faces(faces: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a stack of faces (n_faces, height, width), uint8; colour (n_faces, height, width, 3) becomes luma."""
    return faces if faces.ndim == 3 else np.stack([to_grey(face) for face in faces])
