"""The output of FastestDet, put together by hand."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.detection.fastestdet import decode


def test_one_cell_is_read_as_published() -> None:
    output = np.zeros((1, 5 + 3, 2, 4), np.float32)
    output[0, :, 1, 2] = [0.5, np.arctanh(0.25), np.arctanh(-0.5), 0.0, np.log(3), 0.1, 0.8, 0.2]
    candidates = decode([output], (100, 200))
    best = int(candidates.scores.argmax())
    assert best == 1 * 4 + 2, "cells go row by row"
    # centre ((2 + 0.25) / 4, (1 - 0.5) / 2), size (sigmoid(0), sigmoid(log 3)) = (1/2, 3/4), in shares of 200 x 100
    centre, size = (0.5625 * 200, 0.25 * 100), (100, 75)
    expected = [centre[0] - 50, centre[1] - 37.5, centre[0] + size[0] / 2, centre[1] + size[1] / 2]
    assert candidates.boxes[best] == pytest.approx(expected, abs=1e-3)
    assert candidates.scores[best] == pytest.approx(0.5**0.6 * 0.8**0.4)
    assert candidates.classes[best] == 1
    assert np.delete(candidates.scores, best).max() == 0


def test_large_numbers_do_not_overflow() -> None:
    candidates = decode([np.full((1, 7, 2, 2), -1e4, np.float32)], (10, 10))
    assert np.isfinite(candidates.boxes).all()
    assert (candidates.scores == 0).all()
