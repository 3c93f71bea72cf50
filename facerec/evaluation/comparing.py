"""Which method works on these people, and how sure one can be: the whole comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from facerec import metrics
from facerec.datasets import Dataset
from facerec.datasets.grouping import ANOTHER_DAY, Grouping
from facerec.errors import TooFewPeople
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.costs import machine
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.figures import Method
from facerec.evaluation.plans import Plan
from facerec.evaluation.running import Cache, run
from facerec.evaluation.significance import Difference, differences, ties
from facerec.evaluation.verdict import verdict
from facerec.evaluation.verifying import NOT_ENOUGH
from facerec.progress import Progress, silent
from facerec.settings import settings


@dataclass(frozen=True, eq=False)
class Comparison:
    """Methods on one data set under one plan, the best first.

    Attributes
    ----------
    methods : tuple of Method
        By DIR at equal measured FPIR, then by rank-1, then by DIR, then as they were given.
    plan : Plan
    people, pictures : int
    digest : str
        Of the data set, SHA-256 in hex.
    folds : int
        Turns in which known people were asked about; 0 where nobody has two pictures.
    machine : str
        Where times were measured.
    grouping : Grouping or None
        Pictures kept in one fold; None where no groups were looked for.
    """

    methods: tuple[Method, ...]
    plan: Plan
    people: int
    pictures: int
    digest: str
    folds: int
    machine: str
    grouping: Grouping | None = None

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Every two methods, tested in each measure."""
        return differences(self.methods, self.plan.seed)

    @cached_property
    def ties(self) -> list[list[str]]:
        """Groups of methods that cannot be told apart on these data."""
        return ties([method.name for method in self.methods], self.differences)

    @cached_property
    def sentence(self) -> str:
        """What to take, and why."""
        return verdict(self.methods, self.ties)

    @property
    def note(self) -> str:
        """What the figures hold for."""
        return self.grouping.note if self.grouping else ANOTHER_DAY

    @property
    def order(self) -> str:
        """What the methods are sorted by, in a sentence."""
        fpir = self.methods[0].at_equal_fpir.fpir
        if fpir is None:
            return "Sorted by rank 1, as strangers could not be held out."
        return (
            f"Sorted by DIR at equal FPIR: each method at the threshold at which {100 * fpir:.3g} % of the strangers'"
            " searches return a name."
        )

    def method(self, name: str) -> Method:
        """Return a method by its name."""
        return next(method for method in self.methods if method.name == name)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as JSON takes it."""
        return {
            "methods": [_row(method) for method in self.methods],
            "sorted_by": self.order,
            "ties": self.ties,
            "folds": self.folds,
            "seed": self.plan.seed,
            "note": self.note,
            "dataset": {"people": self.people, "pictures": self.pictures, "digest": self.digest}
            | ({"groups": self.grouping.to_dict()} if self.grouping else {}),
        }


def compare(
    dataset: Dataset | Cuts,
    contestants: Sequence[Contestant],
    plan: Plan | None = None,
    *,
    grouping: Grouping | None = None,
    progress: Progress = silent,
    cache: Cache | None = None,
) -> Comparison:
    """Compare methods on a data set.

    Parameters
    ----------
    dataset : Dataset or Cuts
        Two people or more; strangers can be held out from three, people compared with each other from four. Cuts hold
        grey and colour faces of the same pictures, for contestants of both kinds.
    contestants : sequence of Contestant
        At least one, each with a name of its own.
    plan : Plan, optional
    grouping : Grouping, optional
        Pictures kept in one fold; `Grouping.found` searches for near-duplicates and bursts, as training does.
    progress : Progress
        Told after every turn; may raise to stop the work.
    cache : mapping, optional
        Results of contestants, kept between calls; what is there is not computed again.

    Raises
    ------
    TooFewPeople, BadParameter, UnknownRecipe
    ModelError
        When a contestant cannot learn these faces.
    """
    plan = plan or Plan()
    cuts = Cuts.around(dataset)
    people = cuts.shown.people
    if len(people) < 2:
        raise TooFewPeople("Telling people apart needs at least two people; this data set has one.")
    threads = settings().threads
    groups = grouping.numbers if grouping else None
    outcomes = run(cuts, contestants, plan.course(), groups=groups, threads=threads, progress=progress, cache=cache)
    methods = [
        Method(contestant, outcome, plan.fpir, plan.stranger_share)
        for contestant, outcome in zip(contestants, outcomes, strict=True)
    ]
    folds = len(np.unique(outcomes[0].closed.turns))
    return Comparison(
        tuple(sorted(methods, key=_order)),
        plan,
        len(people),
        len(cuts.shown.names),
        cuts.digest,
        folds,
        machine(),
        grouping,
    )


def _order(method: Method) -> tuple[float, float, float]:
    """Sort by figures alone: times vary, and the same plan on the same data has to give the same table."""
    return -(method.at_equal_fpir.dir or 0.0), -(method.rank1.value or 0.0), -(method.dir.value or 0.0)


def _row(method: Method) -> dict[str, Any]:
    cost = method.outcome.cost
    return {
        "name": method.name,
        "recipe": method.contestant.recipe,
        "rank1": _rate(method.rank1) | {"cross_validated": method.cross_validated[0]},
        "eer": method.eer.value,
        "fnmr_at_fmr": {f"{fmr:g}": _rate(rate, NOT_ENOUGH) for fmr, rate in method.fnmr_at_fmr.items()},
        "dir_at_fpir": {f"{method.fpir_target:g}": _rate(method.dir) | {"cross_validated": method.cross_validated[1]}},
        "dir_at_equal_fpir": {"fpir": method.at_equal_fpir.fpir, "value": method.at_equal_fpir.dir},
        "fpir": _rate(method.fpir),
        "fpir_predicted": _rate(method.predicted_fpir),
        "train_seconds": round(cost.train_seconds, 4),
        "ms_per_face": round(cost.ms_per_face, 4),
        "model_bytes": cost.model_bytes,
    }


def _rate(rate: metrics.Rate, otherwise: str = "not measured") -> dict[str, Any]:
    return rate._asdict() if rate.value is not None else {"value": None, "low": None, "high": None, "note": otherwise}
