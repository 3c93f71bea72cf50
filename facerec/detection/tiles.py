"""Tiny things in large pictures: a detector looks into overlapping tiles as well."""

from __future__ import annotations

from collections.abc import Iterator

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
        for tile in _tiles(picture.shape[:2]):
            part = picture[tile.top : tile.bottom, tile.left : tile.right]
            inside = self._detector.detect(part, lenient=lenient)
            found += [_moved(one, tile) for one in inside if not _cut(one.box, tile, picture.shape[:2])]
        return sorted(without_doubles(found), key=lambda one: one.box)


def tiled(detector: Detector) -> Detector:
    """Return a detector that also looks into tiles of a picture."""
    return Tiled(detector)


def _tiles(shape: tuple[int, ...]) -> Iterator[Box]:
    """Cover a picture of a shape (height, width) with overlapping tiles, larger ones where there would be too many."""
    side, count = TILE, _MOST + 1
    while count > _MOST:
        rows, columns = (_starts(length, side) for length in shape)
        count, bigger = len(rows) * len(columns), 2 * side
        tile_side, side = side, bigger
    if count == 1:
        return
    for top in rows:
        for left in columns:
            yield Box(left, top, min(left + tile_side, shape[1]), min(top + tile_side, shape[0]))


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
