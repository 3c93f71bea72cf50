"""Those who were lost a moment ago: whoever appears where they were may be the same person."""

from __future__ import annotations

from dataclasses import dataclass

from facerec.live.rectangles import Rectangle, overlaps
from facerec.live.votes import Votes

_SECONDS = 10.0  # for which somebody who was lost may come back
_NEAR = 0.3  # share of the smaller box that the place then and now must have in common
_MOST = 32  # who are remembered


@dataclass(frozen=True, eq=False)
class _Left:
    rectangle: Rectangle
    votes: Votes
    time: float


class Absent:
    """Votes on those who were lost, until somebody comes back to their place or it is too long ago."""

    def __init__(self) -> None:
        self._all: list[_Left] = []

    def leave(self, rectangle: Rectangle, votes: Votes, now: float) -> None:
        """Remember where somebody was lost, at a time in seconds; the looks are forgotten."""
        votes.forget()
        self._all = [*self._all, _Left(rectangle, votes, now)][-_MOST:]

    def come_back(self, rectangle: Rectangle, now: float) -> Votes | None:
        """Return the votes on whoever was lost there, the nearest, once; None where nobody was."""
        self._all = [left for left in self._all if now - left.time <= _SECONDS]
        if not self._all:
            return None
        near = overlaps([rectangle], [left.rectangle for left in self._all])[1][0]
        best = int(near.argmax())
        return self._all.pop(best).votes if near[best] >= _NEAR else None
