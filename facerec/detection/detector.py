"""One interface for everything that finds faces: a picture in, detections out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from facerec.errors import BadParameter
from facerec.images import Picture


class Box(NamedTuple):
    """A rectangle in pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, eq=False)
class Detection:
    """Something found in a picture.

    Attributes
    ----------
    box : Box
    score : float
        Confidence in 0..1; comparable within one detector only.
    label : str
        What it is.
    landmarks : ndarray of shape (n_points, 2), float32, or None
        x and y in pixels; the first two rows are the eyes, the one further left in the picture first.
    """

    box: Box
    score: float
    label: str = "face"
    landmarks: NDArray[np.float32] | None = None


class Detector(Protocol):
    """Finds things in pictures; one object serves many threads."""

    @property
    def name(self) -> str:
        """Return the name by which models remember it."""

    def detect(self, picture: Picture, *, lenient: bool = False) -> list[Detection]:
        """Return what is found, sorted by box; with `lenient`, also what is found with less certainty."""

    def weights(self) -> Mapping[str, str]:
        """Return the SHA-256, in hex, of each file it was made from, by the file's name."""


@cache
def detector(name: str) -> Detector:
    """Return a face detector by its name.

    Raises
    ------
    BadParameter
    """
    from facerec.detection.haar import HaarFaces  # here, since haar.py needs the types above

    makers = {"haar": HaarFaces}
    if name not in makers:
        raise BadParameter(f"There is no detector {name!r}; there is {', '.join(makers)}.")
    return makers[name]()
