"""The few curves everything else is drawn with.

A portrait is a stack of soft shapes: a bell for a cheek, a dome for the tip of a nose, a smooth step for an edge.
They work on arrays of any shape and keep float32, so a whole head can be shaped at once.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

Field = NDArray[np.float32]
"""One number per point of a surface, or one colour or position in the last axis."""


def smoothstep(start: float | Field, end: float | Field, x: Field) -> Field:
    """0 before `start`, 1 after `end`, an S in between; `start` may lie after `end`."""
    t = np.clip((x - start) / (end - start), 0, 1)
    return t * t * (3 - 2 * t)


def bell(x: Field, centre: float | Field, width: float | Field) -> Field:
    """Gaussian hill of height 1."""
    return np.exp(-(((x - centre) / width) ** 2))


def spot(x: Field, y: Field, centre: tuple, size: tuple) -> Field:
    """Gaussian hill of height 1 over the plane; `centre` and `size` are (x, y)."""
    return np.exp(-(((x - centre[0]) / size[0]) ** 2) - ((y - centre[1]) / size[1]) ** 2)


def dome(x: Field, y: Field, centre: tuple, size: tuple) -> Field:
    """Half an ellipsoid of height 1, flat ground around it."""
    distance2 = ((x - centre[0]) / size[0]) ** 2 + ((y - centre[1]) / size[1]) ** 2
    return np.sqrt(np.clip(1 - distance2, 0, None))


def smooth_max(a: Field, b: Field, softness: float) -> Field:
    """The larger of two surfaces, with a fillet of about `softness` where they meet, as clay would have."""
    h = np.clip(0.5 + 0.5 * (a - b) / softness, 0, 1)
    return b * (1 - h) + a * h + softness * h * (1 - h)


def mix(a: ArrayLike, b: ArrayLike, share_of_b: float | Field) -> Field:
    """Blend from `a` (share 0) to `b` (share 1)."""
    a, b = np.asarray(a, np.float32), np.asarray(b, np.float32)
    return a + (b - a) * share_of_b


def through(table: Sequence[tuple[float, ...]], column: int = 1) -> Callable[[Field], Field]:
    """Monotone curve through a table whose first column is the position, in any order."""
    rows = np.array(sorted(table))
    curve = PchipInterpolator(rows[:, 0], rows[:, column])
    return lambda x: curve(np.clip(x, rows[0, 0], rows[-1, 0])).astype(np.float32)


def unit(vectors: ArrayLike) -> Field:
    """Vectors in the last axis, scaled to length 1."""
    vectors = np.asarray(vectors, np.float32)
    return vectors / (np.sqrt(np.einsum("...i,...i->...", vectors, vectors)) + 1e-9)[..., None]


def light_of(srgb: ArrayLike) -> Field:
    """Screen colour 0..255 -> linear light 0..1, in which colours may be added and multiplied."""
    return (np.asarray(srgb, np.float32) / 255) ** 2.2


def noise(rng: np.random.Generator, shape: tuple[int, int], cells: int, octaves: int = 3) -> Field:
    """Cloudy noise, about standard normal: random grids of `cells`, twice, four times as many, each half as strong."""
    height, width = shape
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        grid = rng.standard_normal((max(2, cells << octave),) * 2).astype(np.float32)
        total += 0.5**octave * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    return total / 1.2
