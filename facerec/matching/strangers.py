"""How often strangers get a name: FPIR for any threshold, and the threshold for a target.

FPIR belongs to a gallery. The scores that were held out tell of two things, F, how often the nearest of the trained
people lies within a distance, and G, how often one person who was enrolled without training does. With N trained
people, measured against n of them, and M enrolled later,

    FPIR(t) = 1 - (1 - F(t)) ** (N / n) * (1 - G(t)) ** M.

Pictures that are added to a trained person make N larger by their share of a person, not M: the features have learned
that person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from facerec import metrics
from facerec.matching.held_out import HeldOut
from facerec.matching.lower_tail import USUAL_PEOPLE, LowerTail, independent_people, trust_of_few
from facerec.metrics import Rate

Doubles = NDArray[np.float64]
Method = Literal["interval", "tail", "fallback", "given"]

_GRID = 256  # thresholds for which intervals are worked out; the smallest scores are all among them
_SEARCHES = 4096
_HAIR = 1e-5  # of the largest distance: what tells two drawings of one person apart, as if they were two people
_SUREST = 0.01  # target that is aimed at where no stranger was measured, whatever larger one is asked for
_USUAL_GAP = 0.3  # usual standard deviation, of the gap between own and strangers' distances, for scores without a zero


@dataclass(frozen=True, eq=False)
class Strangers:
    """Strangers' searches in a gallery.

    Attributes
    ----------
    held_out : HeldOut
        With strangers.
    n_trained : float
        People in the gallery with whom the features were trained; pictures added to them count as shares of a person.
    n_newcomers : int
        People who were enrolled later.
    """

    held_out: HeldOut
    n_trained: float
    n_newcomers: int

    def fpir(self, thresholds: Doubles) -> Doubles:
        """Measure FPIR: shares of held-out searches, brought to the size of the gallery."""
        trained = metrics.fpir(self.held_out.strangers, thresholds)
        newcomers = metrics.fpir(self._newcomers[0], thresholds) if self.n_newcomers else np.zeros_like(trained)
        return self._together(trained, newcomers)

    def expected_fpir(self, thresholds: Doubles) -> Doubles:
        """Estimate FPIR below the smallest scores, too, by the tail of the scores."""
        trained = self._tails[0].share(thresholds)
        newcomers = self._tails[1].share(thresholds) if self.n_newcomers else np.zeros_like(trained)
        return self._together(trained, newcomers)

    def rate(self, threshold: float) -> Rate:
        """Measure FPIR with its interval; after an enrolment, both parts' intervals are put together."""
        trained = metrics.rare_rate(self.held_out.strangers <= threshold, self.held_out.stranger_people)
        newcomers = Rate(0.0, 0.0, 0.0)
        if self.n_newcomers:
            scores, people = self._newcomers
            newcomers = metrics.rare_rate(scores <= threshold, people)
        ends = [np.array([part.value, part.low, part.high], float) for part in (trained, newcomers)]
        return Rate(*self._together(*ends).tolist())

    def threshold(self, target: float) -> tuple[float, Method]:
        """Choose the threshold for a target FPIR.

        The threshold is where the tail of the scores expects the target ("tail"), or, where that is larger, the
        largest at which the upper end of the interval meets the target ("interval"). A guarantee costs more than an
        expectation, so where people begin to suffice for one, the threshold stays until the guarantee reaches it: a
        larger target never gives a smaller threshold.

        People who are enrolled later lower it towards the target, but not below the nearest that one stranger was seen
        to come to another: few newcomers say nothing about what lies below, and hardly anyone would be named.
        """
        if self.n_newcomers:
            before, method = self.before_enrolment().threshold(target)
            nearest = float(np.nextafter(self._newcomers[0].min(), -np.inf))
            lowered = max(self.expecting(target), nearest)
            return (lowered, "tail") if lowered < before else (before, method)
        provable = self._upper_end(float(self._grid[0]))  # the smallest target for which people suffice
        expected = self.expecting(min(target, provable))
        promised = list(takewhile(lambda threshold: self._upper_end(threshold) <= target, self._grid.tolist()))
        if promised and promised[-1] >= expected:
            return promised[-1], "interval"
        return expected, "tail"

    def before_enrolment(self) -> Strangers:
        """Return the same in a gallery of trained people alone."""
        return replace(self, n_newcomers=0)

    def expecting(self, target: float) -> float:
        """Return the largest threshold at which the tail of the scores expects at most a target."""
        share = float(1 - (1 - target) ** (self.held_out.stranger_gallery / self.n_trained))
        high = self._tails[0].distance(share)
        if not self.n_newcomers or self.expected_fpir(np.array([high]))[0] <= target:
            return high
        low = min(tail.distance(target / (4 * (1 + self.n_newcomers))) for tail in self._tails)
        for _ in range(60):
            middle = (low + high) / 2
            if self.expected_fpir(np.array([middle]))[0] <= target:
                low = middle
            else:
                high = middle
        return low

    def drawn_anew(self, target: float, counts: Doubles) -> Doubles:
        """Return the thresholds that would have been chosen among trained people, had others been held out.

        Parameters
        ----------
        target : float
        counts : ndarray of shape (times, n_people), float64
            How often each person, by number, was drawn.

        Returns
        -------
        ndarray of shape (times,), float64
            As far from the threshold as the tail of the drawn people's scores lies from that of all.
        """
        scores, people = self.held_out.strangers, self.held_out.stranger_people
        share = float(1 - (1 - target) ** (self.held_out.stranger_gallery / self.n_trained))
        now, thresholds = self._tails[0].distance(share), np.full(len(counts), self.threshold(target)[0])
        for number, often in enumerate(counts[:, people].astype(int)):
            if often.any():
                thresholds[number] += self._redrawn(scores, people, often).distance(share) - now
        return thresholds

    def _redrawn(self, scores: Doubles, people: NDArray[np.int64], often: NDArray[np.int64]) -> LowerTail:
        """Fit to people of whom some were drawn several times; each drawing counts as another person."""
        rows = np.repeat(np.arange(len(scores)), often)
        drawing = np.arange(len(rows)) - np.repeat(np.cumsum(often) - often, often)
        copies = people[rows] + drawing * (int(people.max()) + 1)
        drawn = scores[rows]
        worth = independent_people(drawn + _HAIR * np.abs(scores).max() * drawing, copies)
        return LowerTail.fit(drawn, copies, self._usual(drawn), worth, self._trust(drawn, copies))

    def searches(self) -> Doubles:
        """Return distances to the nearest person as strangers' searches would find them."""
        trained = self.held_out.strangers
        if not self.n_newcomers:
            return trained
        # The smallest of M draws is the quantile of one draw at 1 - (1 - u)^(1 / M).
        chance = np.random.default_rng(0).random(_SEARCHES)
        newcomers = np.quantile(self._newcomers[0], 1 - (1 - chance) ** (1 / self.n_newcomers))
        return np.minimum(np.resize(trained, _SEARCHES), newcomers)

    def _together(self, trained: Doubles, newcomers: Doubles) -> Doubles:
        growth = self.n_trained / self.held_out.stranger_gallery
        return np.asarray(1 - (1 - trained) ** growth * (1 - newcomers) ** self.n_newcomers)

    @property
    def _newcomers(self) -> tuple[Doubles, NDArray[np.int64]]:
        """Scores against one newcomer; with three people there are none, and those against all have to do."""
        held_out = self.held_out
        if held_out.newcomers.size:
            return held_out.newcomers, held_out.newcomer_people
        return held_out.strangers, held_out.stranger_people

    def _usual(self, scores: Doubles) -> float:
        """Return the standard deviation that such scores usually have from person to person and picture to picture."""
        held_out, middle = self.held_out, float(scores.mean())
        if scores.min() >= 0:  # distances, which have a zero
            return held_out.usual * middle
        own = held_out.genuine[held_out.right]
        gap = middle - (float(np.median(own)) if own.size else held_out.own)
        return _USUAL_GAP * gap if gap > 0 else float(scores.std())

    def _trust(self, scores: Doubles, people: NDArray[np.int64]) -> float:
        """Return how many people's worth of evidence the usual spread counts; of scores without a zero it is vague."""
        return trust_of_few(len(np.unique(people))) if scores.min() >= 0 else USUAL_PEOPLE

    @cached_property
    def _tails(self) -> tuple[LowerTail, LowerTail]:
        held_out = self.held_out
        groups = (held_out.strangers, held_out.stranger_people), self._newcomers
        trained, newcomers = (
            LowerTail.fit(scores, people, self._usual(scores), trust=self._trust(scores, people))
            for scores, people in groups
        )
        return trained, newcomers

    @cached_property
    def _grid(self) -> Doubles:
        """Thresholds, ascending: each just below a score, so that it admits all before that one, and the last score."""
        scores = np.unique(self.held_out.strangers)
        if len(scores) > _GRID:
            later = np.linspace(_GRID // 2, len(scores) - 1, _GRID // 2).astype(int)
            scores = np.concatenate([scores[: _GRID // 2], scores[later]])
        return np.append(np.nextafter(scores, -np.inf), scores[-1])

    def _upper_end(self, threshold: float) -> float:
        """Return the upper end of FPIR's interval, before anybody is enrolled."""
        trained = metrics.rare_rate(self.held_out.strangers <= threshold, self.held_out.stranger_people).high
        return float(self._together(np.array(trained), np.array(0.0)))


def with_given_strangers(held_out: HeldOut, distances: NDArray[np.floating[Any]], names: Sequence[str]) -> HeldOut:
    """Return held-out scores with the searches of people who were given as strangers, beside the people held out.

    Parameters
    ----------
    held_out : HeldOut
    distances : ndarray of shape (n_pictures, n_people)
        Of the strangers' pictures to everyone in the finished gallery.
    names : sequence of str
        Which stranger each picture shows; one name stands for one person.
    """
    if not len(distances):
        return held_out
    owners = -1 - np.unique(np.asarray(names, str), return_inverse=True)[1].astype(np.int64)
    galleries = np.repeat([held_out.stranger_gallery, distances.shape[1]], [len(held_out.strangers), len(distances)])
    return replace(
        held_out,
        strangers=np.append(held_out.strangers, distances.min(axis=1)),
        stranger_people=np.append(held_out.stranger_people, owners),
        stranger_gallery=float(galleries.mean()),
    )


def threshold_without_strangers(own: float, other: float, usual: float, target: float) -> float:
    """Guess a threshold where no person could be held out, from the distances of the enrolled people to each other.

    It is at most halfway between the two. A distance to another person, as the one measurement of how far strangers
    are, lowers it to where a person with the usual spread is expected to get a name in 1 % of searches; of larger
    targets nothing is known, as features that were trained on two people keep these two too far apart. Halfway, 70 %
    of strangers' searches returned a name with two people of AT&T and lpq-fisherfaces; so 1 % do.

    Parameters
    ----------
    own, other, usual : float
        As in `HeldOut`.
    target : float
        FPIR.
    """
    halfway = max(min((own + other) / 2, float(np.nextafter(other, -np.inf))), own)
    if other <= 0:  # a score without a zero
        return halfway
    share = 1 - (1 - min(target, _SUREST)) ** 0.5  # for each of two people
    return min(halfway, LowerTail.fit([other], [0], usual * other).distance(share))
