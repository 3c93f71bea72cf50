"""What can be done with a stream: find things, name faces, take somebody's faces, filter edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from facerec.detection import Detection, Detector, default_face_detector
from facerec.detection import detector as detector_by_name
from facerec.images import Picture
from facerec.live.enrolment import Enrolment
from facerec.live.faces import cut_face
from facerec.live.votes import Evidence, Look, Votes
from facerec.matching import person_distances
from facerec.recognizer import FaceRecognizer


class Mode:
    """What a worker does with the frames of a stream; this one finds things and follows them.

    Parameters
    ----------
    detector : Detector or None
        Who finds what is followed; None: nothing is followed.
    """

    def __init__(self, detector: Detector | None) -> None:
        self.detector = detector

    def votes(self) -> Votes | None:
        """Return what decides about the name of a new track; None: tracks have the names that the detector gives."""
        return None

    def examine(
        self, picture: Picture, found: Sequence[Detection], asked: Sequence[bool], time: float
    ) -> list[Look | None]:
        """Look closely at those detections that are asked about, in the thread of the analysis.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
        found : sequence of Detection
            In pixels of the picture.
        asked : sequence of bool
            For each detection, whether its track wants to know more.
        time : float
            When the picture arrived, in seconds.
        """
        return [None] * len(found)

    def background(self, picture: Picture) -> Picture:
        """Return what is drawn upon, in the thread that draws."""
        return picture


class Detecting(Mode):
    """Find things and follow them.

    Parameters
    ----------
    detector : Detector
    """

    def __init__(self, detector: Detector) -> None:
        super().__init__(detector)


class EdgeFilter(Mode):
    """Show what a filter makes of each frame; nothing is followed.

    Parameters
    ----------
    function : callable
        Picture to picture of the same size, in a few milliseconds: each frame waits for it.
    """

    def __init__(self, function: Callable[[Picture], Picture]) -> None:
        super().__init__(None)
        self._function = function

    def background(self, picture: Picture) -> Picture:
        """Return the filtered picture."""
        return self._function(picture)


class Recognizing(Mode):
    """Find faces, follow them and name them.

    Parameters
    ----------
    recognizer : FaceRecognizer
        Its own rule cuts the faces; one whose rule is "none" finds them first.
    detector : Detector, optional
        Who finds the faces to follow; by default the best that is here.
    """

    def __init__(self, recognizer: FaceRecognizer, detector: Detector | None = None) -> None:
        super().__init__(detector or detector_by_name(default_face_detector()))
        self._pipeline, self._crop = recognizer.pipeline, recognizer.finding_faces().crop
        self._evidence = Evidence.of([str(name) for name in recognizer.pipeline.classes_], recognizer.open_set)

    def votes(self) -> Votes:
        """Return votes for the people of the recognizer."""
        return Votes(self._evidence)

    def examine(
        self, picture: Picture, found: Sequence[Detection], asked: Sequence[bool], time: float
    ) -> list[Look | None]:
        """Measure how far the faces are from everybody."""
        faces = {
            row: face
            for row, detection in enumerate(found)
            if asked[row] and (face := cut_face(self._crop, picture, detection.box)) is not None
        }
        if not faces:
            return [None] * len(found)
        distances = person_distances(self._pipeline, np.stack(list(faces.values()))).astype(np.float64)
        looks = dict(zip(faces, (Look(each, time) for each in distances), strict=True))
        return [looks.get(row) for row in range(len(found))]


class Enrolling(Mode):
    """Find faces, follow them, and take somebody's; the screen reads the enrolment meanwhile.

    Parameters
    ----------
    enrolment : Enrolment
    detector : Detector, optional
        Who finds the faces to follow; by default the best that is here.
    """

    def __init__(self, enrolment: Enrolment, detector: Detector | None = None) -> None:
        super().__init__(detector or detector_by_name(default_face_detector()))
        self.enrolment = enrolment

    def examine(
        self, picture: Picture, found: Sequence[Detection], asked: Sequence[bool], time: float
    ) -> list[Look | None]:
        """Let the enrolment take a face."""
        self.enrolment.consider(picture, found)
        return [None] * len(found)
