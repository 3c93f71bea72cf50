"""Faces and cats by boosted cascades of Haar-like features (Viola & Jones, 2001, doi:10.1109/CVPR.2001.990517)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from facerec.detection.cascades import cascade
from facerec.detection.detector import Detection, check_picture, inside
from facerec.detection.overlaps import without_doubles
from facerec.errors import BadParameter
from facerec.images import Face, Picture, shrunk, to_grey


@dataclass(frozen=True)
class Cascade:
    """A cascade file.

    Attributes
    ----------
    file : str
    label : str
        What it finds.
    mirrored : bool
        Whether it must look at the mirrored picture as well.
    longest_side : int
        In pixels; larger pictures are searched at this size, which takes about a second for 1000 pixels.
    """

    file: str
    label: str = "face"
    mirrored: bool = False
    longest_side: int = 1000


CASCADES = {
    "haar": Cascade("haarcascade_frontalface_alt.xml"),
    "haar-alt2": Cascade("haarcascade_frontalface_alt2.xml"),
    "haar-default": Cascade("haarcascade_frontalface_default.xml"),
    "haar-profile": Cascade("haarcascade_profileface.xml", mirrored=True),  # made for faces that look to the left
    "cat-face": Cascade("haarcascade_frontalcatface.xml", "cat", longest_side=2000),
    "cat-face-extended": Cascade("haarcascade_frontalcatface_extended.xml", "cat", longest_side=2000),
}
"""The cascades by the names of their detectors."""


class HaarCascade:
    """Find faces of people, or of cats.

    Parameters
    ----------
    name : str, default="haar"
        A name of `CASCADES`.
    scale_factor : float, default=1.1
        By how much the searched size grows from step to step.
    min_neighbors : int, default=5
        How many overlapping hits make a face.
    min_size : int, default=25
        Side of the smallest face, in pixels.

    Raises
    ------
    BadParameter
    """

    def __init__(
        self, name: str = "haar", *, scale_factor: float = 1.1, min_neighbors: int = 5, min_size: int = 25
    ) -> None:
        if name not in CASCADES:
            raise BadParameter(f"There is no cascade {name!r}; there is {', '.join(CASCADES)}.")
        if not (1.01 <= scale_factor <= 4 and 0 <= min_neighbors <= 100 and 1 <= min_size <= 10_000):
            raise BadParameter(
                f"scale_factor={scale_factor}, min_neighbors={min_neighbors}, min_size={min_size}; allowed are"
                " 1.01 to 4, 0 to 100 and 1 to 10,000 pixels."
            )
        self.name = name
        self._cascade = CASCADES[name]
        self._scale_factor, self._min_neighbors, self._min_size = scale_factor, min_neighbors, min_size

    def detect(self, picture: Picture, *, lenient: bool = False) -> list[Detection]:
        """Return the faces.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
        lenient : bool, default=False
            Take two overlapping hits for a face, for pictures that are known to show one.

        Returns
        -------
        list of Detection
            Sorted by box, without landmarks. The score is 1 - 1 / (1 + number of overlapping hits).
        """
        check_picture(picture)
        grey = to_grey(picture)
        searched, scale = shrunk(grey, self._cascade.longest_side)
        found = self._search(searched, scale, lenient)
        if self._cascade.mirrored:
            width = searched.shape[1]
            flipped = self._search(cv2.flip(searched, 1).astype(np.uint8, copy=False), scale, lenient)
            found += [
                ((width - right, top, width - left, bottom), hits) for (left, top, right, bottom), hits in flipped
            ]
        detections = [
            Detection(inside([edge / scale for edge in box], grey.shape), 1 - 1 / (1 + hits), self._cascade.label)
            for box, hits in found
        ]
        detections = without_doubles(detections) if self._cascade.mirrored else detections
        return sorted(detections, key=lambda detection: detection.box)

    def _search(self, grey: Face, scale: float, lenient: bool) -> list[tuple[tuple[int, int, int, int], int]]:
        """Return boxes as left, top, right, bottom, with how many hits overlap in each."""
        with cascade(self._cascade.file) as classifier:
            boxes, hits = classifier.detectMultiScale2(
                grey,
                scaleFactor=self._scale_factor,
                minNeighbors=min(self._min_neighbors, 2) if lenient else self._min_neighbors,
                minSize=(max(1, round(self._min_size * scale)),) * 2,
            )
        edges = [tuple(int(edge) for edge in box) for box in boxes]
        return [
            ((left, top, left + width, top + height), int(count))
            for (left, top, width, height), count in zip(edges, np.ravel(hits), strict=True)
        ]
