"""Pictures dealt into parts, each of which is held out once; pictures that belong together are never parted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from facerec.metrics.learning_curve import PicturesTrained

Rows = NDArray[np.intp]
Labels = NDArray[Any]
Split = tuple[Rows, Rows]  # rows to train on, rows to test on
Splits = Sequence[Split]

_HALVES = 4  # random halves, which together test on every picture twice on average


def grouped(names: Labels, groups: Labels | None) -> tuple[Labels, NDArray[np.int64]]:
    """Return every picture's group, its own where none are given, and how many groups its person has."""
    groups = np.arange(len(names)) if groups is None else np.unique(groups, return_inverse=True)[1]
    _, codes = np.unique(names, return_inverse=True)
    pairs = np.unique(np.stack([codes, groups]), axis=1)
    return groups, np.bincount(pairs[0])[codes]


def parts(names: Labels, groups: Labels | None, n_parts: int, seed: int) -> list[Rows]:
    """Deal everybody's pictures into parts, spread as evenly as can be (stratified k-fold).

    Parameters
    ----------
    names : ndarray of shape (n_faces,)
    groups : ndarray of shape (n_faces,) or None
        Pictures that are to stay together share a number.
    n_parts : int
        At most the fewest pictures that a person has, who have one (or one group) aside, and the most groups.
    seed : int

    Returns
    -------
    list of ndarray of intp
        Rows; whose pictures are all of one group is in no part. Empty where that is everybody.
    """
    groups, counts = grouped(names, groups)
    several = np.flatnonzero(counts >= 2)
    if not several.size:
        return []
    pictures = np.unique(names[several], return_counts=True)[1]
    n_parts = max(2, min(n_parts, int(pictures.min()), int(counts.max())))
    if len(np.unique(groups)) == len(groups):
        folding = StratifiedKFold(n_parts, shuffle=True, random_state=seed)
        return [several[held] for _, held in folding.split(several, names[several])]
    places = _dealt(names[several], groups[several], n_parts, seed)
    dealt = [several[places == place] for place in range(n_parts)]
    return [part for part in dealt if part.size]


def splits_by_picture(codes: Labels, groups: Labels, folds: int, seed: int) -> list[Split]:
    """Split the pictures of everybody who has two or more; single ones are always learned from."""
    held = [(np.flatnonzero(~np.isin(groups, groups[asked])), asked) for asked in parts(codes, groups, folds, seed)]
    return possible([(learned, asked[np.isin(codes[asked], codes[learned])]) for learned, asked in held], codes)


def splits_by_person(codes: Labels, groups: Labels, n_turns: int, seed: int, most: int | None = None) -> list[Split]:
    """Leave out everybody once, in turns as even as can be; of more people than `most` in a turn only so many."""
    if not n_turns:
        return []
    people = np.random.default_rng(seed).permutation(int(codes.max()) + 1)
    strange = [np.flatnonzero(np.isin(codes, left_out[:most])) for left_out in np.array_split(people, n_turns)]
    apart = [~np.isin(codes, codes[asked]) & ~np.isin(groups, groups[asked]) for asked in strange]
    return possible([(np.flatnonzero(learned), asked) for learned, asked in zip(apart, strange, strict=True)], codes)


def possible(splits: list[Split], codes: Labels) -> list[Split]:
    """Leave out turns in which, without the groups of those asked about, fewer than two people are learned."""
    return [(learned, asked) for learned, asked in splits if asked.size and len(np.unique(codes[learned])) > 1]


def halves(names: Labels, groups: Labels | None, seed: int) -> list[Split]:
    """Split everybody's pictures into halves, to train on one of them: the second point of a learning curve.

    Parameters
    ----------
    names : ndarray of shape (n_faces,)
    groups : ndarray of shape (n_faces,) or None
        Pictures that are to stay in one half share a number.
    seed : int

    Returns
    -------
    list of tuple of two ndarrays of intp
        Rows to train on, the smaller half of each person's groups, and rows to test on. Empty unless somebody has three
        pictures (or groups): with two, cross-validation trains on one already.
    """
    groups, counts = grouped(names, groups)
    if counts.max(initial=0) < 3:
        return []
    random = np.random.default_rng(seed)
    rows_of = [np.flatnonzero(names == name) for name in np.unique(names)]
    splits = []
    for _ in range(_HALVES):
        taken = [random.permutation(np.unique(groups[rows])) for rows in rows_of]
        kept = np.concatenate([mine[: max(1, len(mine) // 2)] for mine in taken])
        train = np.flatnonzero(np.isin(groups, kept))
        test = np.flatnonzero((counts >= 2) & ~np.isin(groups, kept))
        splits.append((train, test[np.isin(names[test], names[train])]))
    return splits


def pictures_trained(
    names: Labels, groups: Labels | None, splits: Splits, few: Splits, given: Rows | None = None
) -> PicturesTrained:
    """Count on how many pictures (or groups) of a probe's own person fits were trained, on average over the probes.

    Parameters
    ----------
    names : ndarray of shape (n_faces,)
    groups : ndarray of shape (n_faces,) or None
    splits, few : sequence of (rows to train on, rows to test on)
        With most pictures, and with few.
    given : ndarray of intp, optional
        Rows that the finished model is trained on; by default all.
    """
    groups, _ = grouped(names, groups)
    codes = np.unique(names, return_inverse=True)[1]
    everything = np.arange(len(names)) if given is None else given

    def own(train: Rows, test: Rows) -> NDArray[np.int64]:
        people = np.unique(np.stack([codes[train], groups[train]]), axis=1)[0]
        return np.bincount(people, minlength=int(codes.max(initial=0)) + 1)[codes[test]]

    def mean(counts: list[NDArray[np.int64]]) -> float:
        joined = np.concatenate([np.empty(0, np.int64), *counts])
        return float(joined.mean()) if joined.size else 0.0

    return PicturesTrained(
        mean([own(*split) for split in few]),
        mean([own(*split) for split in splits]),
        mean([own(everything, test) for _, test in splits]),
    )


def _dealt(names: Labels, groups: Labels, n_parts: int, seed: int) -> Rows:
    """Deal groups to parts so that everybody's are spread as evenly as can be; return each row's part."""
    random = np.random.default_rng(seed)
    part_of: dict[int, int] = {}
    sizes = np.zeros(n_parts)
    for name in random.permutation(np.unique(names)):
        mine = random.permutation(np.unique(groups[names == name])).tolist()
        own = np.bincount([part_of[group] for group in mine if group in part_of], minlength=n_parts)
        for group in mine:
            if group not in part_of:
                part_of[group] = int(np.lexsort((sizes, own))[0])
                own[part_of[group]] += 1
                sizes[part_of[group]] += 1
    return np.array([part_of[group] for group in groups.tolist()], np.intp)
