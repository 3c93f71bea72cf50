"""Streams of sample people with the truth about every frame, for tests and as a camera that is none.

Portraits are pasted, with soft edges, on moving paths over a background; everything follows from the number of the
frame, so that a stream is the same every time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.images import read
from facerec.live.rectangles import overlaps

SAMPLE_DATA = Path(__file__).resolve().parents[2] / "sample_data"
FPS = 30
SIZE = (480, 640)

Picture = NDArray[np.uint8]
Truth = list[tuple[str, tuple[float, float, float, float]]]
"""Who is in a frame, and the box of the face: left, top, right, bottom."""


@dataclass(frozen=True)
class Place:
    """Where an actor is: the middle of the portrait as shares of the frame, its height as a share, and its tilt."""

    x: float
    y: float = 0.5
    height: float = 0.55
    tilt: float = 0.0


@dataclass(frozen=True)
class Actor:
    """Somebody in a stream: folder and number of a sample portrait, and the path in seconds; None: not there."""

    folder: str
    path: Callable[[float], Place | None]
    shots: tuple[int, ...] = (1,)
    seconds_a_shot: float = 2.0

    def portrait(self, seconds: float) -> str:
        shot = self.shots[int(seconds / self.seconds_a_shot) % len(self.shots)]
        folder = self.folder if self.folder == "stranger" else f"people/{self.folder}"
        return f"{folder}/{shot:02d}.jpg"


@dataclass(frozen=True)
class Scene:
    """Actors before a background, the nearer ones later in the list."""

    actors: list[Actor] = field(default_factory=list)
    background: int = 0
    size: tuple[int, int] = SIZE

    def frame(self, number: int) -> tuple[Picture, Truth]:
        """Draw a frame, (height, width, 3) uint8 RGB, and tell who is in it."""
        canvas = _background(self.background, self.size).copy()
        truth: Truth = []
        for actor in self.actors:
            place = actor.path(number / FPS)
            if place is not None:
                truth.append(_paste(canvas, actor.portrait(number / FPS), place))
        grain = np.random.default_rng(number).integers(-3, 4, (self.size[0] // 4, self.size[1], 3), np.int16)
        noisy = canvas + np.tile(grain, (5, 1, 1))[: self.size[0]]
        return np.clip(noisy, 0, 255).astype(np.uint8), truth

    def frames(self, count: int, first: int = 0) -> Iterator[tuple[Picture, Truth]]:
        return (self.frame(number) for number in range(first, first + count))


def swaying(x: float, y: float = 0.5, height: float = 0.55, phase: float = 0.0) -> Callable[[float], Place]:
    """Sit before a camera: a little to and fro, nearer and farther, tilted a little."""

    def path(seconds: float) -> Place:
        angle = 2 * np.pi * seconds + phase
        return Place(
            x + 0.05 * np.sin(angle / 4),
            y + 0.02 * np.sin(angle / 3),
            height * (1 + 0.06 * np.sin(angle / 5)),
            5 * np.sin(angle / 6),
        )

    return path


def one_person(folder: str = "ravi-laurent", shots: tuple[int, ...] = (1,)) -> Scene:
    return Scene([Actor(folder, swaying(0.5), shots)])


def two_people(first: str = "ravi-laurent", second: str = "rosa-molina") -> Scene:
    return Scene([Actor(first, swaying(0.27)), Actor(second, swaying(0.73, phase=2.0))])


def two_crossing(first: str = "ravi-laurent", second: str = "rosa-molina", seconds: float = 6.0) -> Scene:
    """The first walks to the right behind the second, who walks to the left."""

    def to(share: float) -> float:
        return 0.22 + 0.56 * float(np.clip(share, 0, 1))

    return Scene(
        [
            Actor(first, lambda seconds_now: Place(to(seconds_now / seconds), 0.48, 0.45)),
            Actor(second, lambda seconds_now: Place(to(1 - seconds_now / seconds), 0.54, 0.5)),
        ]
    )


def one_leaving(folder: str = "ravi-laurent", after: float = 3.0) -> Scene:
    """Stay for a while, then walk out to the right within a second."""

    def path(seconds: float) -> Place | None:
        x = 0.5 + 0.8 * max(0.0, seconds - after)
        return Place(x) if x < 1.3 else None

    return Scene([Actor(folder, path)])


def cut(before: Scene, after: Scene, at: int, count: int) -> Iterator[tuple[Picture, Truth]]:
    """Show one scene up to a frame, then another one."""
    yield from before.frames(at)
    yield from after.frames(count - at, first=at)


def write_y4m(path: Path, pictures: Iterable[Picture], fps: int = FPS) -> None:
    """Write a YUV4MPEG2 file, planar 4:2:0, BT.601 in video range, as Chromium's fake camera reads it.

    Width and height must be even.
    """
    with path.open("wb") as file:
        for number, picture in enumerate(pictures):
            height, width = picture.shape[:2]
            if number == 0:
                file.write(f"YUV4MPEG2 W{width} H{height} F{fps}:1 Ip A1:1 C420jpeg\n".encode())
            file.write(b"FRAME\n" + cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420).tobytes())


def best_overlap(box: tuple[float, ...], truth: Truth) -> tuple[str | None, float]:
    """Return whose face a box covers, and the intersection over union."""
    if not truth:
        return None, 0.0
    union, _ = overlaps([box], [place for _, place in truth])
    best = int(union[0].argmax())
    return truth[best][0], float(union[0, best])


@cache
def _background(seed: int, size: tuple[int, int]) -> Picture:
    """Soft shapes of a room, other ones for another seed."""
    rng = np.random.default_rng([seed, 7])
    coarse = (rng.uniform(90, 180, (6, 8, 1)) + rng.uniform(-15, 15, (6, 8, 3))).astype(np.float32)
    room = cv2.resize(coarse, size[::-1], interpolation=cv2.INTER_CUBIC)
    for _ in range(12):
        left, top = rng.integers(0, size[1]), rng.integers(0, size[0])
        colour = (rng.integers(60, 190) + rng.integers(-25, 26, 3)).tolist()
        cv2.rectangle(room, (int(left), int(top)), (int(left + 60), int(top + 90)), colour, -1)
    return np.clip(cv2.GaussianBlur(room, (0, 0), 2), 0, 255).astype(np.uint8)


@cache
def _truths() -> dict[str, dict]:
    return json.loads((SAMPLE_DATA / "truth.json").read_text(encoding="utf-8"))["pictures"]


@cache
def _cut_out(name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return a portrait and how much of it covers what is behind: all but its soft edges."""
    picture = read(SAMPLE_DATA / name).astype(np.float32)
    height, width = picture.shape[:2]
    mask = np.zeros((height, width), np.float32)
    cv2.ellipse(mask, (width // 2, height // 2), (round(0.40 * width), round(0.46 * height)), 0, 0, 360, 1.0, -1)
    cv2.rectangle(mask, (round(0.16 * width), round(0.78 * height)), (round(0.84 * width), height), 1.0, -1)
    return picture, cv2.GaussianBlur(mask, (0, 0), 0.02 * width)[..., None]


def _paste(canvas: Picture, name: str, place: Place) -> tuple[str, tuple[float, float, float, float]]:
    portrait, mask = _cut_out(name)
    height, width = canvas.shape[:2]
    scale = place.height * height / portrait.shape[0]
    turn = cv2.getRotationMatrix2D((portrait.shape[1] / 2, portrait.shape[0] / 2), place.tilt, scale)
    turn[:, 2] += [place.x * width - portrait.shape[1] / 2, place.y * height - portrait.shape[0] / 2]
    cover = cv2.warpAffine(mask, turn, (width, height), flags=cv2.INTER_LINEAR)[..., None]
    drawn = cv2.warpAffine(portrait, turn, (width, height), flags=cv2.INTER_AREA)
    canvas[:] = (canvas * (1 - cover) + drawn * cover).astype(np.uint8)
    truth = _truths()[name]
    points = np.array([truth["left_eye"], truth["right_eye"], truth["mouth"]]) @ turn[:, :2].T + turn[:, 2]
    # As around the faces of the sample group photos: a square of 2.3 eye distances, a little below the eyes.
    middle = 0.6 * (points[0] + points[1]) / 2 + 0.4 * points[2]
    half = 1.15 * float(np.linalg.norm(points[1] - points[0]))
    return truth["person"], (*(middle - half).tolist(), *(middle + half).tolist())
