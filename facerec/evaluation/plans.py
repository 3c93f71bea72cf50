"""What a comparison is to do, so that it can be written down and done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from facerec.errors import BadParameter
from facerec.evaluation.protocols import ClosedSet, FewPictures, KFold, LeaveOneOut
from facerec.evaluation.running import Course

ProtocolName = Literal["kfold", "leave-one-out", "few-pictures"]
PROTOCOLS: tuple[ProtocolName, ...] = get_args(ProtocolName)


@dataclass(frozen=True)
class Plan:
    """The settings of a comparison; the same plan on the same data gives the same figures.

    Attributes
    ----------
    protocol : "kfold", "leave-one-out" or "few-pictures"
        How known people's pictures are held out.
    folds : int, default=10
        For kfold; at most the fewest pictures that a person has, who have one aside.
    pictures, repeats : int, default=5, 10
        For few-pictures: how many of each person are learned, and how often they are drawn anew.
    seed : int, default=0
        For all that is drawn.
    open_set : float in [0, 1), default=0.25
        Share of the people held out as strangers in each further turn; 0 asks about no strangers.
    fpir : float in (0, 1), default=0.01
        Of strangers' searches, the share that may return a name; each turn's threshold is chosen for it.
    stranger_share : float in (0, 1), default=0.5
        Of all searches, those of strangers, for the probabilities.
    """

    protocol: ProtocolName = "kfold"
    folds: int = 10
    pictures: int = 5
    repeats: int = 10
    seed: int = 0
    open_set: float = 0.25
    fpir: float = 0.01
    stranger_share: float = 0.5

    def __post_init__(self) -> None:
        if self.protocol not in PROTOCOLS:
            raise BadParameter(f"There is no protocol {self.protocol!r}; choose one of {', '.join(PROTOCOLS)}.")
        if not 0 <= self.open_set < 1:
            raise BadParameter(
                f"The share of people held out as strangers is {self.open_set:g}; it must be 0, for none, or below 1."
            )
        for what, share in (("target FPIR", self.fpir), ("share of strangers", self.stranger_share)):
            if not 0 < share < 1:
                raise BadParameter(f"The {what} is {share:g}; it is a share of searches, above 0 and below 1.")
        self._closed_set()

    def course(self) -> Course:
        """Return what every contestant has to go through."""
        return Course(self._closed_set(), self.open_set, self.seed)

    def notes(self, counts: Mapping[str, int]) -> tuple[str, ...]:
        """Say in sentences what of the plan cannot be done as asked with these people.

        Parameters
        ----------
        counts : mapping of str to int
            How many pictures each person has.
        """
        few = sorted(counts.values())[: sum(count <= self.pictures for count in counts.values())]
        if self.protocol != "few-pictures" or not few:
            return ()
        who = "Each person has" if len(few) == len(counts) else f"{len(few):,} of {len(counts):,} people have"
        have = f"{few[0]}" if few[0] == few[-1] else f"{few[0]} to {few[-1]}"
        return (
            f"{who} {have} pictures; {self.pictures} were asked for to train on, and one has to be left to test:"
            " of these people, all but one are used.",
        )

    def _closed_set(self) -> ClosedSet:
        if self.protocol == "kfold":
            return KFold(self.folds, self.seed)
        if self.protocol == "few-pictures":
            return FewPictures(self.pictures, self.repeats, self.seed)
        return LeaveOneOut()
