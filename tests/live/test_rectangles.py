from __future__ import annotations

import numpy as np

from facerec.detection import Box
from facerec.live.rectangles import moved, overlaps, to_box


def test_moving_and_growing_around_the_middle():
    np.testing.assert_allclose(moved(np.array([0.0, 0, 10, 20]), (5, -5), 2.0), [0, -15, 20, 25])


def test_boxes_are_whole_and_inside_the_picture():
    assert to_box(np.array([-3.0, 10.4, 50.6, 200]), 2.0, (100, 90, 3)) == Box(0, 21, 90, 100)


def test_overlaps_worked_out_by_hand():
    # 10 x 10 and 10 x 10 share 5 x 10: 50 of 150 together, half of the smaller; 4 x 4 lies inside the first.
    union, smaller = overlaps([[0, 0, 10, 10]], [[5, 0, 15, 10], [2, 2, 6, 6], [20, 20, 30, 30]])
    np.testing.assert_allclose(union, [[1 / 3, 0.16, 0]])
    np.testing.assert_allclose(smaller, [[0.5, 1, 0]])
