"""Whose face a track shows, decided from several looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from facerec.matching import OpenSet
from facerec.matching.answers import UNKNOWN

FIRST_DECISION = 5
"""Looks after which a name is decided for the first time."""

_APART = 0.12  # seconds between looks before the decision
_APART_LATER = 0.35  # and after it


class Look(NamedTuple):
    """One look at a face: its distance to everybody, and when it was taken, in seconds."""

    distances: NDArray[np.float64]
    time: float


@dataclass(frozen=True)
class Answer:
    """What is known of a track by now: a person's name, `unknown`, or None for not decided."""

    name: str | None = None
    known: bool = False
    probability: float | None = None


UNDECIDED = Answer()


class Votes:
    """Looks at one track, and what follows from them.

    Parameters
    ----------
    names : sequence of str
        Of the people, in the order of the distances of a look.
    open_set : OpenSet
        Threshold and probability.
    """

    def __init__(self, names: Sequence[str], open_set: OpenSet) -> None:
        self._names, self._open_set = names, open_set
        self.forget()

    def forget(self) -> None:
        """Begin again: it may be somebody else's face from now on."""
        self._sum = np.zeros(len(self._names))
        self._nearest = np.zeros(len(self._names), int)
        self._looks, self._next_decision, self._last = 0, FIRST_DECISION, -np.inf
        self.answer = UNDECIDED

    def asks(self, now: float) -> bool:
        """Whether another look would tell something new: looks of the same moment do not."""
        return now - self._last >= (_APART if self.answer is UNDECIDED else _APART_LATER)

    def hear(self, look: Look) -> None:
        """Take in a look."""
        self._sum += look.distances
        self._nearest[look.distances.argmin()] += 1
        self._looks, self._last = self._looks + 1, look.time
        if self._looks == self._next_decision:
            self._next_decision *= 2
            self._decide()

    def _decide(self) -> None:
        means = self._sum / self._looks
        nearest = int(means.argmin())
        known = means[nearest] <= self._open_set.threshold and 2 * self._nearest[nearest] > self._looks
        probability = float(self._open_set.probability(means[nearest]))
        self.answer = Answer(str(self._names[nearest]) if known else UNKNOWN, bool(known), probability)
