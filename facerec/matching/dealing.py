"""Pictures dealt into parts, each of which is held out once; pictures that belong together are never parted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

Rows = NDArray[np.intp]
Labels = NDArray[Any]


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
