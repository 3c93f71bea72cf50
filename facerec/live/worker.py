"""A worker for one viewer's video: frames in, frames with boxes and names out, without waiting for the analysis."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

from facerec.errors import FacerecError
from facerec.images import Picture
from facerec.live.analysis import Analysis
from facerec.live.drawing import draw_tracks
from facerec.live.following import Follower
from facerec.live.modes import Mode
from facerec.live.pace import Meter
from facerec.live.seen import Seen


class LiveWorker:
    """Follows a stream; one for each viewer.

    The thread that calls `draw` moves the tracks, which takes a few milliseconds; a thread of its own finds faces and
    names them, in the newest frame whenever it is free.

    Parameters
    ----------
    mode : Mode
        What is done with the frames: `Recognizing`, `Detecting`, `EdgeFilter` or `Enrolling`.
    """

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self._analysis = Analysis(mode)
        self._lock = threading.Lock()
        self._follower = Follower(mode.votes)
        self._meter = Meter()
        self._analysed: float | None = None
        self._filter_trouble: str | None = None
        self._closed = False

    def draw(self, picture: Picture) -> Picture:
        """Hand a frame over to the analysis and draw into a copy what is known by now, moved to where it is in it.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
            Not changed; must not be changed by the caller afterwards either.

        Returns
        -------
        ndarray of shape (height, width, 3), uint8 RGB
            The picture itself once the worker is closed.
        """
        arrived = time.perf_counter()
        with self._lock:
            if self._closed:
                return picture
            background = self._background(picture)
            if self._mode.detector is not None and picture.size:
                self._follow(picture, arrived)
            drawn = draw_tracks(background, self._follower.tracks)
            now = time.perf_counter()
            self._meter.count(now, None if self._analysed is None else now - self._analysed)
            return drawn

    def seen(self) -> Seen:
        """Return who is seen now and how quickly; may be called from any thread."""
        with self._lock:
            trouble = self._analysis.trouble or self._filter_trouble
            return Seen(self._follower.tracks, self._meter.fps, self._analysis.milliseconds, self._meter.age, trouble)

    def close(self) -> None:
        """End the analysis, within a second; afterwards frames pass unchanged."""
        with self._lock:
            self._closed = True
            self._follower = Follower(self._mode.votes)
        self._analysis.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _background(self, picture: Picture) -> Picture:
        try:
            background = self._mode.background(picture)
        except FacerecError as error:
            self._filter_trouble = str(error)
            return picture
        self._filter_trouble = None
        return background

    def _follow(self, picture: Picture, arrived: float) -> None:
        """Bring everything to this frame, and hand it over."""
        findings, looked = self._analysis.findings(), self._analysis.looked()
        if findings is not None:
            self._analysed = findings.frame.arrived
        frame = self._follower.follow(picture, arrived, findings, looked)
        if frame.is_large_enough:
            self._analysis.hand_over(frame)
