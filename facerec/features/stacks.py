"""The shapes of faces: a stack (n, height, width), or rows (n, n_pixels) of pixels that lost their neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_LARGEST, _SMALLEST = 1e9, 1e-15

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


def unequal_faces(X: Any) -> list[NDArray[Any]] | None:
    """Return a sequence of faces (height, width) of unequal sizes, which no array can hold; None for anything else."""
    if not isinstance(X, list | tuple) and np.asarray(X).dtype.kind != "O":
        return None
    try:
        faces = [np.asarray(face) for face in X]
    except ValueError:  # a face whose rows are of unequal length
        return None
    return faces if len({face.shape for face in faces}) > 1 and all(face.ndim == 2 for face in faces) else None


def as_grey_levels(faces: Faces) -> Faces:
    """Return faces with grey levels of 0 to 255: floats of 0 to 1, as scikit-image has them, are multiplied by 255.

    Each face is judged by itself, so that the result does not depend on the others; a constant face stays as it is.
    """
    if faces.dtype == np.uint8:
        return faces
    low, high = faces.min(axis=(1, 2)), faces.max(axis=(1, 2))
    unit = (low >= 0) & (high <= 1) & (high > low)
    return faces * np.where(unit, np.float32(255), np.float32(1))[:, None, None] if unit.any() else faces


def _finite(faces: NDArray[np.generic]) -> Faces:
    if faces.dtype == np.uint8:
        return faces.astype(np.uint8, copy=False)
    if faces.dtype.kind not in "buif":
        raise ValueError(f"Grey levels must be numbers, not {faces.dtype}.")
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinite, and is refused as that
        levels = faces.astype(np.float32, copy=False)
    if not np.isfinite(levels).all():
        raise ValueError("A face holds NaN or infinity instead of a grey level.")
    check_magnitude(levels)
    return levels


def check_magnitude(levels: NDArray[Any]) -> None:
    """Refuse levels whose squares, summed over a face, float32 cannot hold.

    Raises
    ------
    ValueError
    """
    if levels.dtype.kind not in "iuf" or levels.dtype == np.uint8 or not levels.size:
        return
    largest = max(float(levels.max()), -float(levels.min()))
    if largest > _LARGEST or 0 < largest < _SMALLEST:
        raise ValueError(
            f"Grey levels reach {largest:.3g}; allowed are {_SMALLEST:g} to {_LARGEST:g}. Scale them, e.g. to 0 to 255."
        )
