"""Faces as the strength of ripples of several sizes and directions at each place."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft

from facerec.errors import BadParameter
from facerec.features.stacks import Faces
from facerec.features.stateless import Stateless

Floats = NDArray[np.float32]

# The family of Liu & Wechsler, the same as Wiskott's: the finest wave is 4 pixels long, each scale is half an octave
# longer, and a wave packet's envelope has a standard deviation of one wave length.
_FINEST = np.pi / 2
_SPACING = np.sqrt(2)
_WIDTH = 2 * np.pi

_REACH = 3.5  # standard deviations of a filter in the frequency domain beyond which it is nothing
_ROUNDING = 1e-6  # share of the brightest grey level
_FACES_AT_ONCE = 8


class Gabor(Stateless):
    """Describe a face by the magnitudes of its Gabor wavelet responses, averaged in the cells of a grid [1]_.

    Parameters
    ----------
    grid : tuple of two ints, default=(8, 8)
        Cells down and across; they are as large as the face allows, in fractions of pixels too.
    n_scales : int, default=5
        1 to 8; waves of 4, 4 sqrt(2), 8 ... pixels. With five, faces of about 46 by 56 pixels suit best.
    n_orientations : int, default=8
        1 to 16, evenly over 180 degrees.

    Notes
    -----
    Each channel (scale and orientation) is standardised over its cells to mean 0 and standard deviation 1, so a channel
    tells where the face ripples, whatever the contrast. A channel with no response, as in a constant face, is all
    zeros. The face counts as repeated in all directions.

    A response has only the few frequencies that its filter lets through. Moved to frequency zero, which leaves the
    magnitude as it is, it needs a sample every 3.6 pixels instead of one at each, and the transform back from the
    frequency domain is done at that size.

    References
    ----------
    .. [1] Liu & Wechsler, "Gabor feature based classification using the enhanced Fisher linear discriminant model for
           face recognition", 2002, doi:10.1109/TIP.2002.999679
    .. [2] Wiskott, Fellous, Krüger & von der Malsburg, "Face recognition by elastic bunch graph matching", 1997,
           doi:10.1109/34.598235
    """

    def __init__(self, grid: tuple[int, int] = (8, 8), n_scales: int = 5, n_orientations: int = 8) -> None:
        self.grid = grid
        self.n_scales = n_scales
        self.n_orientations = n_orientations

    def transform(self, X: ArrayLike) -> Floats:
        """Measure the ripples.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width)

        Returns
        -------
        ndarray of shape (n_faces, n_scales * n_orientations * n_cells), float32
            Scale after scale from the finest, in it orientation after orientation, in it the cells row by row.
        """
        faces = self._checked(X)
        n_channels, n_cells = self.n_scales * self.n_orientations, self.grid[0] * self.grid[1]
        channels = np.empty((len(faces), n_channels, n_cells), np.float32)
        for start in range(0, len(faces), _FACES_AT_ONCE):
            block = slice(start, start + _FACES_AT_ONCE)
            channels[block] = _cell_means(self._samples(faces[block]), self.grid)
        return _standardised(channels, np.abs(faces).max(axis=(1, 2)) * _ROUNDING).reshape(len(faces), -1)

    def magnitudes(self, X: ArrayLike) -> Floats:
        """Return how strong each ripple is at each place, before cells are averaged and channels standardised.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width)

        Returns
        -------
        ndarray of shape (n_faces, n_scales, n_orientations, n_down, n_across), float32
            Places lie evenly over the face, the first at its top left corner, a whole number of them in each cell. At
            orientation k brightness ripples along k / n_orientations of half a turn, from the right to downwards.
        """
        samples = self._samples(self._checked(X))
        return samples.reshape(len(samples), self.n_scales, self.n_orientations, *samples.shape[2:])

    def _samples(self, faces: Faces) -> Floats:
        places, weights = _filters(faces.shape[1:], self.grid, self.n_scales, self.n_orientations)
        spectra = fft.fft2(faces.astype(np.float32)).reshape(len(faces), -1)
        magnitudes: Floats = np.abs(fft.ifft2(spectra[:, places] * weights, overwrite_x=True))
        return magnitudes

    def _checked(self, X: ArrayLike) -> Faces:
        faces = super()._checked(X)
        (down, across), (height, width) = self.grid, faces.shape[1:]
        if not (1 <= down <= height and 1 <= across <= width):
            raise BadParameter(f"A grid of {down} by {across} cells does not fit faces of {height} by {width} pixels.")
        if not 1 <= self.n_scales <= 8:
            raise BadParameter(f"The number of scales is {self.n_scales}; it must be 1 to 8.")
        if not 1 <= self.n_orientations <= 16:
            raise BadParameter(f"The number of orientations is {self.n_orientations}; it must be 1 to 16.")
        return faces


@lru_cache(maxsize=8)
def _filters(
    size: tuple[int, int], grid: tuple[int, int], n_scales: int, n_orientations: int
) -> tuple[NDArray[np.intp], Floats]:
    """Cut each filter's surroundings out of the frequency domain.

    Returns
    -------
    places : ndarray of shape (n_filters, samples down, samples across), intp
        Where a filter's frequencies lie in the flattened spectrum of a face.
    weights : the same shape, float32
        What it lets through of each; its own frequency comes first, as frequency zero.
    """
    samples = [_samples(side, cells) for side, cells in zip(size, grid, strict=True)]
    places, weights = [], []
    for frequency in (_FINEST / _SPACING**scale for scale in range(n_scales)):
        for angle in np.pi * np.arange(n_orientations) / n_orientations:
            wave = frequency * np.sin(angle), frequency * np.cos(angle)
            steps = [_around(*along) for along in zip(wave, size, samples, strict=True)]
            y, x = (2 * np.pi * step / side for step, side in zip(steps, size, strict=True))
            off = (y[:, None] - wave[0]) ** 2 + (x - wave[1]) ** 2
            from_zero = y[:, None] ** 2 + x**2 + frequency**2
            sharpness = _WIDTH**2 / (2 * frequency**2)
            # The second term makes the response to an even face zero.
            weights.append(np.exp(-sharpness * off) - np.exp(-sharpness * from_zero))
            places.append((steps[0] % size[0])[:, None] * size[1] + steps[1] % size[1])
    scale = samples[0] * samples[1] / (size[0] * size[1])  # of a transform back that has fewer samples
    return np.array(places), np.array(weights, np.float32) * np.float32(scale)


def _samples(side: int, cells: int) -> int:
    """Count the samples that the widest filter needs along a side, rounded up to a whole number for each cell."""
    band = 2 * _REACH * _FINEST / _WIDTH  # radians a pixel
    return cells * ceil(side * band / (2 * np.pi) / cells)


def _around(wave: float, side: int, samples: int) -> NDArray[np.intp]:
    """Return the `samples` steps of the discrete frequencies nearest to a wave's, its own first."""
    return np.fft.ifftshift(np.arange(samples) - samples // 2) + round(wave * side / (2 * np.pi))


def _cell_means(magnitudes: Floats, grid: tuple[int, int]) -> Floats:
    n, channels, down, across = magnitudes.shape
    by_cell = magnitudes.reshape(n, channels, grid[0], down // grid[0], grid[1], across // grid[1])
    means: Floats = by_cell.mean(axis=(3, 5)).reshape(n, channels, -1)
    return means


def _standardised(channels: Floats, rounding: NDArray[Any]) -> Floats:
    """Bring each channel to mean 0 and deviation 1; what is only rounding to 0."""
    channels = channels - channels.mean(axis=2, keepdims=True)
    deviation = channels.std(axis=2, keepdims=True)
    even = deviation <= rounding[:, None, None]
    standardised: Floats = np.where(even, 0, channels / np.where(even, 1, deviation))
    return standardised
