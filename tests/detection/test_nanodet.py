"""The output of NanoDet-Plus, put together by hand in its published layout."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.detection.nanodet import STRIDES, decode


def empty(counts: list[int]) -> list[np.ndarray]:
    """Scores of two classes and four distributions of eight steps, for each stride in turn."""
    return [np.zeros((1, count, width), np.float32) for count in counts for width in (2, 32)]


def certain(*steps: int) -> np.ndarray:
    """Logits of four distributions, each all but certain of one step."""
    return 50 * np.eye(8, dtype=np.float32)[list(steps)].ravel()


def test_edges_are_means_of_distributions_around_the_centre_of_a_cell() -> None:
    outputs = empty([52 * 52, 26 * 26, 13 * 13, 7 * 7])
    outputs[2][0, 3 * 26 + 5] = [0.2, 0.7]
    outputs[3][0, 3 * 26 + 5] = certain(1, 2, 3, 7)
    outputs[6][0, 2 * 7 + 6] = [0.9, 0.1]  # all steps of its distributions are as likely: 3.5 on average
    candidates = decode(outputs, (416, 416))
    first, second = np.flatnonzero(candidates.scores)
    assert candidates.scores[[first, second]] == pytest.approx([0.7, 0.9])
    assert candidates.classes[[first, second]].tolist() == [1, 0]
    x, y = 5 * 16 + 7.5, 3 * 16 + 7.5
    assert candidates.boxes[first] == pytest.approx([x - 16, y - 32, x + 48, y + 112], abs=1e-3)
    x, y = 6 * 64 + 31.5, 2 * 64 + 31.5
    assert candidates.boxes[second] == pytest.approx([x - 224, y - 224, x + 224, y + 224], abs=1e-3)


def test_grids_without_the_cut_cell_are_read_as_well() -> None:
    outputs = empty([52 * 52, 26 * 26, 13 * 13, 6 * 6])
    outputs[6][0, 2 * 6 + 4] = [0.9, 0.1]
    outputs[7][0, 2 * 6 + 4] = certain(0, 0, 1, 1)
    candidates = decode(outputs, (416, 416))
    x, y = 4 * 64 + 31.5, 2 * 64 + 31.5
    assert candidates.boxes[candidates.scores.argmax()] == pytest.approx([x, y, x + 64, y + 64], abs=1e-3)


def test_there_is_a_pair_for_each_stride() -> None:
    with pytest.raises(ValueError, match="zip"):
        decode(empty([1] * (len(STRIDES) - 1)), (8, 8))
