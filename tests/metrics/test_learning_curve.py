"""Error rates continued to all pictures, against curves that are known and against simulated people."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.metrics import PicturesTrained, extrapolated, rate, rate_with_all


def test_between_a_power_law_and_a_geometric_curve() -> None:
    trained = PicturesTrained(few=2, most=4, given=5)
    by_picture = 0.1 * (0.1 / 0.2) ** (1 / 2)  # halved by two pictures, and half of a further two are added
    by_doubling = 0.1 * (0.1 / 0.2) ** np.log2(5 / 4)  # halved by a doubling
    assert extrapolated(0.1, 0.2, trained) == pytest.approx(np.sqrt(by_picture * by_doubling))


@pytest.mark.parametrize(("most", "few"), [(0.0, 0.0), (0.0, 0.3), (0.2, 0.1), (1.0, 1.0)])
def test_never_above_what_was_measured(most: float, few: float) -> None:
    assert extrapolated(most, few, PicturesTrained(2, 4, 5)) == most


def test_without_a_second_measurement_nothing_changes() -> None:
    assert extrapolated(0.2, 0.4, PicturesTrained(0, 0, 0)) == 0.2
    assert extrapolated(0.2, 0.4, PicturesTrained(1, 1, 2)) == 0.2


def test_intervals_hold_for_people_whose_curve_is_known() -> None:
    """40 people whose searches fail with probability difficulty / pictures: a power law, all pictures at once."""
    held, before = 0, 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        difficulty = 0.5 * rng.beta(2, 4, 40)
        people, few_people = np.repeat(np.arange(40), 5), np.repeat(np.arange(40), 10)
        most = rng.random(200) >= difficulty[people] / 4
        few = rng.random(400) >= difficulty[few_people] / 2
        truth = 1 - 0.5 * (2 / 6) / 5
        new, old = rate_with_all(most, people, few, few_people, PicturesTrained(2, 4, 5)), rate(most, people)
        held += new.low <= truth <= new.high
        before += old.low <= truth <= old.high
    assert 180 <= held <= 198, "90 to 99 %"
    assert before <= held
