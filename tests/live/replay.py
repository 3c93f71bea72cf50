"""Replaying a stream with a clock of its own: the same answers on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from facerec.detection import Box, Detection
from facerec.live.following import Follower
from facerec.live.looking import find, look_closer
from facerec.live.modes import Mode
from facerec.live.seen import Track
from facerec.live.tracks import Findings, Looked
from facerec.live.votes import Evidence, Look, Votes
from tests.live.streams import FPS, Truth, best_overlap


def replay(
    frames: Iterable[tuple[np.ndarray, Truth]], mode: Mode, *, every: int = 3, late: int = 2
) -> Iterator[tuple[tuple[Track, ...], Truth]]:
    """Look through every third frame, and learn the result two frames later, as from a thread that takes its time."""
    follower = Follower(mode.votes)
    waiting: list[tuple[int, Findings, Looked]] = []
    for number, (picture, truth) in enumerate(frames):
        due = waiting.pop(0) if waiting and waiting[0][0] <= number else (0, None, None)
        frame = follower.follow(picture, number / FPS, due[1], due[2])
        if isinstance(mode, Oracle):
            mode.know(truth, frame.scale)
        if number % every == 0:
            findings = find(mode, frame)
            waiting.append((number + late, findings, look_closer(mode, findings)))
        yield follower.tracks, truth


class Oracle(Mode):
    """Finds and names faces by the truth, with boxes that tremble: what is tested is what is made of it."""

    name = "oracle"

    def __init__(self, evidence: Evidence | None = None) -> None:
        super().__init__(self)
        self._evidence, self._truth, self._scale = evidence, [], 1.0
        self._random = np.random.default_rng(0)

    def know(self, truth: Truth, scale: float) -> None:
        self._truth, self._scale = truth, scale

    def detect(self, picture: np.ndarray, *, lenient: bool = False) -> list[Detection]:
        found = []
        for _, box in self._truth:
            height, width = picture.shape[:2]
            edges = np.array(box) / self._scale + self._random.normal(0, 0.7, 4)
            whole = Box(*np.clip(edges.round(), 0, [width, height, width, height]).astype(int).tolist())
            if whole.width > 0.6 * whole.height:
                found.append(Detection(whole, 0.9))
        return found

    def weights(self) -> Mapping[str, str]:
        return {}

    def votes(self) -> Votes | None:
        return Votes(self._evidence) if self._evidence else None

    def examine(
        self, picture: np.ndarray, found: Sequence[Detection], asked: Sequence[bool], time: float
    ) -> list[Look | None]:
        return [self._look(one, time) if wanted else None for one, wanted in zip(found, asked, strict=True)]

    def _look(self, one: Detection, time: float) -> Look | None:
        if self._evidence is None:
            return None
        person, _ = best_overlap(one.box, self._truth)
        return Look(np.array([0.0 if name == person else 9.0 for name in self._evidence.names]), time)
