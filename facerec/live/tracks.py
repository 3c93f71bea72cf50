"""Tracks: what is followed through a stream, from its first detection until it is lost.

A track is moved by the flow from frame to frame. Every analysed frame corrects it: the detection is compared with
where the track was in that frame, and the difference is added to where the track is now. What is drawn moves with the
track at once, and takes over corrections smoothly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from facerec.detection import Detection
from facerec.live.absent import Absent
from facerec.live.association import together
from facerec.live.flow import follow
from facerec.live.frames import Frame, Spot
from facerec.live.rectangles import Rectangle, moved, overlaps, to_box
from facerec.live.seen import Track, with_notes
from facerec.live.votes import Look, Votes

_MISSES = 4  # analysed frames in a row without the face, after which a track ends
_SETTLING = 0.12  # seconds in which a correction is mostly drawn
_LAG = 0.12  # share of a box by which the drawing may be behind
_COVERED = 0.5  # share of a new box that may be covered by another track
_MOST = 32  # tracks at a time


@dataclass(frozen=True, eq=False)
class Found:
    """One detection in an analysed frame, and the track it belongs to, if any."""

    rectangle: Rectangle
    detection: Detection
    number: int | None = None


@dataclass(frozen=True, eq=False)
class Findings:
    """What was found in a frame."""

    frame: Frame
    found: tuple[Found, ...]
    doubtful: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Looked:
    """What was learned about tracks in a frame, by their numbers."""

    frame: Frame
    looks: Mapping[int, Look]


@dataclass(eq=False)
class _Followed:
    number: int
    rectangle: Rectangle
    drawn: Rectangle
    label: str
    score: float
    votes: Votes | None
    frames: int = 1
    misses: int = 0
    doubted: int = -1  # the last frame in which it could be mistaken for another

    def move(self, to: Rectangle, seconds: float) -> None:
        before, after = self.rectangle, to
        growth = (after[2] - after[0]) / max(before[2] - before[0], 1e-6)
        self.drawn = moved(self.drawn, (after[:2] + after[2:] - before[:2] - before[2:]) / 2, growth)
        self.rectangle = to
        self.drawn = self.drawn + (to - self.drawn) * (1 - np.exp(-seconds / _SETTLING))
        bound = _LAG * (to[2] - to[0])
        self.drawn = np.clip(self.drawn, to - bound, to + bound)
        self.frames += 1

    def correct(self, spot: Rectangle, found: Found) -> None:
        """Add the difference between a detection and where the track was at that time."""
        there = found.rectangle
        growth = (there[2] - there[0]) / max(spot[2] - spot[0], 1e-6)
        self.rectangle = moved(self.rectangle, (there[:2] + there[2:] - spot[:2] - spot[2:]) / 2, growth)
        self.score, self.misses = found.detection.score, 0

    def doubt(self, frame: int) -> None:
        """Forget whose face it is."""
        self.doubted = frame
        if self.votes is not None:
            self.votes.forget()


class Tracks:
    """All tracks of a stream; belongs to the thread that draws.

    Parameters
    ----------
    make_votes : callable
        Returns what decides about a new track's name, or None where names are not asked for.
    """

    def __init__(self, make_votes: Callable[[], Votes | None]) -> None:
        self._make_votes = make_votes
        self._all: list[_Followed] = []
        self._absent = Absent()
        self._last_number = 0

    def clear(self, now: float) -> None:
        """Lose all of them, at a time in seconds."""
        self._keep([], now)

    def advance(self, before: Frame, now: Frame) -> None:
        """Follow all of them to the next frame; the lost are dropped."""
        places = follow(before.grey, now.grey, [each.rectangle for each in self._all])
        for each, place in zip(self._all, places, strict=True):
            if place is not None:
                each.move(place, now.arrived - before.arrived)
        followed = [
            each
            for each, place in zip(self._all, places, strict=True)
            if place is not None and _is_inside(place, now.grey.shape)
        ]
        self._keep(followed, now.arrived)
        self._doubt_those_together(now.number)

    def take(self, findings: Findings, now: Frame) -> None:
        """Correct the tracks by what was found in an earlier frame, begin new ones and end those not found again."""
        spots = {spot.number: spot.rectangle for spot in findings.frame.spots}
        found = {one.number: one for one in findings.found if one.number is not None}
        for each in self._all:
            if each.number in findings.doubtful:
                each.doubt(now.number)
            if each.number in found:
                each.correct(spots[each.number], found[each.number])
            elif each.number in spots:
                each.misses += 1
        self._keep([each for each in self._all if not self._has_ended(each, now.number)], now.arrived)
        alive = {each.number for each in self._all}
        self._begin([one for one in findings.found if one.number not in alive], findings.frame, now)
        self._doubt_those_together(now.number)

    def hear(self, looked: Looked) -> None:
        """Take in looks, but for faces that could have been mistaken for others since."""
        for each in self._all:
            look = looked.looks.get(each.number)
            if look is not None and each.votes is not None and looked.frame.number > each.doubted:
                each.votes.hear(look)

    def spots(self, now: float) -> tuple[Spot, ...]:
        """Return where they are, and how urgently they want to be looked at, at a time in seconds."""
        return tuple(
            Spot(each.number, each.rectangle, each.label, -1.0 if each.votes is None else each.votes.waits(now))
            for each in self._all
        )

    def shown(self, frame: Frame) -> tuple[Track, ...]:
        """Return what is to be drawn, from left to right."""
        tracks = [self._shown(each, frame) for each in self._all]
        seen = with_notes([track for track in tracks if min(track.box.width, track.box.height) > 0])
        return tuple(sorted(seen, key=_place))

    def _shown(self, each: _Followed, frame: Frame) -> Track:
        box = to_box(each.drawn, frame.scale, frame.picture.shape)
        if each.votes is None:
            return Track(each.number, box, each.label, True, None, each.frames, each.score)
        answer = each.votes.answer
        return Track(each.number, box, answer.name, answer.known, answer.probability, each.frames, each.score)

    def _begin(self, found: list[Found], seen_in: Frame, now: Frame) -> None:
        for one, place in zip(found, follow(seen_in.grey, now.grey, [one.rectangle for one in found]), strict=True):
            label, score = one.detection.label, one.detection.score
            if place is None or len(self._all) >= _MOST or self._is_covered(place, label):
                continue
            self._last_number += 1
            votes = self._absent.come_back(place, now.arrived) or self._make_votes()
            self._all.append(_Followed(self._last_number, place, place, label, score, votes))

    def _keep(self, those: list[_Followed], now: float) -> None:
        for each in self._all:
            if each.votes is not None and each not in those:
                self._absent.leave(each.rectangle, each.votes, now)
        self._all = those

    def _is_covered(self, place: Rectangle, label: str) -> bool:
        others = [each.rectangle for each in self._all if each.label == label]
        return bool(others) and float(overlaps([place], others)[1].max()) > _COVERED

    def _has_ended(self, each: _Followed, frame: int) -> bool:
        """Whether it was not found for too long: at once where it may have slipped onto somebody else's face."""
        return each.misses >= (1 if each.doubted == frame else _MISSES)

    def _doubt_those_together(self, frame: int) -> None:
        if len(self._all) < 2 or self._all[0].votes is None:
            return
        for each, is_together in zip(self._all, together([each.rectangle for each in self._all]), strict=True):
            if is_together:
                each.doubt(frame)


def _is_inside(place: Rectangle, shape: tuple[int, ...]) -> bool:
    """Whether the middle is still in the frame."""
    x, y = (place[:2] + place[2:]) / 2
    return bool(0 <= x < shape[1] and 0 <= y < shape[0])


def _place(track: Track) -> tuple[int, int]:
    return track.box.left, track.number
