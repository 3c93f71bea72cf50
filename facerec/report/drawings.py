"""The figures of a comparison, each with the words to read it by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from matplotlib.figure import Figure

from facerec.evaluation.figures import Method
from facerec.evaluation.perturbations import PERTURBATIONS
from facerec.plots import evaluation
from facerec.report.findings import Findings

MOST_TOGETHER = 8
"""Methods whose curves share a figure, the best first; more would cover each other, and colours come again."""


@dataclass(frozen=True)
class Drawing:
    """A figure that is not drawn yet.

    Attributes
    ----------
    file : str
        Of letters, digits and hyphens, without an ending.
    title, caption : str
    draw : callable
    in_page : bool, default=True
        Whether it is in the page, too; those of single methods, the best one aside, are files only.
    """

    file: str
    title: str
    caption: str
    draw: Callable[[], Figure]
    in_page: bool = True


def drawings(findings: Findings) -> list[Drawing]:
    """Return the figures for which something was measured, robustness aside."""
    comparison = findings.comparison
    methods = comparison.methods[:MOST_TOGETHER]
    found = [*_open_set(methods, comparison.plan.fpir), *_errors(methods), *_names(methods)]
    for number, method in enumerate(comparison.methods, 1):
        found += _of_one(method, number)
    return found


def robustness_drawings(findings: Findings) -> list[Drawing]:
    """Return two figures for each kind of perturbation; none where it was not measured."""
    places = {method.name: place for place, method in enumerate(findings.comparison.methods)}
    measured = sorted(findings.robustness, key=lambda each: places[each.name])[:MOST_TOGETHER]  # colours go by place
    words = {"rank1": "named rightly (rank 1)", "fnmr": "own person missed (FNMR)"}
    return [
        Drawing(
            f"robustness-{_slug(kind)}-{measure}",
            f"{PERTURBATIONS[kind].title}: {said}",
            f"Levels 1 to 5: {', '.join(f'{amount:g}' for amount in PERTURBATIONS[kind].amounts)}"
            f" ({PERTURBATIONS[kind].unit}); level 0 is the clean picture.",
            partial(evaluation.robustness, measured, kind, measure),
        )
        for kind in (measured[0].rank1 if measured else ())
        for measure, said in words.items()
    ]


def stem(method: Method, number: int) -> str:
    """Return a name for the files of one method: its place in the table, and what is harmless of its name."""
    return f"{number:02}-{_slug(method.name)}"


def _slug(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "method"


def _open_set(methods: Sequence[Method], fpir: float) -> list[Drawing]:
    if any(method.dir.value is None or method.fpir.value is None for method in methods):
        return []
    return [
        Drawing(
            "open-set",
            "Known people against strangers",
            "Higher is better, further left is safer. Each curve trades known people named rightly (DIR) for strangers"
            " given a name (FPIR). Dots, with 95 % intervals, are what was reached by thresholds chosen for the dashed"
            " FPIR without having seen these strangers.",
            partial(evaluation.open_set, methods, fpir),
        ),
        Drawing(
            "reliability",
            "Can the probabilities be believed?",
            "On the dotted line, where 80 % are stated the nearest person is the right one in just 80 %. All searches"
            " count, also those answered “unknown”; large dots stand for many. The error is the expected calibration"
            " error.",
            partial(evaluation.reliability, methods),
        ),
    ]


def _errors(methods: Sequence[Method]) -> list[Drawing]:
    if any(method.verifying is None for method in methods):
        return []
    bands = "Bands are 95 % intervals of people drawn anew; where they are wide, the people are too few to say."
    return [
        Drawing(
            "det",
            "Is it the same person? (DET)",
            "Lower is better. Every two pictures of people from whom nothing was learned are compared: misses (FNMR)"
            f" over false matches (FMR), on normal-deviate axes. {bands}",
            partial(evaluation.det, methods),
        ),
        Drawing(
            "roc",
            "Is it the same person? (ROC)",
            f"Higher is better: the same comparisons as matches over false matches. {bands}",
            partial(evaluation.roc, methods),
        ),
    ]


def _names(methods: Sequence[Method]) -> list[Drawing]:
    if any(method.rank1.value is None for method in methods):
        return []
    people = methods[0].outcome.people
    return [
        Drawing(
            "cmc",
            "Is the right person among the first? (CMC)",
            "Higher is better: the share of known people's pictures with the right name among the first ones.",
            partial(evaluation.cmc, methods),
        ),
        Drawing(
            "cost",
            "What accuracy costs",
            "Upper left is best: the share named rightly, with its 95 % interval, over the time to name a face.",
            partial(evaluation.costs, methods),
        ),
        Drawing(
            "people",
            "Who is hard to name?",
            "Each person's share of pictures named rightly, the hardest people first, at most thirty.",
            partial(evaluation.recalls, methods, people),
        ),
    ]


def _of_one(method: Method, number: int) -> list[Drawing]:
    found, file, is_best = [], stem(method, number), number == 1
    if method.dir.value is not None and method.fpir.value is not None:
        found += [
            Drawing(
                f"over-threshold-{file}",
                f"{method.name}: over the threshold",
                "A stricter threshold, further left, keeps strangers out and known people, too. The grey band holds the"
                " thresholds of all turns.",
                partial(evaluation.over_threshold, method),
                is_best,
            ),
            Drawing(
                f"distances-{file}",
                f"{method.name}: distances",
                "Left of the threshold a picture gets a name, right of it the answer is unknown. The less the colours"
                " overlap, the better.",
                partial(evaluation.scores, method),
                is_best,
            ),
        ]
    if method.rank1.value is not None:
        found.append(
            Drawing(
                f"confusion-{file}",
                f"{method.name}: who is taken for whom",
                "Right names lie on the diagonal; a bright spot beside it is a confusion that comes again and again.",
                partial(evaluation.confusion, method, method.outcome.people),
                is_best,
            )
        )
    return found
