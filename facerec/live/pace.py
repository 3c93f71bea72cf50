"""How often to look, and how quickly it goes."""

from __future__ import annotations

import time
from collections import deque

import numpy as np

_FRAMES = 90  # three seconds at 30 a second


class Pace:
    """Keeps regular work to a share of one core.

    Parameters
    ----------
    share : float in (0, 1)
        Of the time of a core that may be spent.
    least : float
        Seconds from one beginning to the next, at least.
    """

    def __init__(self, share: float, least: float) -> None:
        self._share, self._least = share, least
        self._seconds: deque[float] = deque(maxlen=30)
        self._begun = self._spent = 0.0

    def begin(self) -> None:
        """Take down that the work begins, in this thread."""
        self._begun, self._spent = time.perf_counter(), time.thread_time()

    def rest(self) -> float:
        """Take down that it ends; return for how many seconds to rest now.

        What counts is the processor's time: on a busy machine the work takes longer, but does not become more. For as
        long as others held it up it rests all the same, so that several viewers' drawing gets its turns in between.
        """
        took, spent = time.perf_counter() - self._begun, time.thread_time() - self._spent
        self._seconds.append(took)
        return max(self._least - took, spent / self._share - took, took - spent)

    @property
    def milliseconds(self) -> float:
        """That the work takes, on average over the last few times; 0 before the first."""
        return 1000 * sum(self._seconds) / len(self._seconds) if self._seconds else 0.0


class Meter:
    """Frames a second, and the age of what was drawn, over the last few seconds."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_FRAMES)
        self._ages: deque[float] = deque(maxlen=_FRAMES)

    def count(self, now: float, age: float | None) -> None:
        """Take down a frame, drawn at a time in seconds, with the age of its result in seconds."""
        self._times.append(now)
        if age is not None:
            self._ages.append(age)

    @property
    def fps(self) -> float:
        """Frames a second, over the last ones; 0 before the second."""
        seconds = self._times[-1] - self._times[0] if self._times else 0.0
        return (len(self._times) - 1) / seconds if seconds > 0 else 0.0

    @property
    def age(self) -> float:
        """95th percentile in ms; 0 before the first."""
        return 1000 * float(np.percentile(tuple(self._ages), 95)) if self._ages else 0.0
