"""Faces made alike in size and light, one by one: nothing here is learned."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.errors import BadParameter
from facerec.features.stacks import Faces, as_grey_levels, check_faces, check_stack, unequal_faces
from facerec.features.stateless import Stateless

Floats = NDArray[np.float32]

_ROUNDING = 1e-5  # responses of the band-pass filter below this share of the brightest pixel are float32 rounding


class Resize(Stateless):
    """Scale faces to one size: by area where they shrink, linearly where they grow.

    Parameters
    ----------
    size : tuple of two ints, default=(128, 128)
        (height, width), in pixels.

    Notes
    -----
    Faces may be of unequal sizes; they come as a list then, since no array holds them.
    """

    def __init__(self, size: tuple[int, int] = (128, 128)) -> None:
        self.size = size

    def transform(self, X: ArrayLike) -> Floats:
        """Scale each face.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width), or sequence of n_faces arrays of shape (height, width)

        Returns
        -------
        ndarray of shape (n_faces, size[0], size[1]), float32
            In the grey levels of X, not rounded.
        """
        return self._scaled(self._checked(X))

    def _scaled(self, faces: Faces) -> Floats:
        faces = faces.astype(np.float32, copy=False)
        height, width = self.size
        if faces.shape[1:] == (height, width):
            return faces
        shrinks = height * width < faces[0].size
        scaled = np.empty((len(faces), height, width), np.float32)
        for face, out in zip(faces, scaled, strict=True):
            cv2.resize(face, (width, height), dst=out, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        return scaled

    def _checked(self, X: ArrayLike) -> Faces:
        height, width = self.size
        if not (height >= 1 and width >= 1):
            raise BadParameter(f"The size is {self.size!r}; it must be (height, width) of at least one pixel each.")
        faces = unequal_faces(X)
        if faces is not None:
            return np.concatenate([self._scaled(check_stack(face[None])) for face in faces])
        return super()._checked(X)


class HistogramEqualization(Stateless):
    """Spread the grey levels of each face evenly, over the whole face or within tiles.

    Parameters
    ----------
    clahe : bool, default=False
        Equalise tile by tile with limited contrast [1]_, which evens out light from one side.
    clip_limit : float, default=2.0
        For clahe: how often a grey level may occur, as a multiple of its even share, before the rest is spread.
    grid : tuple of two ints, default=(8, 8)
        For clahe: tiles down and across.

    Notes
    -----
    Grey levels are 0 to 255, or floats of 0 to 1, which count as the same times 255. Floats are rounded first. A
    constant face stays as it is.

    References
    ----------
    .. [1] Zuiderveld, "Contrast limited adaptive histogram equalization", Graphics Gems IV, 1994
    """

    def __init__(self, clahe: bool = False, clip_limit: float = 2.0, grid: tuple[int, int] = (8, 8)) -> None:
        self.clahe = clahe
        self.clip_limit = clip_limit
        self.grid = grid

    def transform(self, X: ArrayLike) -> Floats:
        """Equalise each face.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width)

        Returns
        -------
        ndarray of shape (n_faces, height, width), float32
            Whole numbers from 0 to 255.

        Raises
        ------
        ValueError
            For grey levels below 0 or above 255, e.g. of 16 bits or already standardised.
        """
        faces = self._checked(X)
        if faces.dtype != np.uint8:
            faces = np.rint(as_grey_levels(faces)).astype(np.uint8)
        down, across = self.grid
        equalize = cv2.createCLAHE(self.clip_limit, (across, down)).apply if self.clahe else cv2.equalizeHist
        equalized = np.empty(faces.shape, np.float32)
        for face, out in zip(faces, equalized, strict=True):
            out[:] = equalize(face)
        return equalized

    def _checked(self, X: ArrayLike) -> Faces:
        if not (self.clip_limit > 0 and min(self.grid) >= 1):
            raise BadParameter(
                f"clip_limit is {self.clip_limit!r} and grid {self.grid!r}; the limit must be more than 0, "
                "the tiles at least one down and one across."
            )
        faces = super()._checked(X)
        if faces.dtype != np.uint8 and not (faces.min() > -0.5 and faces.max() < 255.5):
            raise ValueError(
                f"Grey levels lie from {faces.min():.6g} to {faces.max():.6g}; HistogramEqualization takes 0 to 255, or"
                " floats of 0 to 1. Divide 16-bit levels by 257, and equalise before steps that standardise."
            )
        return faces


class TanTriggs(Stateless):
    """Take the light off a face and leave its structure: gamma, a band of scales, equal contrast [1]_.

    Parameters
    ----------
    gamma : float in (0, 1], default=0.2
        Power that grey levels are raised to, which lifts the shadows.
    sigma0, sigma1 : float, default=1.0, 2.0
        Of the inner and the outer Gaussian, in pixels. The wide one is taken off the narrow one, so what is brighter
        than its surroundings is positive.
    alpha : float, default=0.1
        Power that keeps strong responses from ruling the contrast.
    tau : float, default=10.0
        Where responses level off: results lie between -tau and tau.

    Notes
    -----
    Borders are continued by their outermost pixel. A constant face, which has no contrast to equalise, becomes 0.

    References
    ----------
    .. [1] Tan & Triggs, "Enhanced local texture feature sets for face recognition under difficult lighting
           conditions", 2010, doi:10.1109/TIP.2010.2042645
    """

    def __init__(
        self, gamma: float = 0.2, sigma0: float = 1.0, sigma1: float = 2.0, alpha: float = 0.1, tau: float = 10.0
    ) -> None:
        self.gamma = gamma
        self.sigma0 = sigma0
        self.sigma1 = sigma1
        self.alpha = alpha
        self.tau = tau

    def transform(self, X: ArrayLike) -> Floats:
        """Normalise the light of each face.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width)
            Grey levels from 0.

        Returns
        -------
        ndarray of shape (n_faces, height, width), float32
            Between -tau and tau.
        """
        faces = self._checked(X)
        normalized = np.empty(faces.shape, np.float32)
        for face, out in zip(faces, normalized, strict=True):
            lifted = self._lift(face)
            band = _blur(lifted, self.sigma0) - _blur(lifted, self.sigma1)
            if np.abs(band).max() <= _ROUNDING * lifted.max():
                out[:] = 0
            else:
                out[:] = self._equalize(band)
        return normalized

    def _lift(self, face: Faces) -> Floats:
        if face.dtype == np.uint8:  # 256 powers instead of one for each pixel
            return np.asarray(cv2.LUT(face, np.arange(256, dtype=np.float32) ** np.float32(self.gamma)), np.float32)
        return face.astype(np.float32, copy=False) ** np.float32(self.gamma)

    def _equalize(self, band: Floats) -> Floats:
        """Scale by a robust mean of the responses, again with the largest of them cut off at tau, and level off."""
        alpha, tau = np.float32(self.alpha), np.float32(self.tau)
        powers = np.abs(band) ** alpha
        scale = np.mean(powers) ** (1 / alpha)
        largest = tau**alpha
        # |band / scale|^alpha is powers / scale^alpha: one power a pixel serves both means.
        scale *= np.mean(np.minimum(powers / scale**alpha, largest)) ** (1 / alpha)
        return np.asarray(tau * np.tanh(band / (scale * tau)), np.float32)

    def _checked(self, X: ArrayLike) -> Faces:
        if not (0 < self.gamma <= 1 and 0 < self.sigma0 < self.sigma1 and self.alpha > 0 and self.tau > 0):
            raise BadParameter(
                "TanTriggs needs 0 < gamma <= 1, 0 < sigma0 < sigma1, alpha > 0 and tau > 0, not "
                f"gamma={self.gamma!r}, sigma0={self.sigma0!r}, sigma1={self.sigma1!r}, alpha={self.alpha!r}, "
                f"tau={self.tau!r}."
            )
        faces = super()._checked(X)
        if faces.dtype != np.uint8 and faces.min() < 0:
            raise ValueError("A face holds negative grey levels, which have no gamma; put TanTriggs before scaling.")
        return faces


class MinMaxNormalize(Stateless):
    """Scale each face so that its darkest and brightest pixel are given values.

    Parameters
    ----------
    low, high : float, default=0.0, 1.0
        What the darkest and the brightest become.

    Notes
    -----
    A constant face becomes `low`.
    """

    def __init__(self, low: float = 0.0, high: float = 1.0) -> None:
        self.low = low
        self.high = high

    def transform(self, X: ArrayLike) -> Floats:
        """Scale each face.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width) or (n_faces, n_pixels)

        Returns
        -------
        ndarray of the shape of X, float32
        """
        faces = self._checked(X).astype(np.float32, copy=False)
        darkest, span = _range(faces)
        return (faces - darkest) * (np.float32(self.high - self.low) / span) + np.float32(self.low)

    def _checked(self, X: ArrayLike) -> Faces:
        if not self.low < self.high:
            raise BadParameter(f"low is {self.low!r} and high {self.high!r}; low must be less than high.")
        return check_faces(X)


class ZScoreNormalize(Stateless):
    """Shift and scale each face so that its pixels have mean 0 and standard deviation 1.

    Notes
    -----
    A constant face becomes 0.
    """

    def transform(self, X: ArrayLike) -> Floats:
        """Standardise each face.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width) or (n_faces, n_pixels)

        Returns
        -------
        ndarray of the shape of X, float32
        """
        faces = self._checked(X).astype(np.float32, copy=False)
        darkest, span = _range(faces)
        unit = (faces - darkest) / span  # a constant face is exactly 0 here, whatever its level
        pixels = tuple(range(1, faces.ndim))
        unit -= unit.mean(axis=pixels, keepdims=True)
        deviation = unit.std(axis=pixels, keepdims=True)
        unit /= np.where(deviation > 0, deviation, 1)
        return unit

    def _checked(self, X: ArrayLike) -> Faces:
        return check_faces(X)


def _range(faces: Floats) -> tuple[Floats, Floats]:
    """Return each face's darkest level, and its span to the brightest, or 1 where that is none."""
    pixels = tuple(range(1, faces.ndim))
    darkest = faces.min(axis=pixels, keepdims=True)
    span = faces.max(axis=pixels, keepdims=True) - darkest
    return darkest, np.where(span > 0, span, np.float32(1))


def _blur(face: Floats, sigma: float) -> Floats:
    return np.asarray(cv2.GaussianBlur(face, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.float32)
