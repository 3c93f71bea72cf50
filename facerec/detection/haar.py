"""Faces and cats by boosted cascades of Haar-like features (Viola & Jones, 2001, doi:10.1109/CVPR.2001.990517)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from facerec.detection.cascades import cascade
from facerec.detection.close_ups import with_close_ups, with_margin
from facerec.detection.detector import Detection, check_picture, inside
from facerec.detection.overlaps import without_doubles
from facerec.errors import BadParameter
from facerec.images import Face, Picture, shrunk, to_grey

# Of AT&T's 400 faces, which fill their pictures, the first search misses 12 % and both together 0.75 %.
_CLOSE_UP_SIDE = 200  # pixels of the longest side in the second search
_MARGIN = 0.2  # of that side, added around it
_CLOSE_UP_HITS = 8  # overlapping hits that make a face there: 99 % of AT&T's have 9 or more, a cat's face 4
_CLOSE_UP = 0.5  # of the picture's shorter side, from which on a face of the second search counts


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
        hits = min(self._min_neighbors, 2) if lenient else self._min_neighbors
        found = self._found(searched, scale, 0, grey.shape, self._min_size * scale, hits)
        small, scale = shrunk(searched, _CLOSE_UP_SIDE)
        scale, margin = small.shape[1] / grey.shape[1], round(_MARGIN * max(small.shape))
        least = max(_CLOSE_UP * min(grey.shape), self._min_size)
        hits = 2 if lenient else max(self._min_neighbors, _CLOSE_UP_HITS)
        close = self._found(with_margin(small, margin), scale, margin, grey.shape, least * scale, hits)
        return with_close_ups(found, close, least)

    def _found(
        self, grey: Face, scale: float, margin: int, shape: tuple[int, ...], min_size: float, hits: int
    ) -> list[Detection]:
        """Search a scaled picture with a margin around it; boxes are those in the picture of a shape."""
        found = self._search(grey, min_size, hits)
        if self._cascade.mirrored:
            width = grey.shape[1]
            flipped = self._search(cv2.flip(grey, 1).astype(np.uint8, copy=False), min_size, hits)
            found += [
                ((width - right, top, width - left, bottom), hits) for (left, top, right, bottom), hits in flipped
            ]
        boxes = [(inside([(edge - margin) / scale for edge in box], shape), hits) for box, hits in found]
        detections = [
            Detection(box, 1 - 1 / (1 + hits), self._cascade.label)
            for box, hits in boxes
            if box.width > 0 and box.height > 0
        ]
        detections = without_doubles(detections) if self._cascade.mirrored else detections
        return sorted(detections, key=lambda detection: detection.box)

    def _search(self, grey: Face, min_size: float, hits: int) -> list[tuple[tuple[int, int, int, int], int]]:
        """Return boxes as left, top, right, bottom, with how many hits overlap in each."""
        with cascade(self._cascade.file) as classifier:
            boxes, counts = classifier.detectMultiScale2(
                grey,
                scaleFactor=self._scale_factor,
                minNeighbors=hits,
                minSize=(max(1, round(min_size)),) * 2,
            )
        edges = [tuple(int(edge) for edge in box) for box in boxes]
        return [
            ((left, top, left + width, top + height), int(count))
            for (left, top, width, height), count in zip(edges, np.ravel(counts), strict=True)
        ]
