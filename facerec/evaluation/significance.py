"""Whether two methods can be told apart on these data: paired tests on the same pictures, people as the unit.

Both methods answer the same searches, so a search on which they agree says nothing, and a person's searches stand or
fall together. If two methods were equally good, it would be chance which of them a person's differences favour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec.evaluation.figures import Method
from facerec.metrics import CONFIDENCE, draws

Doubles = NDArray[np.float64]

LEVEL = 0.05
"""Chance that any two equal methods of a table are told apart."""

_EXACT = 14  # people who differ, up to whom all 2 ** n signs are tried
_FLIPS = 20_000
_DRAWS = 2_000
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Difference:
    """How two methods differ in a share of searches.

    Attributes
    ----------
    first, second : str
        Their names.
    measure : str
        "rank-1", "DIR" or "FPIR".
    value, low, high : float
        First minus second, with the 95 % interval of people drawn anew.
    p : float
        Chance of a difference as large, either way, between equal methods.
    adjusted : float
        The same, corrected for all comparisons of the table (Holm).
    """

    first: str
    second: str
    measure: str
    value: float
    low: float
    high: float
    p: float
    adjusted: float

    @property
    def is_distinct(self) -> bool:
        """Whether the two can be told apart."""
        return self.adjusted <= LEVEL


def differences(methods: Sequence[Method], seed: int = 0) -> tuple[Difference, ...]:
    """Compare every two methods in all that was measured: rank-1, DIR and FPIR."""
    pairs = [
        (one.name, two.name, measure, _tested(outcomes, other, people, seed))
        for one, two in combinations(methods, 2)
        for (measure, outcomes, people), (_, other, _) in zip(_measured(one), _measured(two), strict=True)
        if people.size
    ]
    adjusted = holm([figures[-1] for *_, figures in pairs])
    return tuple(
        Difference(first, second, measure, *figures, float(corrected))
        for (first, second, measure, figures), corrected in zip(pairs, adjusted, strict=True)
    )


def _measured(method: Method) -> list[tuple[str, NDArray[np.bool_], NDArray[np.intp]]]:
    """Return each measure, what came of every search, and whose picture it was."""
    closed = method.outcome.closed
    return [
        ("rank-1", closed.right, closed.people),
        ("DIR", method.is_detected, method.known.people),
        ("FPIR", method.is_false_alarm, method.strangers.people),
    ]


def sign_flip(sums: ArrayLike, seed: int = 0) -> float:
    """Test whether differences lean to one side, by flipping the sign of each person's [1]_ [2]_.

    Parameters
    ----------
    sums : array-like of shape (n_people,)
        Sum of each person's differences.
    seed : int, default=0
        For the 20,000 random flips that take the place of all, where more than 14 people differ.

    Returns
    -------
    float
        Two-sided p value, above 0; 1 where nobody differs.

    References
    ----------
    .. [1] Fisher, "The Design of Experiments", 1935, chapter 3
    .. [2] Phipson & Smyth, "Permutation P-values Should Never Be Zero", 2010, doi:10.2202/1544-6115.1585
    """
    everybody = np.asarray(sums, np.float64)
    differing = everybody[everybody != 0]
    observed = abs(differing.sum()) - _ROUNDING
    if len(differing) <= _EXACT:
        bits = np.arange(2 ** len(differing))[:, None] >> np.arange(len(differing)) & 1
        return float(np.mean(np.abs((1 - 2 * bits) @ differing) >= observed))
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], (_FLIPS, len(differing)))
    reached = np.count_nonzero(np.abs(signs @ differing) >= observed)
    return (1 + reached) / (1 + _FLIPS)


def holm(p_values: Sequence[float]) -> Doubles:
    """Correct p values for their number, so that any false alarm at all is as rare as stated [1]_.

    References
    ----------
    .. [1] Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6, 1979
    """
    p = np.asarray(p_values, np.float64)
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(steps, 1)
    return adjusted


def ties(names: Sequence[str], found: Sequence[Difference]) -> list[list[str]]:
    """Group methods that cannot be told apart, each with each, in any measure.

    Returns
    -------
    list of list of str
        All largest groups of two or more, in the order of the names; a method may be in several.
    """
    distinct = {frozenset((each.first, each.second)) for each in found if each.is_distinct}
    tied = {name: {other for other in names if other != name and {name, other} not in distinct} for name in names}
    groups: list[set[str]] = []
    _grow(set(), set(names), set(), tied, groups)
    place = {name: number for number, name in enumerate(names)}
    ordered = [sorted(group, key=place.__getitem__) for group in groups if len(group) > 1]
    return sorted(ordered, key=lambda group: [place[name] for name in group])


def _grow(group: set[str], left: set[str], done: set[str], tied: dict[str, set[str]], groups: list[set[str]]) -> None:
    """Find all largest groups (Bron & Kerbosch, 1973, doi:10.1145/362342.362367)."""
    if not left and not done:
        groups.append(group)
        return
    pivot = max(left | done, key=lambda name: len(tied[name] & left))
    for name in sorted(left - tied[pivot]):
        _grow(group | {name}, left & tied[name], done & tied[name], tied, groups)
        left, done = left - {name}, done | {name}


def _tested(
    first: NDArray[np.bool_], second: NDArray[np.bool_], people: NDArray[np.intp], seed: int
) -> tuple[float, float, float, float]:
    """Return the difference of two shares, the ends of its interval, and its p value."""
    _, codes = np.unique(people, return_inverse=True)
    sums = np.bincount(codes, first.astype(float) - second)
    weights = draws(len(sums), _DRAWS, seed)
    drawn = (weights @ sums) / (weights @ np.bincount(codes))
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(sums.sum() / len(first)), float(low), float(high), sign_flip(sums, seed)
