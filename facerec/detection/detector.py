"""One interface for everything that finds faces: a picture in, detections out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

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
        x and y in pixels; the first two rows are the eyes, the one further left in the picture first. Where there are
        five, tip of the nose, left and right corner of the mouth follow.
    turned : int
        Degrees, clockwise, by which the picture must be turned to bring the face upright: 0, 90, 180 or 270. Box and
        landmarks lie in the picture as it was given, the landmarks in the order that they have once it is turned.
    """

    box: Box
    score: float
    label: str = "face"
    landmarks: NDArray[np.float32] | None = None
    turned: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as they are printed as JSON."""
        points = None if self.landmarks is None else self.landmarks.round(2).tolist()
        return {"box": list(self.box), "score": round(self.score, 4), "label": self.label, "landmarks": points}


class Detector(Protocol):
    """Finds things in pictures; one object serves many threads."""

    @property
    def name(self) -> str:
        """Return the name by which models remember it."""

    def detect(self, picture: Picture, *, lenient: bool = False) -> list[Detection]:
        """Return what is found, sorted by box; with `lenient`, also what is found with less certainty.

        Raises
        ------
        BadParameter
            For an array that is no picture.
        """


def inside(edges: Sequence[float], shape: tuple[int, ...]) -> Box:
    """Return left, top, right and bottom in whole pixels, inside a picture of a shape (height, width, ...)."""
    limits = (shape[1], shape[0], shape[1], shape[0])
    return Box(*(min(max(round(float(edge)), 0), limit) for edge, limit in zip(edges, limits, strict=True)))


def whole_pixels(corners: NDArray[np.floating], shape: tuple[int, ...]) -> NDArray[np.intp]:
    """Return corners (n, 4) in whole pixels, inside a picture of a shape (height, width, ...)."""
    height, width = shape[:2]
    inside_it = np.rint(corners).clip(0, np.array((width, height, width, height)))
    return np.asarray(inside_it, np.intp)


def check_picture(picture: Picture) -> None:
    """Refuse what is no picture: each library beneath takes it in its own way, or finds nothing in it.

    Raises
    ------
    BadParameter
        Unless the shape is (height, width, 3), with pixels, and the type uint8.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or not picture.size or picture.dtype != np.uint8:
        raise BadParameter(
            f"An array of shape {picture.shape}, {picture.dtype}, cannot be searched; a picture has (height, width, 3)"
            " levels, uint8 RGB. Grey becomes that by np.dstack([grey] * 3)."
        )


def check_score(score: float) -> float:
    """Refuse a least score outside (0, 1).

    Raises
    ------
    BadParameter
    """
    if not 0 < score < 1:
        raise BadParameter(f"score={score}; a least score lies above 0 and below 1.")
    return score
