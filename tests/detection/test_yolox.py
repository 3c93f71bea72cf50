"""The output of YOLOX, put together by hand in its published layout."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.detection.yolox import decode


def test_one_cell_of_each_stride_is_read_as_published() -> None:
    # an input of 64 x 128: 8 x 16 cells of stride 8, then 4 x 8 of 16, then 2 x 4 of 32, each row by row
    output = np.zeros((1, 128 + 32 + 8, 5 + 2), np.float32)
    output[0, 2 * 16 + 3] = [0.5, 0.25, np.log(2), np.log(4), 0.9, 0.1, 0.5]
    output[0, 128 + 1 * 8 + 7] = [0, 0, 0, 0, 0.8, 1, 0]
    output[0, 128 + 32 + 1 * 4 + 2] = [-0.5, 1, 0, 0, 1, 0, 0.25]
    candidates = decode([output], (64, 128))
    found = np.flatnonzero(candidates.scores)
    assert candidates.scores[found] == pytest.approx([0.45, 0.8, 0.25])
    assert candidates.classes[found].tolist() == [1, 0, 1]
    # centre (column + x, row + y) * stride, size exp(w), exp(h) * stride
    assert candidates.boxes[found[0]] == pytest.approx([28 - 8, 18 - 16, 28 + 8, 18 + 16], abs=1e-4)
    assert candidates.boxes[found[1]] == pytest.approx([112 - 8, 16 - 8, 112 + 8, 16 + 8])
    assert candidates.boxes[found[2]] == pytest.approx([48 - 16, 64 - 16, 48 + 16, 64 + 16])


def test_absurd_sizes_stay_finite() -> None:
    assert np.isfinite(decode([np.full((1, 21, 6), 1e3, np.float32)], (32, 32)).boxes).all()
