"""The line between a name and `unknown`, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from facerec import metrics
from facerec.errors import BadParameter
from facerec.matching import open_set_words
from facerec.matching.calibration import Calibration
from facerec.matching.evidence import says_something
from facerec.matching.held_out import HeldOut
from facerec.matching.strangers import Method, Strangers, threshold_without_strangers
from facerec.metrics import UNMEASURED, Rate

Doubles = NDArray[np.float64]

_CURVE_POINTS = 512


@dataclass(frozen=True, eq=False)
class OpenSet:
    """A threshold, how it was chosen, the rates to expect, and a probability for each answer.

    Made by `from_held_out`; every method that changes something returns a new one, from the same scores.

    Attributes
    ----------
    held_out : HeldOut
        The scores that everything follows from.
    target : float in (0, 1)
        FPIR that was asked for: of all searches with a stranger's picture, the share that may return a name.
    stranger_share : float in (0, 1)
        How many of all searches are strangers', for `probability`.
    threshold : float
        The largest distance that gets a name.
    method : "interval", "tail", "fallback" or "given"
        interval: the upper end of FPIR's interval meets the target. tail: there are too few people for that, and the
        target is what the tail of their scores expects. fallback: nobody could be held out, the threshold is a guess
        from the distances of the enrolled people to each other. given: somebody chose it.
    n_trained : int
        People in the gallery with whom the features were trained.
    newcomers : tuple of str
        People in the gallery who were enrolled later.
    n_extra : float
        Pictures that were added to people who were there already, in pictures a person.
    stale : bool
        Whether the gallery has changed since the scores were measured.
    strangers_lost : int
        People given as strangers to the training before, whose searches do not count: their faces are not stored.
    """

    held_out: HeldOut
    target: float
    stranger_share: float
    threshold: float
    method: Method
    n_trained: int
    newcomers: tuple[str, ...] = ()
    n_extra: float = 0.0
    stale: bool = False
    strangers_lost: int = 0

    @classmethod
    def from_held_out(cls, held_out: HeldOut, fpir: float = 0.01, stranger_share: float = 0.5) -> Self:
        """Choose the threshold for a target FPIR.

        Raises
        ------
        BadParameter
            For a target or a share of strangers that is not above 0 and below 1.
        """
        _check_share("target FPIR", fpir)
        _check_share("share of strangers", stranger_share)
        blank = cls(held_out, fpir, stranger_share, 0.0, "fallback", held_out.n_people)
        return blank._with_its_threshold()

    # Changing

    def at_fpir(self, target: float) -> Self:
        """Return the same with the threshold for another target."""
        _check_share("target FPIR", target)
        return replace(self, target=target)._with_its_threshold()

    def at_threshold(self, threshold: float) -> Self:
        """Return the same with a threshold of one's own; the target stays for later."""
        if not np.isfinite(threshold):
            raise BadParameter(f"The threshold is {threshold}; it must be a finite number.")
        return replace(self, threshold=float(threshold), method="given")

    def with_stranger_share(self, share: float) -> Self:
        """Return the same with probabilities for another share of strangers among the searches."""
        _check_share("share of strangers", share)
        return replace(self, stranger_share=share)

    def succeeding(self, before: OpenSet) -> Self:
        """Return the same as measured by a training on the stored faces of a model with another open set."""
        given = {number for number in before.held_out.stranger_people.tolist() if number < 0}
        return replace(self, stranger_share=before.stranger_share, strangers_lost=before.strangers_lost + len(given))

    def after_update(self, name: str, distances: ArrayLike, people: Sequence[str]) -> Self:
        """Return the same for a gallery with more pictures of a person, enrolled without training.

        A newcomer's pictures are searches by a stranger to those who were there before, the best evidence on how near
        strangers come to newcomers, and are added to the scores. The threshold is chosen anew.

        Parameters
        ----------
        name : str
        distances : array-like of shape (n_pictures, n_people)
            Of the new pictures to everybody who was there before.
        people : sequence of str
            Their names, in the order of the columns.
        """
        distances = np.asarray(distances, np.float64)
        if name in people:
            pictures_a_person = self.held_out.n_pictures / self.held_out.n_people
            changed = replace(self, n_extra=self.n_extra + len(distances) / pictures_a_person, stale=True)
        else:
            is_newcomer = np.isin(np.asarray(people, str), np.asarray(self.newcomers, str))
            told = says_something([distances])  # else, e.g. of angles on a line, they are no evidence
            held_out = self.held_out.with_newcomer(distances, is_newcomer) if told else self.held_out
            changed = replace(self, held_out=held_out, newcomers=(*self.newcomers, name), stale=True)
        return changed if self.method == "given" else changed._with_its_threshold()

    def after_forget(self, name: str) -> Self:
        """Return the same for a gallery without a person; the name is forgotten here, too."""
        if name in self.newcomers:
            newcomers = tuple(newcomer for newcomer in self.newcomers if newcomer != name)
            changed = replace(self, newcomers=newcomers, stale=True)
        else:
            changed = replace(self, n_trained=self.n_trained - 1, stale=True)
        return changed if self.method == "given" else changed._with_its_threshold()

    def _with_its_threshold(self) -> Self:
        if not self._strangers:
            held_out = self.held_out
            guess = threshold_without_strangers(held_out.own, held_out.other, held_out.usual, self.target)
            return replace(self, threshold=guess, method="fallback")
        threshold, method = self._strangers.threshold(self.target)
        return replace(self, threshold=threshold, method=method)

    # Figures

    @cached_property
    def fpir(self) -> Rate:
        """Share of strangers' searches that return a name at the threshold, as measured on held-out people."""
        return self._strangers.rate(self.threshold) if self._strangers else UNMEASURED

    @cached_property
    def dir(self) -> Rate:
        """Share of known people's searches that return the right name at the threshold.

        People who were enrolled later are named less often; they count with their share of the people.
        """
        held_out = self.held_out
        trained = self._with_all(self.threshold)
        late = metrics.rate(held_out.late <= self.threshold, held_out.late_people)
        if not self.newcomers or trained.value is None or late.value is None:
            return trained
        share = len(self.newcomers) / (self.n_trained + len(self.newcomers))
        both = (1 - share) * np.array(trained, float) + share * np.array(late, float)
        return Rate(*both.tolist())

    @cached_property
    def rank1(self) -> Rate:
        """Share of known people's searches for which the right name comes first, whatever the threshold."""
        return self._with_all(np.inf)

    def _with_all(self, threshold: float) -> Rate:
        """Estimate a rate of known people's searches for training with all pictures."""
        held_out = self.held_out
        outcomes = held_out.right & (held_out.genuine <= threshold)
        if not held_out.few_genuine.size:
            return metrics.rate(outcomes, held_out.genuine_people)
        few = held_out.few_right & (held_out.few_genuine <= threshold)
        return metrics.rate_with_all(
            outcomes, held_out.genuine_people, few, held_out.few_genuine_people, held_out.trained
        )

    @property
    def cross_validated(self) -> tuple[float | None, float | None]:
        """Rank-1 identification rate and DIR of the folds themselves, before they are extrapolated to all pictures."""
        right = self.held_out.right
        if not right.size:
            return None, None
        return float(right.mean()), float(np.mean(right & (self.held_out.genuine <= self.threshold)))

    @property
    def extrapolation(self) -> str:
        """How rank-1 rate and DIR were extrapolated to all pictures, in words; empty where they were not."""
        return open_set_words.extrapolation(self)

    @property
    def folds(self) -> int:
        """Into how many parts the pictures were split for DIR and rank-1; 0 where nobody has two."""
        return self.held_out.folds

    @cached_property
    def expected_fpir(self) -> float | None:
        """FPIR at the threshold as the tail of the scores expects it; None where there are no strangers' scores."""
        if not self._strangers:
            return None
        return float(self._strangers.expected_fpir(np.array([self.threshold]))[0])

    @cached_property
    def threshold_expected(self) -> float | None:
        """The threshold at which the tail of the scores expects the target; None where there are no such scores."""
        return self._strangers.expecting(self.target) if self._strangers else None

    @cached_property
    def fpir_at_threshold_of_trained(self) -> float | None:
        """FPIR to expect in the gallery of now with the threshold that would be right for the trained people alone."""
        if not self._strangers:
            return None
        before, _ = self._strangers.before_enrolment().threshold(self.target)
        return float(self._strangers.expected_fpir(np.array([before]))[0])

    @cached_property
    def note(self) -> str:
        """What to think of the threshold, in words."""
        return open_set_words.note(self)

    def curve(self) -> tuple[Doubles, Doubles, Doubles]:
        """Return the whole range, for plotting.

        Returns
        -------
        thresholds, fpir, dir : ndarray of shape (n_points,), float64
            Ascending thresholds and the shares; NaN where one was not measured.
        """
        held_out = self.held_out
        scores = np.unique(np.concatenate([held_out.genuine, held_out.strangers, [self.threshold]]))
        if len(scores) > _CURVE_POINTS:
            scores = scores[np.linspace(0, len(scores) - 1, _CURVE_POINTS).astype(int)]
        unmeasured = np.full(len(scores), np.nan)
        fpir = self._strangers.fpir(scores) if self._strangers else unmeasured
        known = held_out.genuine.size
        dir_ = metrics.dir_at_rank_1(held_out.genuine, held_out.right, scores) if known else unmeasured
        if held_out.few_genuine.size:
            few = metrics.dir_at_rank_1(held_out.few_genuine, held_out.few_right, scores)
            dir_ = 1 - metrics.extrapolated(1 - dir_, 1 - few, held_out.trained)
        return scores, fpir, dir_

    def probability(self, distances: ArrayLike) -> Doubles:
        """Return the chance that the nearest person is the right one, given the distance.

        Parameters
        ----------
        distances : array-like
            To the nearest person.

        Returns
        -------
        ndarray in the shape of the distances, float64
            Above 0 and below 1, falling with the distance; for the stated share of strangers among the searches.
        """
        return self._calibration.probability(distances)

    def stated_probabilities(self, distances: ArrayLike) -> list[float | None]:
        """Return the probabilities to state at answers; None where no stranger was ever measured.

        `probability` gives a value there, too, from the distances of the enrolled people to each other. With two people
        of AT&T, it was 92 % for strangers.
        """
        values = self.probability(distances).tolist()
        return values if self._strangers else [None] * len(values)

    @cached_property
    def _strangers(self) -> Strangers | None:
        if not self.held_out.strangers.size:
            return None
        return Strangers(self.held_out, self.n_trained + self.n_extra, len(self.newcomers))

    @cached_property
    def _calibration(self) -> Calibration:
        held_out = self.held_out
        known = bool(held_out.genuine.size)
        return Calibration.fit(
            held_out.genuine if known else [held_out.own],
            held_out.right if known else [True],
            self._strangers.searches() if self._strangers else [held_out.other],
            self.stranger_share,
            max(held_out.genuine.size, 1) + max(held_out.strangers.size, 1),
        )

    # To and from a model file

    def to_dict(self) -> dict[str, Any]:
        """Return everything as arrays, numbers and strings."""
        mine = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "held_out"}
        return mine | {"newcomers": list(self.newcomers), "held_out": self.held_out.to_dict()}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Put together what `to_dict` took apart.

        Raises
        ------
        KeyError, TypeError, ValueError, BadParameter
            For anything else.
        """
        opened = cls(
            held_out=HeldOut.from_dict(content["held_out"]),
            target=float(content["target"]),
            stranger_share=float(content["stranger_share"]),
            threshold=float(content["threshold"]),
            method=_method(content["method"]),
            n_trained=int(content["n_trained"]),
            newcomers=tuple(str(name) for name in content["newcomers"]),
            n_extra=float(content["n_extra"]),
            stale=bool(content["stale"]),
            strangers_lost=int(content.get("strangers_lost", 0)),
        )
        _check_share("target FPIR", opened.target)
        _check_share("share of strangers", opened.stranger_share)
        counted = min(opened.n_trained, opened.strangers_lost) >= 0 and 0 <= opened.n_extra < np.inf
        if not np.isfinite(opened.threshold) or not counted:
            raise ValueError("the threshold, or a number of people or pictures, is impossible")
        return opened


def _method(name: Any) -> Method:
    methods: tuple[Method, ...] = ("interval", "tail", "fallback", "given")
    for method in methods:
        if method == name:
            return method
    raise ValueError(f"there is no method {name!r} for a threshold")


def _check_share(what: str, share: float) -> None:
    if not 0 < share < 1:
        raise BadParameter(f"The {what} is {share:g}; it is a share of searches, above 0 and below 1.")
