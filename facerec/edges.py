"""Edges of a picture by the classical filters, as OpenCV computes them.

Every filter takes a picture or its grey levels and returns (height, width) uint8: Canny 0 or 255, the others how strong
the edge is in grey levels. A step between two levels shows as their difference, whatever the filter and its width.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from facerec.errors import BadParameter
from facerec.images import Face, Picture, to_grey
from facerec.parameters import Parameter, filled

EDGE_COLOUR = (255, 96, 32)
"""Of edges drawn over a picture: it stands out from skin, sky and leaves."""

OVER_WHITE = (
    "The picture has transparent pixels, which were laid over white: edges between them and the rest depend on that."
)
"""What to say of a picture with transparent pixels."""

_AROUND_MEDIAN = 0.33  # by which share the automatic thresholds lie below and above the median
_DIMMED = 0.45  # brightness of a picture under its edges


def canny(picture: NDArray[np.uint8], low: float = 100, high: float = 200, aperture: int = 3, l2: bool = False) -> Face:
    """Thin, connected edges: maxima of the gradient above `high`, and those above `low` that touch them [1]_.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8
    low, high : float
        Thresholds of the gradient's magnitude; which is the smaller one does not matter.
    aperture : {3, 5, 7}, default=3
        Width of the Sobel filter, in pixels; wider ones give larger magnitudes.
    l2 : bool, default=False
        Measure the magnitude exactly, instead of by the sum of both components.

    Returns
    -------
    ndarray of shape (height, width), uint8
        The same as ``cv2.Canny``.

    References
    ----------
    .. [1] Canny, "A computational approach to edge detection", 1986, doi:10.1109/TPAMI.1986.4767851
    """
    if aperture not in (3, 5, 7):
        raise BadParameter(f"aperture is {aperture!r}; it must be 3, 5 or 7 pixels.")
    edges = cv2.Canny(_grey(picture), low, high, apertureSize=aperture, L2gradient=bool(l2))
    return edges.astype(np.uint8, copy=False)


def automatic_thresholds(picture: NDArray[np.uint8]) -> tuple[float, float]:
    """Return thresholds for Canny a third below and above the median grey level, a rule of thumb in common use.

    It takes the brightness of a picture for its contrast, so it is a beginning, not an optimum.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8

    Returns
    -------
    low, high : float, 0..255
    """
    median = float(np.median(_grey(picture)))
    return max(0.0, (1 - _AROUND_MEDIAN) * median), min(255.0, (1 + _AROUND_MEDIAN) * median)


def sobel(picture: NDArray[np.uint8], aperture: int = 3) -> Face:
    """Magnitude of the gradient by Sobel's filters (Sobel & Feldman, 1968).

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8
    aperture : {1, 3, 5, 7}, default=3
        Width of the filters, in pixels.
    """
    if aperture not in (1, 3, 5, 7):
        raise BadParameter(f"aperture is {aperture!r}; it must be 1, 3, 5 or 7 pixels.")

    def gradient(grey: NDArray[Any]) -> NDArray[Any]:
        across, down = (cv2.Sobel(grey, cv2.CV_32F, *order, ksize=aperture) for order in ((1, 0), (0, 1)))
        return cv2.magnitude(across, down)

    return _strength(gradient, picture)


def scharr(picture: NDArray[np.uint8]) -> Face:
    """Magnitude of the gradient by Scharr's 3 x 3 filters, whose direction is nearer to the truth (Scharr, 2000)."""

    def gradient(grey: NDArray[Any]) -> NDArray[Any]:
        return cv2.magnitude(*(cv2.Scharr(grey, cv2.CV_32F, *order) for order in ((1, 0), (0, 1))))

    return _strength(gradient, picture)


def laplacian(picture: NDArray[np.uint8], aperture: int = 3) -> Face:
    """Absolute Laplacian: strong on both sides of an edge and on points, in no direction preferred.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8
    aperture : {1, 3, 5, 7}, default=3
        Width of the filter, in pixels.
    """
    if aperture not in (1, 3, 5, 7):
        raise BadParameter(f"aperture is {aperture!r}; it must be 1, 3, 5 or 7 pixels.")
    return _strength(lambda grey: np.abs(cv2.Laplacian(grey, cv2.CV_32F, ksize=aperture)), picture)


def difference_of_gaussians(picture: NDArray[np.uint8], sigma: float = 1.0, ratio: float = 1.6) -> Face:
    """Absolute difference of two blurred pictures: what is about as wide as `sigma`, as the retina sees it [1]_.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8
    sigma : float, default=1.0
        Of the narrower Gaussian, in pixels.
    ratio : float, default=1.6
        Of the wider one's sigma to it; 1.6 comes nearest to a Laplacian of a Gaussian.

    References
    ----------
    .. [1] Marr & Hildreth, "Theory of edge detection", 1980, doi:10.1098/rspb.1980.0020
    """
    grey = _grey(picture).astype(np.float32)
    narrow, wide = (cv2.GaussianBlur(grey, (0, 0), each) for each in (sigma, ratio * sigma))
    farthest = np.sqrt(2 * np.log(ratio) / (1 - ratio**-2))  # in sigmas from a step, where the two differ most
    return _bytes_of(np.abs(narrow - wide) / (ndtr(farthest) - ndtr(farthest / ratio)))


