"""The shape of faces that descriptors of surroundings need: they must still know which pixels are neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def check_stack(X: ArrayLike) -> NDArray[np.uint8] | NDArray[np.float32]:
    """Return faces as a stack (n, height, width): uint8 as it is, every other type as float32.

    Raises
    ------
    ValueError
        For rows of pixels, unequal sizes, no faces at all, and values that are not numbers or not finite.
    """
    try:
        faces = np.asarray(X)
    except ValueError as unequal:
        raise ValueError("Faces must be of equal size; put Resize first or crop them alike.") from unequal
    if faces.ndim != 3 or faces.size == 0:
        raise ValueError(
            f"Expected faces as (n_faces, height, width), got {faces.shape}: rows of pixels lack the shape."
        )
    if faces.dtype == np.uint8:
        return faces
    if faces.dtype.kind not in "buif":
        raise ValueError(f"Grey levels must be numbers, not {faces.dtype}.")
    faces = faces.astype(np.float32)
    if not np.isfinite(faces).all():
        raise ValueError("A face holds NaN or infinity instead of a grey level.")
    return faces
