"""The shapes of faces: a stack (n, height, width), or rows (n, n_pixels) of pixels that lost their neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Faces = NDArray[np.uint8] | NDArray[np.float32]


def check_stack(X: ArrayLike) -> Faces:
    """Return faces as a stack (n, height, width): uint8 as it is, every other type as float32.

    Raises
    ------
    ValueError
        For rows of pixels, unequal sizes, no faces at all, and values that are not numbers or not finite.
    """
    faces = as_array(X)
    if faces.ndim != 3 or faces.size == 0:
        raise ValueError(
            f"Expected faces as (n_faces, height, width), got {faces.shape}: rows of pixels lack the shape."
        )
    return _finite(faces)


def check_faces(X: ArrayLike) -> Faces:
    """Return faces as a stack or as rows, as they came: uint8 as it is, every other type as float32.

    Raises
    ------
    ValueError
        For other shapes, unequal sizes, no faces at all, and values that are not numbers or not finite.
    """
    faces = as_array(X)
    if faces.ndim not in (2, 3) or faces.size == 0:
        raise ValueError(f"Expected faces as (n_faces, height, width) or (n_faces, n_pixels), got {faces.shape}.")
    return _finite(faces)


def as_array(X: ArrayLike) -> NDArray[np.generic]:
    """Return faces as one array; lists of faces become one where they are of equal size."""
    try:
        return np.asarray(X)
    except ValueError as unequal:
        raise ValueError("Faces must be of equal size; put Resize first or crop them alike.") from unequal


def _finite(faces: NDArray[np.generic]) -> Faces:
    if faces.dtype == np.uint8:
        return faces.astype(np.uint8, copy=False)
    if faces.dtype.kind not in "buif":
        raise ValueError(f"Grey levels must be numbers, not {faces.dtype}.")
    levels = faces.astype(np.float32, copy=False)
    if not np.isfinite(levels).all():
        raise ValueError("A face holds NaN or infinity instead of a grey level.")
    return levels