@dataclass(frozen=True)
class Method:
    """A filter that people may choose.

    Attributes
    ----------
    title, sentence : str
        What it is called, and what it does.
    function : callable
        From a picture, and the parameters by name, to edges.
    parameters : tuple of Parameter
    """

    title: str
    sentence: str
    function: Callable[..., Face]
    parameters: tuple[Parameter, ...] = ()


def _aperture(default: int, low: int) -> Parameter:
    return Parameter("aperture", "Aperture, in pixels", "Width of the filter; odd.", default, low, 7)


METHODS = {
    "canny": Method(
        "Canny",
        "Thin lines where the gradient is largest, kept above the high threshold, and above the low one where they go"
        " on from a strong one.",
        canny,
        (
            Parameter("low", "Low threshold", "Weaker edges are dropped.", 100.0, 0.0, 200_000.0),
            Parameter("high", "High threshold", "Stronger edges are kept in any case.", 200.0, 0.0, 200_000.0),
            _aperture(3, 3),
            Parameter("l2", "Exact magnitude", "1: root of squares; 0: sum of both components.", 0, 0, 1),
        ),
    ),
    "sobel": Method("Sobel", "How steeply brightness changes at each pixel.", sobel, (_aperture(3, 1),)),
    "scharr": Method("Scharr", "As Sobel, with weights that treat all directions more alike.", scharr),
    "laplacian": Method(
        "Laplacian", "Where brightness bends: both sides of an edge, points and noise.", laplacian, (_aperture(3, 1),)
    ),
    "dog": Method(
        "Difference of Gaussians",
        "What is about as wide as sigma: the difference of a little and a little more blur.",
        difference_of_gaussians,
        (
            Parameter("sigma", "Sigma, in pixels", "How fine the details are.", 1.0, 0.3, 20.0),
            Parameter("ratio", "Ratio", "How much wider the second blur is.", 1.6, 1.1, 4.0),
        ),
    ),
}
"""The filters by name."""


def find_edges(picture: NDArray[np.uint8], method: str, **parameters: Any) -> Face:
    """Filter a picture by a method's name, with its parameters checked.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8
    method : str
        A name of `METHODS`.
    **parameters
        Those of the method that are not to have their default.

    Returns
    -------
    ndarray of shape (height, width), uint8

    Raises
    ------
    BadParameter
        For another method, a parameter it does not have, or a value out of range.
    """
    if method not in METHODS:
        raise BadParameter(f"There is no edge filter {method!r}; there is {', '.join(METHODS)}.")
    values = filled(f"filter {method}", METHODS[method].parameters, parameters)
    return METHODS[method].function(picture, **values)


def over(picture: Picture, edges: Face) -> Picture:
    """Draw edges in colour over a dimmed picture.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
    edges : ndarray of shape (height, width), uint8
    """
    strength = (edges / np.float32(255))[..., None]
    mixed = picture * (_DIMMED * (1 - strength)) + np.array(EDGE_COLOUR, np.float32) * strength
    return mixed.astype(np.uint8)


def drawn_as_picture(picture: Picture) -> Picture:
    """Return Canny's edges with automatic thresholds as a picture, as live video shows them."""
    edges = canny(picture, *automatic_thresholds(picture))
    return np.repeat(edges[..., None], 3, axis=2)


def gradients(picture: NDArray[np.uint8], aperture: int = 3, l2: bool = False) -> NDArray[np.float32]:
    """Return the magnitude of the gradient as Canny measures it, which its thresholds are compared with.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8
    aperture, l2
        As in `canny`.

    Returns
    -------
    ndarray of shape (height, width), float32
    """
    grey = _grey(picture)
    across, down = (
        cv2.Sobel(grey, cv2.CV_32F, *order, ksize=aperture, borderType=cv2.BORDER_REPLICATE)
        for order in ((1, 0), (0, 1))
    )
    magnitude = cv2.magnitude(across, down) if l2 else np.abs(across) + np.abs(down)
    return np.asarray(magnitude, np.float32)


def _grey(picture: NDArray[np.uint8]) -> Face:
    return to_grey(picture) if picture.ndim == 3 else picture


def _strength(edges_of: Callable[[NDArray[Any]], NDArray[Any]], picture: NDArray[np.uint8]) -> Face:
    """Return what a filter gives, in units of what it gives for a step of one grey level."""
    step = np.repeat(np.array([[0, 1]], np.float32), 16, axis=1).repeat(16, axis=0)
    return _bytes_of(edges_of(_grey(picture)) / edges_of(step).max())


def _bytes_of(strength: NDArray[Any]) -> Face:
    levels: Face = np.clip(np.rint(strength), 0, 255).astype(np.uint8)
    return levels
