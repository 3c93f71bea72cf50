"""The thread that looks through a stream: always the newest frame, never more than its share of the time."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace

import numpy as np

from facerec.detection import Box, Detection
from facerec.errors import FacerecError
from facerec.live.association import assign, together
from facerec.live.frames import Frame, Newest
from facerec.live.modes import Mode
from facerec.live.pace import Pace
from facerec.live.rectangles import to_box
from facerec.live.tracks import Findings, Found

_SHARE = 0.4  # of the time
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
        self._pace = Pace(_SHARE)
        self._frames: Newest[Frame] = Newest()
        self._findings: Newest[Findings] = Newest()
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
                started = time.perf_counter()
                rest = self._attempt(frame)
                rest = self._pace.rest(time.perf_counter() - started) if rest is None else rest
                self._frames.rest(rest)
        finally:
            if not self._closed:  # something other than a FacerecError: Python reports it, and people are told
                self.trouble = _ENDED

    def _attempt(self, frame: Frame) -> float | None:
        """Look through a frame; return for how long to rest after trouble."""
        try:
            self._findings.put(self._analyse(frame))
        except FacerecError as error:
            if self.trouble is None:
                logging.getLogger(__name__).warning("live video: %s", error)
            self.trouble = str(error)
            return _AFTER_TROUBLE
        self.trouble = None
        return None

    def _analyse(self, frame: Frame) -> Findings:
        detector = self._mode.detector
        detections = detector.detect(frame.small) if detector is not None else []
        rectangles = [np.array(one.box, np.float64) for one in detections]
        labels = [one.label for one in detections]
        numbers, doubtful = assign(frame.spots, rectangles, labels)
        asking: dict[int | None, bool] = {spot.number: spot.asks for spot in frame.spots}
        alone = ~together(rectangles)
        asked = [bool(free) and asking.get(number, True) for free, number in zip(alone, numbers, strict=True)]
        enlarged = [_enlarged(one, frame) for one in detections]
        looks = self._mode.examine(frame.picture, enlarged, asked, frame.arrived)
        found = zip(rectangles, labels, detections, numbers, looks, strict=True)
        return Findings(
            frame,
            tuple(Found(rectangle, label, one.score, number, look) for rectangle, label, one, number, look in found),
            doubtful,
        )


def _enlarged(detection: Detection, frame: Frame) -> Detection:
    """Return a detection of the small picture in the pixels of the large one."""
    scale = frame.scale
    box: Box = to_box(np.array(detection.box, np.float64), scale, frame.picture.shape)
    landmarks = None if detection.landmarks is None else (detection.landmarks * scale).astype(np.float32)
    return replace(detection, box=box, landmarks=landmarks)
