"""Which detection belongs to which track; on doubt, nobody's name is passed on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from facerec.live.frames import Spot
from facerec.live.rectangles import Rectangle, overlaps

_SAME = 0.3  # intersection over union from which on a detection can belong to a track
_RIVAL = 0.6  # share of the best overlap from which on a second one makes it doubtful
_TOGETHER = 0.25  # share of the smaller box that two may cover before either can be taken for the other


def assign(
    spots: Sequence[Spot], rectangles: Sequence[Rectangle], labels: Sequence[str]
) -> tuple[list[int | None], frozenset[int]]:
    """Assign detections of a frame to the tracks in it, so that they overlap most in all.

    Parameters
    ----------
    spots : sequence of Spot
        Where the tracks are.
    rectangles, labels
        Of the detections.

    Returns
    -------
    numbers : list of int or None
        For each detection the number of its track; None where it belongs to none.
    doubtful : frozenset of int
        Tracks for which another assignment would have been nearly as good.
    """
    if not spots or not rectangles:
        return [None] * len(rectangles), frozenset()
    union, _ = overlaps(rectangles, [spot.rectangle for spot in spots])
    same_kind = np.equal.outer(np.array(labels), np.array([spot.label for spot in spots]))
    union = np.where(same_kind & (union >= _SAME), union, 0.0)
    numbers: list[int | None] = [None] * len(rectangles)
    doubtful: set[int] = set()
    for row, column in zip(*(places.tolist() for places in linear_sum_assignment(-union)), strict=True):
        if union[row, column] > 0:
            numbers[row] = spots[column].number
            if _rival(union, row, column) >= _RIVAL * union[row, column]:
                doubtful.add(spots[column].number)
    return numbers, frozenset(doubtful)


def _rival(union: NDArray[np.float64], row: int, column: int) -> float:
    others = np.concatenate([np.delete(union[row], column), np.delete(union[:, column], row)])
    return float(others.max(initial=0.0))


def together(rectangles: Sequence[Rectangle]) -> NDArray[np.bool_]:
    """Say which boxes cover another one so far that they could be taken for each other; shape (n,)."""
    if len(rectangles) < 2:
        return np.zeros(len(rectangles), bool)
    _, smaller = overlaps(rectangles, rectangles)
    np.fill_diagonal(smaller, 0)
    return np.asarray(smaller.max(axis=1) > _TOGETHER)
