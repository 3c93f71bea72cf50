"""Doubles among boxes, counted by hand."""

from __future__ import annotations

import pytest

from facerec.detection import Box, Detection
from facerec.detection.overlaps import without_doubles


def test_the_surest_of_each_label_stays() -> None:
    weak, sure = Detection(Box(0, 0, 10, 10), 0.7), Detection(Box(0, 2, 10, 12), 0.9)  # 80 of 120 pixels shared
    cat, beside = Detection(Box(0, 0, 10, 10), 0.6, "cat"), Detection(Box(9, 0, 19, 10), 0.8)
    assert without_doubles([weak, sure, cat, beside]) == [sure, beside, cat]
    assert without_doubles([]) == []


@pytest.mark.parametrize(("most", "count"), [(0.65, 1), (0.68, 2)])
def test_two_may_share_what_is_allowed(most: float, count: int) -> None:
    pair = [Detection(Box(0, 0, 10, 10), 0.7), Detection(Box(0, 2, 10, 12), 0.9)]
    assert len(without_doubles(pair, most)) == count
