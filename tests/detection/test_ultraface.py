"""The output of the ultra-light face detectors, put together by hand."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.detection.ultraface import decode


@pytest.mark.parametrize("order", [1, -1])
def test_scores_and_boxes_are_told_apart_in_any_order(order: int) -> None:
    scores = np.array([[[0.9, 0.1], [0.2, 0.8]]], np.float32)
    boxes = np.array([[[0.0, 0.0, 0.5, 0.5], [0.25, 0.5, 0.75, 1.0]]], np.float32)
    candidates = decode([scores, boxes][::order], (240, 320))
    assert candidates.scores.tolist() == pytest.approx([0.1, 0.8])
    assert candidates.boxes.tolist() == [[0, 0, 160, 120], [80, 120, 240, 240]]
    assert candidates.classes.tolist() == [0, 0]
