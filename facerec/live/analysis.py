"""The thread that looks through a stream: always the newest frame, never more than its share of the time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from facerec.detection import Box, Detection
from facerec.errors import FacerecError
from facerec.live.association import assign, together
from facerec.live.frames import Frame, Newest
from facerec.live.modes import Mode
from facerec.live.pace import Pace
from facerec.live.rectangles import to_box
from facerec.live.tracks import Findings, Found, Looked

_SHARE = 0.3  # of the time of one core
_LEAST = 0.06  # seconds: what is found more often than that helps nobody
_AFTER_TROUBLE = 1.0  # second to wait before the next attempt
_ENDED = "The analysis of the video has ended by a fault in the program; start the video again."


class Analysis:
    """Finds and looks, in a thread of its own.

    Parameters
    ----------
    mode : Mode

    Attributes
    ----------
    trouble : str or None
        Why nothing is found at the moment.
    """

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self._pace = Pace(_SHARE, _LEAST)
        self._frames: Newest[Frame] = Newest()
        self._findings: Newest[Findings] = Newest()
        self._looked: Newest[Looked] = Newest()
        self._closed = False
        self.trouble: str | None = None
        self._thread = threading.Thread(target=self._run, name="facerec-live", daemon=True)
        self._thread.start()

    def hand_over(self, frame: Frame) -> None:
        """Give the newest frame, in place of an earlier one that was not looked at yet."""
        self._frames.put(frame)

    def findings(self) -> Findings | None:
        """Return what was found since the last call, if anything; never waits."""
        return self._findings.take()

    def looked(self) -> Looked | None:
        """Return what was learned about somebody since the last call, if anything; never waits."""
        return self._looked.take()

    @property
    def milliseconds(self) -> float:
        """That the analysis of one frame takes, on average."""
        return self._pace.milliseconds

    def close(self, timeout: float = 1.0) -> None:
        """End the thread; wait that many seconds, at most, for what it is just doing."""
        self._closed = True
        self._frames.close()
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            while (frame := self._frames.wait()) is not None:
                self._pace.begin()
                works = self._attempt(frame)
                self._frames.rest(self._pace.rest() if works else _AFTER_TROUBLE)
        finally:
            if not self._closed:  # something other than a FacerecError: Python reports it, and people are told
                self.trouble = _ENDED

    def _attempt(self, frame: Frame) -> bool:
        """Look through a frame; return whether that worked."""
        try:
            self._look_through(frame)
        except FacerecError as error:
            if self.trouble is None:
                logging.getLogger(__name__).warning("live video: %s", error)
            self.trouble = str(error)
            return False
        self.trouble = None
        return True

    def _look_through(self, frame: Frame) -> None:
        """Tell where everything is, which is quick, before looking at somebody more closely."""
        detector = self._mode.detector
        detections = detector.detect(frame.small) if detector is not None else []
        rectangles = [np.array(one.box, np.float64) for one in detections]
        numbers, doubtful = assign(frame.spots, rectangles, [one.label for one in detections])
        found = zip(rectangles, detections, numbers, strict=True)
        self._findings.put(
            Findings(frame, tuple(Found(place, one.label, one.score, number) for place, one, number in found), doubtful)
        )
        asked = _whom_to_ask(frame, numbers, together(rectangles))
        looks = self._mode.examine(frame.picture, [_enlarged(one, frame) for one in detections], asked, frame.arrived)
        heard = zip(numbers, looks, strict=True)
        self._looked.put(
            Looked(frame, {number: look for number, look in heard if number is not None and look is not None})
        )


def _whom_to_ask(frame: Frame, numbers: Sequence[int | None], together: NDArray[np.bool_]) -> list[bool]:
    """Choose the one that has waited longest: closer looks take turns, so that nobody's box waits for them all."""
    waits: dict[int | None, float] = {spot.number: spot.waits for spot in frame.spots}
    urgency = [-1.0 if covered else waits.get(number, -1.0) for number, covered in zip(numbers, together, strict=True)]
    first = int(np.argmax(urgency)) if urgency else -1
    return [row == first and wait >= 0 for row, wait in enumerate(urgency)]


def _enlarged(detection: Detection, frame: Frame) -> Detection:
    """Return a detection of the small picture in the pixels of the large one."""
    scale = frame.scale
    box: Box = to_box(np.array(detection.box, np.float64), scale, frame.picture.shape)
    landmarks = None if detection.landmarks is None else (detection.landmarks * scale).astype(np.float32)
    return replace(detection, box=box, landmarks=landmarks)
