"""Copies and bursts in words, and what parting them does to figures."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from facerec.datasets import Dataset
from facerec.datasets.grouping import Grouping
from facerec.evaluation.comparing import compare
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.pairs import picture_comparisons
from facerec.evaluation.plans import Plan
from facerec.features import Pixels
from facerec.matching import NearestNeighbor

PIXELS = Contestant.own("pixels", make_pipeline(Pixels(), NearestNeighbor()))


def noise(n: int, seed: int = 0) -> np.ndarray:
    """Pictures that have nothing in common, whoever they are said to show."""
    return np.random.default_rng(seed).integers(0, 256, (n, 56, 46)).astype(np.uint8)


def dataset(faces: np.ndarray, names: np.ndarray) -> Dataset:
    return Dataset(faces, names, tuple(str(row) for row in range(len(names))))


def test_copies_let_a_method_that_knows_nobody_shine_unless_they_are_kept_together() -> None:
    faces, names = noise(40), np.tile([f"p{person}" for person in range(8)], 5)
    brighter = np.clip(faces.astype(int) + 9, 0, 255).astype(np.uint8)
    twice = dataset(np.concatenate([faces, brighter]), np.tile(names, 2))
    together = Grouping.found(twice.faces, twice.names, bursts=False)
    np.testing.assert_array_equal(together.numbers[:40], together.numbers[40:])
    plan = Plan(folds=5, open_set=0.25)
    leaking, right = (compare(twice, [PIXELS], plan, grouping=each) for each in (None, together))
    assert leaking.methods[0].rank1.value > 0.8, "nearly every picture's twin was learned"
    assert right.methods[0].rank1.value < 0.3, "chance is one in eight"
    turns = [each.methods[0].outcome.turns for each in (leaking, right)]
    nearest = [min(turn.held_out.genuine.min() for turn in each) for each in turns]
    assert nearest[0] < 500, "a twin is 9 levels off, in each of 2,576 pixels"
    assert nearest[1] > 4000, "nor are thresholds found with a twin among the learned"
    assert right.to_dict()["dataset"]["groups"] == {
        "groups": 40,
        "pictures": 80,
        "never_asked": [],
        "parted": 0,
        "sessions": None,
    }
    assert leaking.grouping is None
    assert "groups" not in leaking.to_dict()["dataset"]


def test_who_has_one_burst_alone_is_never_asked_about() -> None:
    faces, names = noise(24), np.repeat(["ada", "ben", "cleo", "dora"], 6)
    tied = np.arange(24)
    tied[:6] = 0
    comparison = compare(
        dataset(faces, names), [PIXELS], Plan(folds=3, open_set=0.5), grouping=Grouping.of(names, tied)
    )
    assert comparison.folds == 3
    assert set(comparison.methods[0].outcome.closed.rows) == set(range(6, 24))
    said = str(comparison.grouping)
    assert "6 pictures are near-duplicates or shots of a burst. They form 1 group, and each group stays" in said
    assert "All pictures of ada are in one group, so they are always trained on" in said


def test_where_everybody_has_one_burst_nothing_is_measured_of_known_people() -> None:
    names = np.repeat(["ada", "ben", "cleo", "dora"], 3)
    together = Grouping.of(names, np.repeat(np.arange(4), 3))
    comparison = compare(dataset(noise(12), names), [PIXELS], Plan(folds=3), grouping=together)
    assert comparison.folds == 0
    assert comparison.methods[0].rank1.value is None
    assert "ada, ben, cleo and 1 more are in one group each" in str(comparison.grouping)


@pytest.mark.parametrize("rows", [[], [0], [0, 1]])
def test_without_twins_it_says_so(rows: list[int]) -> None:
    names = np.array(["ada", "ben"])[rows]
    assert str(Grouping.of(names, np.array(rows, int))) == "No two pictures are near-duplicates or shots of a burst."


def test_bursts_may_be_parted_as_in_published_figures_and_copies_may_not(att: tuple[np.ndarray, np.ndarray]) -> None:
    faces, names = np.concatenate([att[0], att[0][:1]]), np.append(att[1], att[1][0])
    together, apart = Grouping.found(faces, names), Grouping.found(faces, names, bursts=False)
    assert [together.bursts, apart.bursts] == ["together", "apart"]
    assert apart.numbers[0] == apart.numbers[400]
    assert (apart.groups, apart.pictures) == (1, 2)
    assert together.pictures == apart.pictures + apart.parted
    assert str(apart).endswith(
        f"{apart.parted} pictures seem to be shots of a burst and were put into different folds, as in published"
        " figures. This makes the figures too good for a new picture."
    )


def test_pictures_of_one_group_are_not_compared_for_verification() -> None:
    fitted = PIXELS.pipeline.fit(noise(4, seed=1), np.array([7, 7, 8, 8]))
    people, tied = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 2, 0])
    comparisons = picture_comparisons(fitted, noise(5), people, tied)
    found = sorted(zip(comparisons.first.tolist(), comparisons.second.tolist(), strict=True))
    assert found == [(0, 0), (0, 0), (0, 1), (0, 1), (0, 1), (0, 1), (1, 1)]
    assert picture_comparisons(fitted, noise(5), people, np.zeros(5, int)) is None
