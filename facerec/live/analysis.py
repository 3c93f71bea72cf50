"""The thread that looks through a stream: always the newest frame, never more than its share of the time."""

from __future__ import annotations

import logging
import threading

from facerec.errors import FacerecError
from facerec.live.frames import Frame
from facerec.live.looking import find, look_closer
from facerec.live.modes import Mode
from facerec.live.newest import Newest
from facerec.live.pace import Pace
from facerec.live.tracks import Findings, Looked

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
        self._logged: str | None = None
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
            findings = find(self._mode, frame)
            self._findings.put(findings)  # before anybody is looked at more closely, which takes longer
            self._looked.put(look_closer(self._mode, findings))
        except FacerecError as error:
            self.trouble = str(error)
            if self.trouble != self._logged:  # once, not with every frame
                logging.getLogger(__name__).warning("live video: %s", error)
            self._logged = self.trouble
            return False
        self.trouble = None
        return True
