"""From points in space to pixels: a camera, and points drawn from back to front.

There are no triangles. A surface is diced into more points than pixels and each point is a dot; a near dot covers a
far one. Drawn a few times too large and shrunk, the edges come out soft and hair stays fine.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .curves import Field

DEPTH_STEPS = 65535
NEAR, FAR = 3.0, -4.0


@dataclass(frozen=True)
class Camera:
    """A camera on the z axis looking at the origin; x to the right, y up, in head units."""

    width: int
    height: int
    scale: float
    """Pixels per head unit at z = 0."""
    centre: tuple[float, float]
    """Where the origin lands, in pixels from the top left corner."""
    distance: float = 9.0

    def project(self, points: Field) -> tuple[Field, Field]:
        """(n, 3) points -> pixel columns and rows, as real numbers."""
        zoom = self.scale * self.distance / (self.distance - points[:, 2])
        return self.centre[0] + points[:, 0] * zoom, self.centre[1] - points[:, 1] * zoom


def dice(grid: Field, times: int) -> Field:
    """Put `times` x `times` points where a grid (rows, columns[, channels]) has one, and flatten to (n[, channels])."""
    if times > 1:
        grid = cv2.resize(grid, None, fx=times, fy=times, interpolation=cv2.INTER_LINEAR)
    return grid.reshape(-1, *grid.shape[2:])


def splat(points: Field, colours: Field, camera: Camera) -> tuple[Field, Field]:
    """Draw (n, 3) points in their colours as dots of 2 x 2 pixels.

    Returns
    -------
    picture : (height, width, 3) linear light, black where nothing was drawn
    cover : (height, width), 1 where something was drawn
    """
    top = _dots_on_top(points, camera)
    cover = top >= 0
    picture = np.zeros((*cover.shape, 3), np.float32)
    picture[cover] = colours[top[cover]]
    return _close_pinholes(picture, cover)


def _dots_on_top(points: Field, camera: Camera) -> NDArray[np.int32]:
    """Which point is seen in each pixel, (height, width), -1 where none is."""
    columns, rows = camera.project(points)
    columns, rows = np.floor(columns + 0.5).astype(np.int32), np.floor(rows + 0.5).astype(np.int32)
    inside = (columns >= 0) & (columns < camera.width) & (rows >= 0) & (rows < camera.height)
    seen = np.flatnonzero(inside).astype(np.int32)
    pixels = (rows + 1) * (camera.width + 1) + columns + 1
    depth = ((points[:, 2] - FAR) * (DEPTH_STEPS / (NEAR - FAR))).clip(0, DEPTH_STEPS).astype(np.uint16)
    # 16 bits let numpy sort by radix, in linear time; later (nearer) dots overwrite earlier ones.
    order = seen.take(np.argsort(depth.take(seen), kind="stable"))
    rank = np.zeros((camera.height + 1, camera.width + 1), np.int32)
    rank.reshape(-1)[pixels.take(order)] = np.arange(1, len(order) + 1, dtype=np.int32)
    # A dot also covers the pixel to the right, below, and both: the highest rank of four wins.
    wide = np.maximum(rank[:, 1:], rank[:, :-1])
    nearest = np.maximum(wide[1:], wide[:-1])
    return np.concatenate([np.array([-1], np.int32), order]).take(nearest)


def _close_pinholes(picture: Field, cover: Field) -> tuple[Field, Field]:
    """Fill single missed pixels from their neighbours."""
    closed = cv2.morphologyEx(cover.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0
    holes = closed & ~cover
    if holes.any():
        weight = cv2.blur(cover.astype(np.float32), (3, 3))
        picture[holes] = cv2.blur(picture, (3, 3))[holes] / (weight[holes] + 1e-6)[:, None]
    return picture, closed.astype(np.float32)


def shrink(image: Field, times: int) -> Field:
    """Average blocks of times x times pixels into one."""
    size = (image.shape[1] // times, image.shape[0] // times)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def turn(yaw: float, pitch: float, roll: float) -> Field:
    """Rotation matrix (3, 3) from degrees: yaw to the right of the picture, pitch upwards, roll clockwise."""
    a, b, c = np.radians([yaw, -pitch, -roll])
    around_y = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    around_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    around_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return (around_z @ around_x @ around_y).astype(np.float32)
