"""Whose face a track shows, decided from several looks at it.

Many frames are many chances to be wrong: if every look of a stranger could give a name, a track of a hundred looks
would nearly always get one sooner or later. The FPIR that a recognizer was trained for is kept for the whole track, in
two steps:

- The distances to each person are averaged over the looks, and the average is compared with the threshold. It varies
  less than a single look, so an average of a stranger's looks comes no nearer than one picture would.
- A name is only given at a few fixed numbers of looks, each twice the one before, and the FPIR is divided among these
  decisions, three quarters for the first and half of the rest for each later one (as the alpha of sequential trials is
  spent [1]_). So the sum over all decisions stays within the target, however the looks of a track depend on each other.

A name, once given, stays for as long as the average is below the recognizer's own threshold.

A stranger who is lost and found again, or was close to somebody else, has no fresh chance: the looks are forgotten,
since it may be another person now, but the next decision is the next one of the sequence. Whoever had a name gets it
again within the recognizer's own threshold; for any other name the sequence begins anew. So it does where the distances
to everybody are others than before: it is another person, who need not pay for the one before.

References
----------
.. [1] Lan & DeMets, "Discrete sequential boundaries for clinical trials", 1983, doi:10.1093/biomet/70.3.659
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from facerec.matching import OpenSet
from facerec.matching.answers import UNKNOWN

FIRST_DECISION = 5
"""Looks after which a name is decided for the first time; then after twice as many, and so on."""

_SPENT = (0.75, *(0.25 / 2**number for number in range(1, 8)))  # shares of the FPIR for one decision after the other
_APART = 0.12  # seconds between looks before the first decision
_APART_LATER = 0.35  # and after it
_DISAGREE = 6  # looks in a row that speak against a name, after which the face must be somebody else's
_ALIKE = (
    0.5  # correlation of two averages: one person's have 0.8 and more on AT&T, four of five times two people's less
)
_TELLING = 5  # people whose distances tell two faces apart so; fewer do not


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


@dataclass(frozen=True, eq=False)
class Evidence:
    """What distances mean, worked out once for all tracks.

    Attributes
    ----------
    names : sequence of str
        Of the people, in the order of the distances of a look.
    open_set : OpenSet
        Its threshold keeps a name; its probability is told.
    thresholds : tuple of float
        The largest average that gives a name, for one decision after the other; falling.
    """

    names: Sequence[str]
    open_set: OpenSet
    thresholds: tuple[float, ...]

    @classmethod
    def of(cls, names: Sequence[str], open_set: OpenSet) -> Self:
        """Divide the FPIR that is expected at a threshold among the decisions."""
        expected = open_set.expected_fpir
        if expected is None or not 0 < expected < 1:  # nothing is known of strangers
            return cls(names, open_set, (open_set.threshold,))
        parts = [open_set.at_fpir(share * expected).threshold_expected for share in _SPENT]
        thresholds = tuple(min(open_set.threshold, part) for part in parts if part is not None)
        return cls(names, open_set, thresholds)

    def limit(self, decision: int) -> float:
        """Return the largest average that gives a name at a decision, counted from 0."""
        return self.thresholds[min(decision, len(self.thresholds) - 1)]


class Votes:
    """Looks at one track, and what follows from them.

    Parameters
    ----------
    evidence : Evidence

    Attributes
    ----------
    answer : Answer
    """

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self.answer = UNDECIDED
        self._looks, self._sums = 0, np.zeros(len(evidence.names))
        self._spent = 0  # decisions on somebody who had no name until now
        self._name_before: str | None = None
        self._average_before: NDArray[np.float64] | None = None
        self.forget()

    def forget(self) -> None:
        """Begin again: it may be somebody else's face from now on, or the same one."""
        if self.answer.known:
            self._name_before, self._spent = self.answer.name, 0
        if self._looks >= FIRST_DECISION:
            self._average_before = self._sums / self._looks
        self._sums, self._nearest = np.zeros_like(self._sums), np.zeros(len(self._sums), int)
        self._looks, self._decisions, self._last = 0, 0, -np.inf
        self._agreed: deque[bool] = deque(maxlen=_DISAGREE)
        self.answer = UNDECIDED

    def waits(self, now: float) -> float:
        """Return for how many seconds another look would have told something new: looks of one moment do not."""
        return now - self._last - (_APART if self.answer is UNDECIDED else _APART_LATER)

    def hear(self, look: Look) -> None:
        """Take in a look, and decide when there are enough."""
        nearest = int(look.distances.argmin())
        self._sums += look.distances
        self._nearest[nearest] += 1
        self._looks, self._last = self._looks + 1, look.time
        if self.answer.known and self._speaks_against(look, nearest):
            self.forget()
            self._name_before = None
        elif self._looks == FIRST_DECISION * 2**self._decisions and self._decisions < len(_SPENT):
            if self._looks == FIRST_DECISION and self._is_another():
                self._name_before, self._spent = None, 0
            self.answer = self._decide(self._evidence.limit(self._spent))
            self._decisions, self._spent = self._decisions + 1, self._spent + 1
        elif self.answer.known:
            self.answer = self._decide(self._evidence.open_set.threshold, only=self.answer.name)

    def _decide(self, limit: float, only: str | None = None) -> Answer:
        """Compare the averages with a limit; most looks must agree on who is nearest."""
        averages = self._sums / self._looks
        nearest = int(averages.argmin())
        name = self._evidence.names[nearest]
        if name in (self.answer.name, self._name_before):
            limit = self._evidence.open_set.threshold
        known = averages[nearest] <= limit and 2 * self._nearest[nearest] > self._looks and only in (None, name)
        (probability,) = self._evidence.open_set.stated_probabilities(averages[[nearest]])
        return Answer(name if known else UNKNOWN, bool(known), probability)

    def _is_another(self) -> bool:
        """Whether the distances to everybody are others than before the looks were forgotten."""
        if self._average_before is None or len(self._sums) < _TELLING:
            return False
        now, before = (each - each.mean() for each in (self._sums, self._average_before))
        return float(np.vdot(now, before)) < _ALIKE * float(np.linalg.norm(now) * np.linalg.norm(before))

    def _speaks_against(self, look: Look, nearest: int) -> bool:
        """Whether all of the last looks say that it is somebody else, or nobody known."""
        near = look.distances[nearest] <= self._evidence.open_set.threshold
        self._agreed.append(bool(near) and self._evidence.names[nearest] == self.answer.name)
        return len(self._agreed) == _DISAGREE and not any(self._agreed)
