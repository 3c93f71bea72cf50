"""Numbers about a face as pictures of it: stretched, signed, lit cell by cell, or as strokes in each cell."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.images import resize

Floats = NDArray[np.floating[Any]]
Pictures = NDArray[np.uint8]

_OVERSHOT = 64  # grey levels by which a rebuilt face may lie beyond black and white and still show as it is
_FLAT = 32  # grey levels: what spans less, such as a filtered face around zero, would not be seen
_ACROSS = 240  # pixels of a drawing with strokes
_LENGTH, _BREADTH = 0.46, 0.05  # of a stroke, in cells
_DARKEST = 0.15  # brightness of a face where nothing matters
_GROUND = 0.3  # and under strokes


def stretched(images: NDArray[Any]) -> Pictures:
    """Return grey levels as they are, and stretch anything else, image by image, to the full range of greys.

    Parameters
    ----------
    images : ndarray of shape (n, height, width)

    Returns
    -------
    ndarray of shape (n, height, width), uint8
    """
    values = np.asarray(images, np.float32)
    if values.min() < -_OVERSHOT or values.max() > 255 + _OVERSHOT or np.ptp(values) <= _FLAT:
        low, high = (pick(axis=(1, 2), keepdims=True) for pick in (values.min, values.max))
        values = (values - low) * (255 / np.maximum(high - low, 1e-6))
    return values.clip(0, 255).astype(np.uint8)


def signed(images: Floats) -> Pictures:
    """Show what is added as bright and what is taken away as dark, each image on its own scale.

    Parameters
    ----------
    images : ndarray of shape (n, height, width)

    Returns
    -------
    ndarray of shape (n, height, width), uint8
        128 where nothing changes.
    """
    largest = np.abs(images).max(axis=(1, 2), keepdims=True)
    return (128 + 127 * images / np.where(largest > 0, largest, 1)).astype(np.uint8)


def enlarged(images: NDArray[Any], size: tuple[int, int]) -> Pictures:
    """Stretch maps to all greys, the smallest value black and the largest white, and enlarge them smoothly.

    Parameters
    ----------
    images : ndarray of shape (n, down, across)
    size : (height, width)

    Returns
    -------
    ndarray of shape (n, height, width), uint8
    """
    values = np.asarray(images, np.float32)
    low, high = (pick(axis=(1, 2), keepdims=True) for pick in (values.min, values.max))
    levels = 255 * (values - low) / np.where(high > low, high - low, 1)
    scaled = [cv2.resize(level, size[::-1], interpolation=cv2.INTER_CUBIC) for level in levels]
    return np.stack(scaled).clip(0, 255).astype(np.uint8)


def lit(faces: Pictures, cells: Floats) -> Pictures:
    """Light each face up where its cells are strong, and leave it dark elsewhere.

    Parameters
    ----------
    faces : ndarray of shape (n, height, width), uint8
    cells : ndarray of shape (n, down, across)
        The strongest cell of a face shows it as it is.

    Returns
    -------
    ndarray of shape (n, height, width), uint8
    """
    light = enlarged(cells, faces.shape[1:3]) / 255
    return (faces * (_DARKEST + (1 - _DARKEST) * light)).astype(np.uint8)


def strokes(faces: NDArray[Any], strengths: Floats, directions: Floats) -> Pictures:
    """Draw a stroke for each direction of each cell over dimmed faces, the stronger the brighter.

    Parameters
    ----------
    faces : ndarray of shape (n, height, width)
        Grey levels.
    strengths : ndarray of shape (n, down, across, n_directions)
        Not negative; the strongest of each face is white.
    directions : ndarray of shape (n_directions,)
        Along each stroke, in radians from the right, turning downwards.

    Returns
    -------
    ndarray of shape (n, about 240 * height / width, about 240), uint8
    """
    n, down, across, _ = strengths.shape
    scale = _ACROSS / faces.shape[2]
    high, wide = (
        max(3, round(scale * side / cells)) for side, cells in zip(faces.shape[1:], (down, across), strict=True)
    )
    y, x = np.mgrid[:high, :wide] - np.array([high - 1, wide - 1]).reshape(2, 1, 1) / 2
    side = min(high, wide)
    shares = strengths / np.maximum(strengths.max(axis=(1, 2, 3), keepdims=True), 1e-12)
    ground = [resize(face, (down * high, across * wide)) for face in stretched(faces)]
    drawing = np.stack(ground).reshape(n, down, high, across, wide) * np.float32(_GROUND / 255)
    for share, angle in zip(np.moveaxis(shares, -1, 0), directions, strict=True):
        aside = np.abs(x * np.sin(angle) - y * np.cos(angle)) / (_BREADTH * side)
        along = np.abs(x * np.cos(angle) + y * np.sin(angle)) <= _LENGTH * side
        stroke = np.exp(-0.5 * aside**2) * along
        np.maximum(drawing, share[:, :, None, :, None] * stroke[:, None], out=drawing)
    return (255 * drawing).astype(np.uint8).reshape(n, down * high, across * wide)


def ruled(images: Pictures, grid: tuple[int, int]) -> Pictures:
    """Draw the borders of (down, across) cells over images."""
    lined = images.copy()
    for axis, cells in enumerate(grid, start=1):
        at = [round(number * images.shape[axis] / cells) for number in range(1, cells)]
        line = (slice(None), at) if axis == 1 else (slice(None), slice(None), at)
        lined[line] = images[line] // 3 + 170  # pale, and the face still shows through
    return lined


def framed(images: Pictures, size: tuple[int, int]) -> Pictures:
    """Continue images that lack the same number of pixels on every side outwards, to the size of the faces."""
    height, width = images.shape[1:3]
    missing = size[0] - height, size[1] - width
    if min(missing) < 0 or missing[0] != missing[1] or missing[0] % 2:
        return np.stack([resize(image, size) for image in images])
    margin = missing[0] // 2
    return np.pad(images, ((0, 0), (margin, margin), (margin, margin)), mode="edge")
