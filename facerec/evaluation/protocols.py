"""Who is learned from and who is asked about: splits of pictures, from names, a seed and nothing else.

A split never learns from a picture it asks about. Where pictures come in groups (the shots of one burst, near
duplicates), neither does it learn from a picture of the same group: such a picture would be named by its twin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from facerec.errors import BadParameter
from facerec.matching.dealing import Labels, Rows, grouped, parts

MOST_FOLDS = 1000

_NOBODY: Rows = np.empty(0, np.intp)


@dataclass(frozen=True, eq=False)
class Split:
    """One turn: rows of the data set.

    Attributes
    ----------
    learned : ndarray of shape (n_learned,), intp
        Everything is fitted on these.
    asked : ndarray of shape (n_asked,), intp
        Other pictures of people who are learned.
    strangers : ndarray of shape (n_strangers,), intp
        All pictures of people of whom nothing is learned.
    """

    learned: Rows
    asked: Rows
    strangers: Rows


class ClosedSet(Protocol):
    """How pictures of known people are held out."""

    def splits(self, names: Labels, groups: Labels | None = None) -> list[Split]:
        """Return the turns; empty where nobody has two pictures (or groups) to part.

        Parameters
        ----------
        names : ndarray of shape (n_faces,)
        groups : ndarray of shape (n_faces,), optional
            Pictures that are to stay together share a number.
        """
        ...


@dataclass(frozen=True)
class KFold:
    """Split the pictures of everybody into parts; each part is asked about once (stratified k-fold cross-validation).

    People whose pictures are all of one group are in no part: they are learned in every turn. People with fewer groups
    than there are parts are asked about in as many parts as they have groups.

    Attributes
    ----------
    folds : int, default=10
        Two or more; at most the fewest pictures that a person has, who have one (or one group) aside, and at most the
        most groups.
    seed : int, default=0
    """

    folds: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        _check(self.folds, 2, MOST_FOLDS, "folds")
        _check(self.seed, 0, 2**32 - 1, "seed")

    def splits(self, names: Labels, groups: Labels | None = None) -> list[Split]:
        """Return one turn a part."""
        groups, _ = grouped(names, groups)
        return [_turn(asked, names, groups) for asked in parts(names, groups, self.folds, self.seed)]


@dataclass(frozen=True)
class LeaveOneOut:
    """Ask about each picture after learning from all others (of other groups)."""

    def splits(self, names: Labels, groups: Labels | None = None) -> list[Split]:
        """Return one turn a picture."""
        groups, counts = grouped(names, groups)
        return [_turn(np.array([row]), names, groups) for row in np.flatnonzero(counts >= 2)]


@dataclass(frozen=True)
class FewPictures:
    """Learn from a few pictures of everybody and ask about the rest, again and again.

    Attributes
    ----------
    pictures : int, default=5
        To learn from, of each person; of who has fewer, all but one.
    repeats : int, default=10
        Each with pictures drawn anew.
    seed : int, default=0
    """

    pictures: int = 5
    repeats: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        _check(self.pictures, 1, 10_000, "pictures")
        _check(self.repeats, 1, MOST_FOLDS, "repeats")
        _check(self.seed, 0, 2**32 - 1, "seed")

    def splits(self, names: Labels, groups: Labels | None = None) -> list[Split]:
        """Return one turn a repeat."""
        groups, counts = grouped(names, groups)
        if not np.any(counts >= 2):
            return []
        random = np.random.default_rng(self.seed)
        rows_of = [np.flatnonzero(names == name) for name in np.unique(names)]
        return [self._repeat([random.permutation(rows) for rows in rows_of], groups) for _ in range(self.repeats)]

    def _repeat(self, rows_of: list[Rows], groups: Labels) -> Split:
        learned = np.sort(np.concatenate([self._first(rows, groups[rows]) for rows in rows_of]))
        asked = np.flatnonzero(~np.isin(groups, groups[learned]))
        return Split(learned, asked, _NOBODY)

    def _first(self, rows: Rows, groups: Labels) -> Rows:
        """Take the first pictures of a person; the last group that comes up is left to ask about."""
        _, first = np.unique(groups, return_index=True)
        if len(first) > 1:
            rows = rows[groups != groups[first.max()]]
        return rows[: self.pictures]


def disjoint_people(names: Labels, share: float = 0.25, *, seed: int = 0, groups: Labels | None = None) -> list[Split]:
    """Hold out whole people as strangers, each person once, and train on all pictures of the others.

    Parameters
    ----------
    names : ndarray of shape (n_faces,)
    share : float in (0, 1), default=0.25
        Of the people, in each turn; there are about 1 / share turns.
    seed : int, default=0
    groups : ndarray of shape (n_faces,), optional
        Pictures that are to stay together share a number.

    Returns
    -------
    list of Split
        Empty with fewer than three people. `asked` is empty: the enrolled people's own pictures are tested by
        cross-validation among them, as training does, so that DIR and FPIR belong to a model of all their pictures.
    """
    if not 0 < share < 1:
        raise BadParameter(f"The share of people held out is {share:g}; it must be above 0 and below 1.")
    people = np.unique(names)
    if len(people) < 3:
        return []
    groups, _ = grouped(names, groups)
    turns = min(max(2, round(1 / share)), len(people))
    turns = turns if len(people) - -(-len(people) // turns) >= 2 else len(people)  # two people have to be left
    strange = np.array_split(np.random.default_rng(seed).permutation(people), turns)
    return [_turn(_NOBODY, names, groups, np.flatnonzero(np.isin(names, left_out))) for left_out in strange]


def people_in_halves(names: Labels, repeats: int = 3, *, seed: int = 0, groups: Labels | None = None) -> list[Split]:
    """Split the people into halves, learn from one and compare those of the other with each other, both ways round.

    Halves bring together as many different pairs of people as turns can; repeats, with people drawn anew, further ones.

    Returns
    -------
    list of Split
        Two a repeat, in which nobody is asked about and the other half are strangers; empty with fewer than four
        people.
    """
    people = np.unique(names)
    if len(people) < 4:
        return []
    groups, _ = grouped(names, groups)
    random = np.random.default_rng(seed)
    halves = [half for _ in range(repeats) for half in np.array_split(random.permutation(people), 2)]
    return [_turn(_NOBODY, names, groups, np.flatnonzero(np.isin(names, half))) for half in halves]


def _turn(asked: Rows, names: Labels, groups: Labels, strangers: Rows = _NOBODY) -> Split:
    """Learn from all pictures that are neither asked about nor strangers', nor in a group with any that is."""
    asked = np.setdiff1d(asked, strangers)
    held = np.concatenate([asked, strangers])
    learned = np.flatnonzero(~np.isin(groups, groups[held]) & ~np.isin(names, names[strangers]))
    return Split(learned, asked[np.isin(names[asked], names[learned])], strangers)


def _check(value: int, low: int, high: int, what: str) -> None:
    if not low <= value <= high:
        raise BadParameter(f"{what} is {value}; it must be a whole number from {low} to {high}.")
