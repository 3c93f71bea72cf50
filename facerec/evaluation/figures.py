"""Figures of one contestant, each worked out from the raw distances when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from facerec import metrics
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.outcomes import Outcome, Searches
from facerec.evaluation.prediction import predicted_fpir
from facerec.evaluation.thresholds import variance_of_dir
from facerec.evaluation.verifying import Verifying
from facerec.matching import OpenSet
from facerec.metrics import UNMEASURED, Rate, Reliability

Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Method:
    """A contestant and its figures.

    Attributes
    ----------
    contestant : Contestant
    outcome : Outcome
    fpir_target : float in (0, 1)
        Of strangers' searches, the share that may return a name; thresholds are chosen for it.
    stranger_share : float in (0, 1)
        Of all searches, those of strangers, for the probabilities.
    """

    contestant: Contestant
    outcome: Outcome
    fpir_target: float = 0.01
    stranger_share: float = 0.5

    @property
    def name(self) -> str:
        """The contestant's."""
        return self.contestant.name

    # Known people, everybody enrolled

    @cached_property
    def rank1(self) -> Rate:
        """Share of searches for which the right person is the nearest."""
        closed = self.outcome.closed
        return metrics.rate(closed.right, closed.people, closed.rows)

    @cached_property
    def cmc(self) -> Doubles:
        """Share of searches with the right person among the first r, shape (n_people,); NaN where nothing was asked."""
        closed = self.outcome.closed
        n_people = len(self.outcome.people)
        return metrics.cmc(closed.ranks, n_people) if len(closed) else np.full(n_people, np.nan)

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """Who (rows) was named as whom (columns), shape (n_people, n_people)."""
        closed = self.outcome.closed
        return metrics.confusion_matrix(closed.people, closed.named, len(self.outcome.people))

    @cached_property
    def recalls(self) -> Doubles:
        """Share of each person's searches named rightly, shape (n_people,); NaN for who was not asked about."""
        return metrics.recalls(self.confusion)

    # Strangers, at thresholds chosen without having seen them

    @cached_property
    def open_sets(self) -> tuple[OpenSet, ...]:
        """The threshold of every turn, from the enrolled people alone."""
        return tuple(
            OpenSet.from_held_out(turn.held_out, self.fpir_target, self.stranger_share) for turn in self.outcome.turns
        )

    @cached_property
    def known(self) -> Searches:
        """Searches with other pictures of enrolled people, of all turns."""
        return Searches.joined([turn.known for turn in self.outcome.turns], len(self.outcome.people))

    @cached_property
    def strangers(self) -> Searches:
        """Searches with strangers' pictures, of all turns."""
        return Searches.joined([turn.strangers for turn in self.outcome.turns], len(self.outcome.people))

    @cached_property
    def is_detected(self) -> NDArray[np.bool_]:
        """Which of `known` return the right name at the threshold of their turn."""
        return self.known.right & (self.known.nearest <= self._thresholds[self.known.turns])

    @cached_property
    def is_false_alarm(self) -> NDArray[np.bool_]:
        """Which of `strangers` return a name at the threshold of their turn."""
        return np.asarray(self.strangers.nearest <= self._thresholds[self.strangers.turns])

    @cached_property
    def dir(self) -> Rate:
        """Share of known people's searches that return the right name, at the thresholds for `fpir_target`.

        The interval allows for the thresholds, too, which would be others had they been chosen from other people.
        """
        of_thresholds = variance_of_dir(self.outcome.turns, self.fpir_target)
        return metrics.rate(self.is_detected, self.known.people, self.known.rows, of_thresholds)

    @cached_property
    def fpir(self) -> Rate:
        """Share of strangers' searches that return a name, as then measured."""
        return metrics.rare_rate(self.is_false_alarm, self.strangers.people)

    @cached_property
    def newcomers(self) -> tuple[int, int]:
        """Strangers, and pictures of each, that a turn held out on average: for as many more, FPIR is predicted."""
        n_people = sum(len(np.unique(turn.strangers.people)) for turn in self.outcome.turns)
        pictures = round(len(self.strangers) / n_people) if n_people else 0
        return round(n_people / max(1, len(self.outcome.turns))), pictures

    @cached_property
    def predicted_fpir(self) -> Rate:
        """FPIR to expect of `newcomers` whom nobody has seen, with the interval that will hold it with 95 % chance."""
        return predicted_fpir(self.open_sets, *self.newcomers)

    @property
    def keeps_promise(self) -> bool:
        """Whether FPIR may well be what the thresholds were chosen for: its interval reaches down to the target."""
        return self.fpir.low <= self.fpir_target

    def open_curve(self) -> tuple[Doubles, Doubles, Doubles]:
        """Return thresholds, ascending, with FPIR and DIR at each: the whole range, one threshold for all turns."""
        scores = np.unique(np.concatenate([self.known.nearest, self.strangers.nearest]))
        if not len(self.known) or not len(self.strangers):
            unmeasured = np.full(len(scores), np.nan)
            return scores, unmeasured, unmeasured
        dir_ = metrics.dir_at_rank_1(self.known.nearest, self.known.right, scores)
        return scores, metrics.fpir(self.strangers.nearest, scores), dir_

    @property
    def _thresholds(self) -> Doubles:
        return np.array([open_set.threshold for open_set in self.open_sets])

    # Probabilities, on a mix of known people and strangers

    @cached_property
    def reliability(self) -> Reliability | None:
        """Probabilities against what came true; None without strangers or known people."""
        return metrics.reliability(*self._answers) if self._answers else None

    @cached_property
    def brier_skill(self) -> float | None:
        """How much smaller the Brier score is than that of the base rate, 1 at most."""
        return metrics.brier_skill(*self._answers) if self._answers else None

    @cached_property
    def _answers(self) -> tuple[NDArray[np.bool_], Doubles, Doubles] | None:
        """Whether answers are right, how sure they are, and how much each counts so that strangers have their share."""
        n_known, n_strangers = len(self.known), len(self.strangers)
        if not n_known or not n_strangers:
            return None
        right = np.concatenate([self.known.right, np.zeros(n_strangers, bool)])
        turns = np.concatenate([self.known.turns, self.strangers.turns])
        nearest = np.concatenate([self.known.nearest, self.strangers.nearest])
        chances = np.empty(len(right))
        for turn, open_set in enumerate(self.open_sets):
            chances[turns == turn] = open_set.probability(nearest[turns == turn])
        shares = ((1 - self.stranger_share) / n_known, self.stranger_share / n_strangers)
        return right, chances, np.repeat(shares, [n_known, n_strangers])

    # Is it the same person

    @cached_property
    def verifying(self) -> Verifying | None:
        """Figures of comparisons; None where nobody could be compared."""
        return Verifying(self.outcome.comparisons) if self.outcome.comparisons else None

    @property
    def eer(self) -> Rate:
        """Equal error rate."""
        return self.verifying.eer if self.verifying else UNMEASURED

    @property
    def fnmr_at_fmr(self) -> Mapping[float, Rate]:
        """FNMR at each FMR; not measured where there are not enough comparisons."""
        return self.verifying.fnmr_at_fmr if self.verifying else {}
