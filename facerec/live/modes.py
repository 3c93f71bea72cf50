"""What can be done with a stream: recognize who is in it, find things, filter edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from facerec.detection import Box, Detection, Detector
from facerec.detection import detector as detector_by_name
from facerec.images import Face, Picture
from facerec.live.votes import Look, Votes
from facerec.matching import person_distances
from facerec.recognizer import FaceRecognizer

_MARGIN = 0.6  # of a box, added on each side before the face in it is cut out


class Mode(Protocol):
    """What a worker does with the frames of a stream."""

    @property
    def detector(self) -> Detector | None:
        """Return who finds what is followed; None: nothing is followed."""

    def votes(self) -> Votes | None:
        """Return what decides about the name of a new track; None: tracks have the names of the detector."""

    def examine(
        self, picture: Picture, found: Sequence[Detection], asked: Sequence[bool], time: float
    ) -> list[Look | None]:
        """Look closely at the detections that are asked about, in the thread of the analysis."""

    def background(self, picture: Picture) -> Picture:
        """Return what is drawn upon, in the thread that draws."""


class Detecting:
    """Find things and follow them.

    Parameters
    ----------
    detector : Detector
    """

    def __init__(self, detector: Detector) -> None:
        self.detector = detector

    def votes(self) -> None:
        """Nobody is asked for a name."""

    def examine(
        self, picture: Picture, found: Sequence[Detection], asked: Sequence[bool], time: float
    ) -> list[Look | None]:
        """Look at nothing."""
        return [None] * len(found)

    def background(self, picture: Picture) -> Picture:
        """Return the picture as it is."""
        return picture


class EdgeFilter:
    """Show what a filter makes of each frame; nothing is followed.

    Parameters
    ----------
    function : callable
        Picture to picture of the same size, in a few milliseconds: each frame waits for it.
    """

    detector = None

    def __init__(self, function: Callable[[Picture], Picture]) -> None:
        self._function = function

    def votes(self) -> None:
        """Nobody is asked for a name."""

    def examine(
        self, picture: Picture, found: Sequence[Detection], asked: Sequence[bool], time: float
    ) -> list[Look | None]:
        """Look at nothing."""
        return [None] * len(found)

    def background(self, picture: Picture) -> Picture:
        """Return the filtered picture."""
        return self._function(picture)


class Recognizing:
    """Find faces, follow them and name them.

    Parameters
    ----------
    recognizer : FaceRecognizer
        Its own rule cuts the faces; one whose rule is "none" finds them first.
    detector : Detector, optional
        Who finds the faces to follow; by default the recognizer's.
    """

    def __init__(self, recognizer: FaceRecognizer, detector: Detector | None = None) -> None:
        self._pipeline, self._open_set = recognizer.pipeline, recognizer.open_set
        self._crop = recognizer.finding_faces().crop
        self.detector = detector or detector_by_name(self._crop.detector)

    def votes(self) -> Votes:
        """Return votes for the people of the recognizer."""
        return Votes([str(name) for name in self._pipeline.classes_], self._open_set)

    def examine(
        self, picture: Picture, found: Sequence[Detection], asked: Sequence[bool], time: float
    ) -> list[Look | None]:
        """Measure the distances of the faces to everybody."""
        faces = {
            row: face
            for row, detection in enumerate(found)
            if asked[row] and (face := self._face(picture, detection.box)) is not None
        }
        if not faces:
            return [None] * len(found)
        distances = person_distances(self._pipeline, np.stack(list(faces.values()))).astype(np.float64)
        looks = dict(zip(faces, (Look(each, time) for each in distances), strict=True))
        return [looks.get(row) for row in range(len(found))]

    def background(self, picture: Picture) -> Picture:
        """Return the picture as it is."""
        return picture

    def _face(self, picture: Picture, box: Box) -> Face | None:
        """Cut out one face by the recognizer's rule, at full size; None where that rule sees no face there."""
        x, y = round(_MARGIN * box.width), round(_MARGIN * box.height)
        left, top = max(0, box.left - x), max(0, box.top - y)
        region = np.ascontiguousarray(picture[top : box.bottom + y, left : box.right + x])
        middle = np.array([box.left + box.right, box.top + box.bottom]) / 2 - [left, top]
        for one, face in self._crop.faces(region):
            if one.box.left < middle[0] < one.box.right and one.box.top < middle[1] < one.box.bottom:
                return face
        return None
