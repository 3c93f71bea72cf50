"""Splits: nothing that is asked about, nor its twin, is learned from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedKFold

from facerec.errors import BadParameter
from facerec.evaluation.protocols import FewPictures, KFold, LeaveOneOut, Split, disjoint_people

NAMES = np.repeat(["ada", "ben", "cleo", "dora"], 6)


def check(splits: list[Split], names: np.ndarray, groups: np.ndarray) -> None:
    for split in splits:
        held = np.concatenate([split.asked, split.strangers])
        assert not np.intersect1d(groups[split.learned], groups[held]).size
        assert not np.intersect1d(names[split.learned], names[split.strangers]).size
        assert np.isin(names[split.asked], names[split.learned]).all()
        assert len(np.unique(held)) == len(held)


def test_folds_are_scikit_learns() -> None:
    peer = StratifiedKFold(3, shuffle=True, random_state=7).split(NAMES, NAMES)
    for split, (learned, asked) in zip(KFold(3, 7).splits(NAMES), peer, strict=True):
        np.testing.assert_array_equal(split.learned, learned)
        np.testing.assert_array_equal(split.asked, asked)


def test_there_are_no_more_folds_than_somebody_has_pictures() -> None:
    names = np.array(["ada"] * 3 + ["ben"] * 5 + ["cleo"])
    splits = KFold(10).splits(names)
    assert len(splits) == 3
    assert sorted(np.concatenate([split.asked for split in splits])) == list(range(8))
    assert all(8 in split.learned for split in splits)
    assert KFold().splits(np.array(["ada", "ben"])) == []
    assert FewPictures().splits(np.array(["ada", "ben"])) == []


def test_every_picture_is_left_out_once_and_alone() -> None:
    splits = LeaveOneOut().splits(NAMES)
    assert [split.asked.tolist() for split in splits] == [[row] for row in range(24)]
    assert {len(split.learned) for split in splits} == {23}


def test_few_pictures_of_everybody() -> None:
    splits = FewPictures(2, repeats=5, seed=1).splits(NAMES)
    assert len(splits) == 5
    for split in splits:
        assert np.unique(NAMES[split.learned], return_counts=True)[1].tolist() == [2] * 4
        assert len(split.asked) == 16
    assert len({tuple(split.learned) for split in splits}) == 5
    few = FewPictures(9, repeats=1).splits(NAMES)[0]
    assert np.unique(NAMES[few.learned], return_counts=True)[1].tolist() == [5] * 4


def test_everybody_is_a_stranger_once() -> None:
    splits = disjoint_people(NAMES, 0.25)
    assert len(splits) == 4
    np.testing.assert_array_equal(np.sort(np.concatenate([split.strangers for split in splits])), np.arange(24))
    assert not any(len(split.asked) for split in splits), "known people are tested by folds inside the turn"
    assert all(len(split.learned) + len(split.strangers) == len(NAMES) for split in splits)
    check(splits, NAMES, np.arange(24))
    assert len(disjoint_people(NAMES[:18], 0.5)) == 3  # two turns would leave one person
    assert disjoint_people(NAMES[:12]) == []
    lonely = disjoint_people(np.array(["ada", "ben", "cleo", "dora"]))
    assert [len(split.asked) for split in lonely] == [0] * 4


def test_bursts_stay_together() -> None:
    groups = np.arange(24) // 2  # everybody has three bursts of two
    for splits in (KFold(10).splits(NAMES, groups), FewPictures(3, 4).splits(NAMES, groups)):
        check(splits, NAMES, groups)
    splits = KFold(10).splits(NAMES, groups)
    assert len(splits) == 3
    assert [len(split.asked) for split in splits] == [8, 8, 8]
    assert {len(split.learned) for split in LeaveOneOut().splits(NAMES, groups)} == {22}


def test_one_burst_takes_no_folds_from_others() -> None:
    groups = np.arange(24)
    groups[:6] = 0  # all of Ada's are one burst
    groups[6:9], groups[9:12] = 6, 9  # Ben has two
    splits = KFold(6).splits(NAMES, groups)
    check(splits, NAMES, groups)
    assert len(splits) == 6
    assert all(set(range(6)) <= set(split.learned) for split in splits), "Ada is learned in every turn"
    assert sorted(np.concatenate([split.asked for split in splits])) == list(range(6, 24)), "and never asked about"
    assert sorted(sum(NAMES[split.asked] == "ben") for split in splits) == [0, 0, 0, 0, 3, 3]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), min_size=4, max_size=40),
    st.integers(2, 6),
    st.integers(0, 5),
)
def test_no_split_learns_what_it_asks(rows: list[tuple[int, int]], folds: int, seed: int) -> None:
    names, groups = np.array([f"p{person}" for person, _ in rows]), np.array([group for _, group in rows])
    closed = [KFold(folds, seed), LeaveOneOut(), FewPictures(folds, 2, seed)]
    for splits in (
        *(protocol.splits(names, groups) for protocol in closed),
        disjoint_people(names, 1 / folds, groups=groups),
    ):
        check(splits, names, groups)


@pytest.mark.parametrize(
    "make",
    [
        lambda: KFold(1),
        lambda: KFold(seed=-1),
        lambda: FewPictures(0),
        lambda: FewPictures(repeats=0),
        lambda: disjoint_people(NAMES, 1.0),
    ],
)
def test_impossible_wishes_are_refused(make) -> None:
    with pytest.raises(BadParameter):
        make()
