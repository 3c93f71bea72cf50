"""Small codes that describe the surroundings of a pixel: local binary patterns, local variance, local phase.

Every function takes a stack of faces (n, height, width) and gives a code for each pixel whose whole surroundings lie
inside the face, so the result is `radius` pixels smaller on every side.

Inside, the faces are laid out in one long row, where a neighbour lies at a fixed distance: numpy works three times as
fast along one long row as along many short ones. What wraps around the sides of a face is cut off at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.features.stacks import Faces

Codes = NDArray[np.uint8] | NDArray[np.uint16]
Floats = NDArray[np.float32]

# Clockwise from the top left corner, as (row, column); the first becomes the highest bit [Ojala 1996].
_RING = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))

VARIANCE_LEVELS = 128
_LARGEST_VARIANCE = 127.5**2  # of grey levels 0..255, half of them 0 and half of them 255


def original_lbp(faces: Faces) -> Codes:
    """Compare the eight neighbours in the 3x3 square with its centre [1]_.

    A neighbour that is at least as bright sets its bit: the top left one the highest, 128, and so on clockwise down to
    the left one, 1.

    Parameters
    ----------
    faces : ndarray of shape (n, height, width), uint8 or float32

    Returns
    -------
    ndarray of shape (n, height - 2, width - 2), uint8

    References
    ----------
    .. [1] Ojala, Pietikäinen & Harwood, "A comparative study of texture measures with classification based on feature
           distributions", 1996, doi:10.1016/0031-3203(95)00067-4
    """
    width, row = faces.shape[2], faces.reshape(-1)
    centre = row[width + 1 : -width - 1]
    starts = (width + 1 + down * width + right for down, right in _RING)
    return _inner(_packed((row[start : start + centre.size] >= centre for start in starts), 8), faces.shape, 1)


def extended_lbp(faces: Faces, radius: int, n_neighbors: int) -> Codes:
    """Compare points on a circle with its centre [1]_.

    Point k lies at the angle 360° k / n_neighbors, counter-clockwise from the right; between pixels it is interpolated
    linearly in both directions. Where it is at least as bright as the centre it sets the bit 2^k.

    Parameters
    ----------
    faces : ndarray of shape (n, height, width), uint8 or float32
    radius : int
        Of the circle, in pixels.
    n_neighbors : int
        Points on the circle, at most 16.

    Returns
    -------
    ndarray of shape (n, height - 2 radius, width - 2 radius), uint8 up to eight neighbours, uint16 above

    References
    ----------
    .. [1] Ojala, Pietikäinen & Mäenpää, "Multiresolution gray-scale and rotation invariant texture classification with
           local binary patterns", 2002, doi:10.1109/TPAMI.2002.1017623
    """
    centre, points = _circle(faces, radius, n_neighbors)
    return _inner(_packed((point >= centre for point in points), n_neighbors), faces.shape, radius)


def local_variance(faces: Faces, radius: int, n_neighbors: int) -> Floats:
    """Variance of the points on a circle: the contrast that the binary patterns leave out [1]_.

    Parameters
    ----------
    faces : ndarray of shape (n, height, width), uint8 or float32
    radius, n_neighbors : int
        As in `extended_lbp`.

    Returns
    -------
    ndarray of shape (n, height - 2 radius, width - 2 radius), float32
        In squared grey levels.

    References
    ----------
    .. [1] Ojala, Pietikäinen & Mäenpää, 2002, doi:10.1109/TPAMI.2002.1017623
    """
    centre, points = _circle(faces, radius, n_neighbors)
    total, squares = np.zeros_like(centre), np.zeros_like(centre)
    for point in points:
        difference = point - centre  # small numbers keep their digits when squared
        total += difference
        squares += difference * difference
    total /= n_neighbors
    squares /= n_neighbors
    return _inner(np.maximum(squares - total * total, 0), faces.shape, radius)


def variance_codes(faces: Faces, radius: int, n_neighbors: int) -> Codes:
    """Local variance in steps of equal ratio, `VARIANCE_LEVELS` from 0 to the largest that 8-bit faces can have.

    The paper cuts the range where the training pictures fill all bins equally; fixed steps of log(1 + variance) need no
    training, and a histogram means the same in every model.
    """
    steps = np.log1p(local_variance(faces, radius, n_neighbors)) * (VARIANCE_LEVELS / np.log1p(_LARGEST_VARIANCE))
    codes: NDArray[np.uint8] = np.minimum(steps, VARIANCE_LEVELS - 1).astype(np.uint8)
    return codes


def local_phase(faces: Faces, radius: int, decorrelate: bool) -> Codes:
    """Local phase quantisation: the signs of four Fourier coefficients of a square window [1]_.

    The window is 2 radius + 1 pixels wide, its lowest frequency is a = 1 / width. Bits 0 to 7 are set where the real
    parts at the frequencies (x, y) = (a, 0), (0, a), (a, a), (a, -a), then their imaginary parts, are positive. A part
    within the rounding of float32 counts as zero, so even surroundings have the code 0.

    Parameters
    ----------
    faces : ndarray of shape (n, height, width), uint8 or float32
    radius : int
        Half the window, without its centre.
    decorrelate : bool
        Whiten the eight parts first, for neighbouring pixels correlated by 0.9: then the codes hold most information.

    Returns
    -------
    ndarray of shape (n, height - 2 radius, width - 2 radius), uint8

    References
    ----------
    .. [1] Ojansivu & Heikkilä, "Blur insensitive texture classification using local phase quantization", 2008,
           doi:10.1007/978-3-540-69905-7_27
    """
    codes = np.empty(faces.shape, np.uint8)
    rounding = 1e-6 * (2 * radius + 1) ** 2
    for face, code in zip(faces, codes, strict=True):
        parts = _fourier_parts(face, radius)
        if decorrelate:
            parts = _decorrelation(radius) @ parts
        zero = np.float32(rounding * np.abs(face).max())
        code[:] = _packed((part > zero for part in parts[::-1]), 8).reshape(code.shape)
    return codes[:, radius:-radius, radius:-radius]


@lru_cache
def uniform_labels(n_neighbors: int) -> NDArray[np.uint16]:
    """Give numbers to codes so that those with at most two changes around the circle keep a bin each [1]_.

    Returns
    -------
    ndarray of shape (2 ** n_neighbors,), uint16
        0 ... n_neighbors (n_neighbors - 1) + 1 for the uniform codes in rising order, one more for all the others.

    References
    ----------
    .. [1] Ahonen, Hadid & Pietikäinen, "Face Description with Local Binary Patterns", 2006, doi:10.1109/TPAMI.2006.244
    """
    codes = np.arange(1 << n_neighbors)
    rotated = (codes >> 1) | ((codes & 1) << (n_neighbors - 1))
    uniform = np.bitwise_count(codes ^ rotated) <= 2
    return np.where(uniform, np.cumsum(uniform) - 1, np.count_nonzero(uniform)).astype(np.uint16)


# From pixels to codes


def _packed(bits: Iterable[NDArray[np.bool_]], n_bits: int) -> Codes:
    """Make one code of several bits, the highest first."""
    bits = iter(bits)
    codes: NDArray[Any] = next(bits).astype(np.uint8 if n_bits <= 8 else np.uint16)
    for bit in bits:
        codes += codes  # numpy adds faster than it shifts
        codes |= bit.view(np.uint8)
    return codes


def _inner(row: NDArray[Any], shape: tuple[int, ...], radius: int) -> NDArray[Any]:
    """Fold the long row of inner pixels back into faces, without the pixels near the border."""
    faces = np.empty(shape, row.dtype)
    margin = radius * shape[2] + radius
    faces.reshape(-1)[margin:-margin] = row
    return faces[:, radius:-radius, radius:-radius]


def _circle(faces: Faces, radius: int, n_neighbors: int) -> tuple[Floats, Iterator[Floats]]:
    """Return the inner pixels in one long row, and for each point of the circle, last first, the values there."""
    row = faces.reshape(-1).astype(np.float32)
    margin = radius * faces.shape[2] + radius
    return row[margin:-margin], _points(row, faces.shape[2], radius, n_neighbors)


def _points(row: Floats, width: int, radius: int, n_neighbors: int) -> Iterator[Floats]:
    """Interpolate along the row, once for points one above the other, then between rows."""
    angles = 2 * np.pi * np.arange(n_neighbors)[::-1] / n_neighbors
    downs = np.round(-radius * np.sin(angles), 5).tolist()  # rounded, so that what should be a whole pixel is one
    rights = np.round(radius * np.cos(angles), 5).tolist()
    shifted = {right: _between(row, radius + right, 1, row.size - 2 * radius) for right in rights}
    for down, right in zip(downs, rights, strict=True):
        yield _between(shifted[right], radius + down, width, row.size - 2 * radius * (width + 1))


def _between(row: Floats, steps: float, step: int, size: int) -> Floats:
    """Return `size` values from a fractional number of steps on; exact where the values around are equal."""
    whole, part = divmod(steps, 1)
    start = int(whole) * step
    first = row[start : start + size]
    if not part:
        return first
    between = row[start + step : start + step + size] - first
    between *= np.float32(part)
    between += first
    return between


# Local phase


def _fourier_parts(face: Faces, radius: int) -> Floats:
    """Return the eight parts of one face's local Fourier transform, (8, height * width).

    The paper transforms f(x - y), so in terms of f(x + y), as OpenCV filters, the sines are positive.
    """
    angles = 2 * np.pi * np.arange(-radius, radius + 1) / (2 * radius + 1)
    even, cosine, sine = np.ones_like(angles), np.cos(angles), np.sin(angles)

    def along(x: NDArray[np.float64], y: NDArray[np.float64]) -> Floats:
        return np.asarray(cv2.sepFilter2D(face, cv2.CV_32F, x, y), np.float32)

    cc, ss, cs, sc = along(cosine, cosine), along(sine, sine), along(cosine, sine), along(sine, cosine)
    real = along(cosine, even), along(even, cosine), cc - ss, cc + ss
    imaginary = along(sine, even), along(even, sine), sc + cs, sc - cs
    return np.stack([*real, *imaginary]).reshape(8, -1)


@lru_cache
def _decorrelation(radius: int) -> Floats:
    """Rotate the eight parts to the principal axes of their covariance, for pixels correlated by 0.9 ^ distance."""
    places = np.array(list(product(range(-radius, radius + 1), repeat=2)), np.float64)  # (row, column)
    apart = np.linalg.norm(places[:, None] - places, axis=-1)
    frequencies = np.array([(0, 1), (1, 0), (1, 1), (-1, 1)]) / (2 * radius + 1)
    waves = np.exp(2j * np.pi * frequencies @ places.T)
    parts = np.concatenate([waves.real, waves.imag])
    covariance = parts @ 0.9**apart @ parts.T
    # Parts of equal variance would leave the axes open to chance; a nearly equal scale settles their order.
    scale = 1 + 1e-6 * np.arange(7, -1, -1)
    axes = np.linalg.svd(scale[:, None] * covariance * scale)[2]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    axes = axes * np.sign(largest)  # an axis has no sign of its own: the same one on every machine
    return np.asarray(axes, np.float32)
