"""Frames of a stream, with small copies in which things are found and followed quickly."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from facerec.images import Face, Picture, resize, to_grey
from facerec.live.rectangles import Rectangle

_LONGEST_SIDE = 320  # pixels at which frames are searched and followed
_SHORTEST_SIDE = 48  # pixels; nobody can be seen in smaller frames
_THUMBNAIL = (32, 24)
_SAME_SCENE = 0.4  # correlation of the thumbnails of two frames


@dataclass(frozen=True)
class Spot:
    """Where something that is followed was in a frame.

    Attributes
    ----------
    number : int
        Of its track.
    rectangle : ndarray of shape (4,)
        In pixels of the small frame.
    label : str
        What the detector calls it.
    waits : float
        For how many seconds its track has wanted to be looked at; negative: not yet.
    """

    number: int
    rectangle: Rectangle
    label: str
    waits: float


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a stream.

    Attributes
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
        As it came.
    small : ndarray of shape (height, width, 3), uint8 RGB
        The same for searching, at most 320 pixels along the longer side.
    grey : ndarray of shape (height, width), uint8
        The small picture in grey, for following.
    number : int
    scene : int
        Grows with every cut.
    arrived : float
        In seconds, by whatever clock.
    spots : tuple of Spot
        What is followed already.
    """

    picture: Picture
    small: Picture
    grey: Face
    number: int
    scene: int
    arrived: float
    spots: tuple[Spot, ...] = ()

    @classmethod
    def of(cls, picture: Picture, number: int, scene: int, arrived: float) -> Frame:
        """Make the small pictures of a frame."""
        height, width = picture.shape[:2]
        scale = min(1.0, _LONGEST_SIDE / max(height, width))
        small = resize(picture, (max(1, round(height * scale)), max(1, round(width * scale))))
        return cls(picture, small, to_grey(small), number, scene, arrived)

    @property
    def scale(self) -> float:
        """Pixels of the picture for one of the small picture."""
        return float(max(self.picture.shape[:2]) / max(self.small.shape[:2]))

    @property
    def is_large_enough(self) -> bool:
        """Whether anybody could be seen in it."""
        return bool(min(self.small.shape[:2]) >= _SHORTEST_SIDE)

    def goes_on_from(self, before: Frame) -> bool:
        """Whether it shows the same scene as the frame before, and not one after a cut."""
        if before.small.shape != self.small.shape:  # the picture's own size changes with the network's speed
            return False
        first, second = (
            cv2.resize(frame.grey, _THUMBNAIL, interpolation=cv2.INTER_AREA).astype(np.float32)
            for frame in (before, self)
        )
        first, second = first - first.mean(), second - second.mean()
        norms = float(np.linalg.norm(first) * np.linalg.norm(second))
        return norms == 0 or float(np.vdot(first, second)) > _SAME_SCENE * norms
