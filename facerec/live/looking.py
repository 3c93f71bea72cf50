"""Looking through one frame: where everything is, and closer at one of those who are followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from facerec.detection import Detection
from facerec.live.association import assign, together
from facerec.live.frames import Frame
from facerec.live.modes import Mode
from facerec.live.rectangles import to_box
from facerec.live.tracks import Findings, Found, Looked


def find(mode: Mode, frame: Frame) -> Findings:
    """Detect at reduced size, and assign what is found to the tracks of the frame."""
    detections = mode.detector.detect(frame.small) if mode.detector is not None else []
    rectangles = [np.array(one.box, np.float64) for one in detections]
    numbers, doubtful = assign(frame.spots, rectangles, [one.label for one in detections])
    rows = zip(rectangles, detections, numbers, strict=True)
    return Findings(frame, tuple(Found(place, one, number) for place, one, number in rows), doubtful)


def look_closer(mode: Mode, findings: Findings) -> Looked:
    """Let the mode look at one of the faces that were found, at full size.

    Closer looks take turns, so that nobody's box waits for them all; whoever has waited longest comes first.
    """
    frame, numbers = findings.frame, [one.number for one in findings.found]
    asked = _whose_turn(frame, numbers, together([one.rectangle for one in findings.found]))
    detections = [_enlarged(one.detection, frame) for one in findings.found]
    looks = mode.examine(frame.picture, detections, asked, frame.arrived)
    heard = zip(numbers, looks, strict=True)
    return Looked(frame, {number: look for number, look in heard if number is not None and look is not None})


def _whose_turn(frame: Frame, numbers: Sequence[int | None], covered: NDArray[np.bool_]) -> list[bool]:
    waits: dict[int | None, float] = {spot.number: spot.waits for spot in frame.spots}
    urgency = [-1.0 if hidden else waits.get(number, -1.0) for number, hidden in zip(numbers, covered, strict=True)]
    first = int(np.argmax(urgency)) if urgency else -1
    return [row == first and wait >= 0 for row, wait in enumerate(urgency)]


def _enlarged(detection: Detection, frame: Frame) -> Detection:
    """Return a detection of the small picture in the pixels of the large one."""
    box = to_box(np.array(detection.box, np.float64), frame.scale, frame.picture.shape)
    landmarks = None if detection.landmarks is None else (detection.landmarks * frame.scale).astype(np.float32)
    return replace(detection, box=box, landmarks=landmarks)
