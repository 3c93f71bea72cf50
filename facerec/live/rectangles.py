"""Boxes while they move: fractions of pixels, so that small steps add up."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.detection import Box

Rectangle = NDArray[np.float64]
"""(4,) left, top, right, bottom."""


def moved(rectangle: Rectangle, shift: ArrayLike, growth: float = 1.0) -> Rectangle:
    """Shift a rectangle by x and y, and let it grow around its middle."""
    middle = (rectangle[:2] + rectangle[2:]) / 2
    half = growth * (rectangle[2:] - rectangle[:2]) / 2
    middle = middle + np.asarray(shift, np.float64)
    return np.concatenate([middle - half, middle + half])


def to_box(rectangle: Rectangle, scale: float, shape: tuple[int, ...]) -> Box:
    """Return a rectangle, times `scale`, in whole pixels inside a picture of a shape (height, width, ...)."""
    limits = (shape[1], shape[0]) * 2
    return Box(*(int(np.clip(round(edge * scale), 0, limit)) for edge, limit in zip(rectangle, limits, strict=True)))


def overlaps(first: ArrayLike, second: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure how much rectangles of two sets cover each other.

    Parameters
    ----------
    first, second : array-like of shapes (n, 4) and (m, 4)

    Returns
    -------
    union, smaller : ndarray of shape (n, m), 0..1
        The common area as a share of the area of both together, and of the smaller of the two.
    """
    a = np.asarray(first, np.float64).reshape(-1, 1, 4)
    b = np.asarray(second, np.float64).reshape(1, -1, 4)
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    common = np.prod(np.maximum(sides, 0), axis=-1)
    areas = [np.maximum(np.prod(each[..., 2:] - each[..., :2], axis=-1), 1e-9) for each in (a, b)]
    return common / (areas[0] + areas[1] - common), common / np.minimum(*areas)
