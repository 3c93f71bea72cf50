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
from facerec.evaluation.ranking import AtEqualFpir, at_equal_fpir
from facerec.evaluation.thresholds import variance_of_dir
from facerec.evaluation.verifying import Verifying
from facerec.matching import OpenSet
from facerec.metrics import UNMEASURED, PicturesTrained, Rate, Reliability

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
        """Share of searches for which the right person is the nearest, extrapolated to all pictures."""
        closed, few = self.outcome.closed, self.outcome.few
        if few is None or not len(closed):
            return metrics.rate(closed.right, closed.people, closed.rows)
        return metrics.rate_with_all(
            closed.right, closed.people, few.right, few.people, self.outcome.trained, pictures=closed.rows
        )

    @cached_property
    def cmc(self) -> Doubles:
        """Share of searches with the right person among the first r, shape (n_people,); NaN where nothing was asked."""
        closed, few = self.outcome.closed, self.outcome.few
        n_people = len(self.outcome.people)
        if not len(closed):
            return np.full(n_people, np.nan)
        measured = metrics.cmc(closed.ranks, n_people)
        if few is None:
            return measured
        return 1 - metrics.extrapolated(1 - measured, 1 - metrics.cmc(few.ranks, n_people), self.outcome.trained)

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
    def few(self) -> Searches:
        """As `known`, with half of everybody's pictures in the training set."""
        parts = [turn.few for turn in self.outcome.turns if turn.few is not None]
        return Searches.joined(parts, len(self.outcome.people))

    @cached_property
    def trained(self) -> PicturesTrained:
        """How many pictures of a probe's own person were in the training set, in `few` and in `known`."""
        each = [turn.held_out.trained for turn in self.outcome.turns]
        few, most, given = np.mean([(one.few, one.most, one.given) for one in each], axis=0).tolist()
        return PicturesTrained(few, most, given)

    @cached_property
    def strangers(self) -> Searches:
        """Searches with strangers' pictures, of all turns."""
        return Searches.joined([turn.strangers for turn in self.outcome.turns], len(self.outcome.people))

    @cached_property
    def is_detected(self) -> NDArray[np.bool_]:
        """Which searches of `known` return the right name at the threshold of their turn."""
        return self.known.right & (self.known.nearest <= self._thresholds[self.known.turns])

    @cached_property
    def is_false_alarm(self) -> NDArray[np.bool_]:
        """Which of `strangers` return a name at the threshold of their turn."""
        return np.asarray(self.strangers.nearest <= self._thresholds[self.strangers.turns])

    @cached_property
    def dir(self) -> Rate:
        """Share of known people's searches that return the right name, at the thresholds for `fpir_target`.

        It is extrapolated to all pictures. The interval allows for the thresholds, too, which would be others had they
        been chosen from other people.
        """
        of_thresholds = variance_of_dir(self.outcome.turns, self.fpir_target)
        known, few = self.known, self.few
        if not len(few):
            return metrics.rate(self.is_detected, known.people, known.rows, of_thresholds)
        detected = few.right & (few.nearest <= self._thresholds[few.turns])
        return metrics.rate_with_all(
            self.is_detected,
            known.people,
            detected,
            few.people,
            self.trained,
            pictures=known.rows,
            variance=of_thresholds,
        )

    @property
    def cross_validated(self) -> tuple[float | None, float | None]:
        """Rank-1 identification rate and DIR of the folds themselves, before they are extrapolated to all pictures."""
        closed = self.outcome.closed
        rank1 = float(closed.right.mean()) if len(closed) else None
        return rank1, (float(self.is_detected.mean()) if len(self.known) else None)

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

    @cached_property
    def at_equal_fpir(self) -> AtEqualFpir:
        """DIR at the measured FPIR that is the same for all methods; methods are sorted by it."""
        return at_equal_fpir(self.outcome.turns, self.fpir_target)

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
        if len(self.few):
            few = metrics.dir_at_rank_1(self.few.nearest, self.few.right, scores)
            dir_ = 1 - metrics.extrapolated(1 - dir_, 1 - few, self.trained)
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
