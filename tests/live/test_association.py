from __future__ import annotations

import numpy as np

from facerec.live.association import assign, together
from facerec.live.frames import Spot


def spot(number: int, left: float, label: str = "face", size: float = 10) -> Spot:
    return Spot(number, np.array([left, 0, left + size, size]), label, 0.0)


def rectangle(left: float, size: float = 10) -> np.ndarray:
    return np.array([left, 0.0, left + size, size])


def test_each_detection_goes_to_the_track_it_covers():
    numbers, doubtful = assign([spot(7, 0), spot(8, 50)], [rectangle(52), rectangle(1), rectangle(200)], ["face"] * 3)
    assert numbers == [8, 7, None]
    assert not doubtful


def test_the_best_assignment_is_that_of_all_together():
    # Taken one after the other, the first detection would take track 1 (8/12) and leave the second with nothing.
    numbers, _ = assign([spot(1, 0), spot(2, 5)], [rectangle(2), rectangle(-3)], ["face"] * 2)
    assert numbers == [2, 1]


def test_a_second_choice_nearly_as_good_makes_a_track_doubtful():
    _, doubtful = assign([spot(1, 0), spot(2, 4)], [rectangle(2)], ["face"])
    assert doubtful


def test_another_kind_of_thing_is_never_the_same():
    assert assign([spot(1, 0, "cat")], [rectangle(0)], ["dog"]) == ([None], frozenset())
    assert assign([], [rectangle(0)], ["dog"]) == ([None], frozenset())


def test_boxes_that_cover_a_quarter_of_each_other_are_together():
    # Shifted by 7, 3 of 10 columns are common; by 8, 2 of 10; a small one inside a large one counts whole.
    assert together([rectangle(0), rectangle(7), rectangle(40)]).tolist() == [True, True, False]
    assert together([rectangle(0), rectangle(8)]).tolist() == [False, False]
    assert together([rectangle(0, 100), rectangle(40, 10)]).tolist() == [True, True]
    assert together([rectangle(0)]).tolist() == [False]
