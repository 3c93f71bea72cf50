"""Tiny things in large pictures: a detector looks into overlapping tiles as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from facerec.detection.detector import Box, Detection, Detector
from facerec.detection.overlaps import without_doubles
from facerec.images import Picture

TILE = 480
"""Side of a tile, in pixels; the networks look at pictures of about this size."""

_OVERLAP = 0.25  # share of a tile that the next one shows again: what an edge cuts is whole in another
_EDGE = 3  # pixels from an inner edge of a tile, within which a box was probably cut
_MOST = 400  # tiles


class Tiled:
    """Finds what a detector finds in the whole picture, and in tiles of it.

    Parameters
    ----------
    detector : Detector
    """

    def __init__(self, detector: Detector) -> None:
        self.name = detector.name
        self._detector = detector

    def detect(self, picture: Picture, *, lenient: bool = False) -> list[Detection]:
        """Return what is found at either size, sorted by box; what two tiles show counts once."""
        found = self._detector.detect(picture, lenient=lenient)
        for tile in tiles(picture.shape[:2]):
            found += found_in(tile, picture, self._detector.detect(part_of(picture, tile), lenient=lenient))
        return sorted(without_doubles(found), key=lambda one: one.box)


def tiled(detector: Detector) -> Detector:
    """Return a detector that also looks into tiles of a picture."""
    return Tiled(detector)


def tiles(shape: tuple[int, ...], size: tuple[int, int] = (TILE, TILE)) -> Iterator[Box]:
    """Cover a picture of a shape (height, width) with overlapping tiles, larger ones where there would be too many."""
    times, count = 1, _MOST + 1
    while count > _MOST:
        height, width = (times * side for side in size)
        rows, columns = _starts(shape[0], height), _starts(shape[1], width)
        count, times = len(rows) * len(columns), 2 * times
    if count == 1:
        return
    for top in rows:
        for left in columns:
            yield Box(left, top, min(left + width, shape[1]), min(top + height, shape[0]))


def part_of(picture: Picture, tile: Box) -> Picture:
    """Return the part of a picture in a tile."""
    return picture[tile.top : tile.bottom, tile.left : tile.right]


def found_in(tile: Box, picture: Picture, found: Iterable[Detection]) -> list[Detection]:
    """Return what was found in a tile in pixels of the picture, without what an inner edge of the tile cuts."""
    return [_moved(one, tile) for one in found if not _cut(one.box, tile, picture.shape[:2])]


def _starts(length: int, side: int) -> list[int]:
    """Return where tiles begin, evenly spread, so that neighbours overlap by a quarter or more."""
    if length <= side:
        return [0]
    steps = -(-(length - side) // int(side * (1 - _OVERLAP)))
    return [round(step * (length - side) / steps) for step in range(steps + 1)]


def _cut(box: Box, tile: Box, shape: tuple[int, ...]) -> bool:
    """Whether a box, in pixels of its tile, ends at an edge of the tile that is none of the picture."""
    return (
        (box.left < _EDGE and tile.left > 0)
        or (box.top < _EDGE and tile.top > 0)
        or (tile.width - box.right < _EDGE and tile.right < shape[1])
        or (tile.height - box.bottom < _EDGE and tile.bottom < shape[0])
    )


def _moved(one: Detection, tile: Box) -> Detection:
    left, top, right, bottom = one.box
    box = Box(left + tile.left, top + tile.top, right + tile.left, bottom + tile.top)
    points = None if one.landmarks is None else one.landmarks + np.array([tile.left, tile.top], np.float32)
    return Detection(box, one.score, one.label, points)
