"""All checks of one data set, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from facerec.datasets import Dataset
from facerec.datasets.near_duplicates import Pair, alike_pairs, groups_of
from facerec.evaluation.doctor.counts import count_findings
from facerec.evaluation.doctor.duplicates import duplicate_findings
from facerec.evaluation.doctor.files import Look, file_findings, templates_of, unchecked_files
from facerec.evaluation.doctor.finding import KINDS, Finding, Report, about
from facerec.evaluation.doctor.labels import CLEAR, FEWEST, USABLE, Doubt, Judgement, doubtful_names
from facerec.evaluation.doctor.pixels import pixel_findings
from facerec.progress import Progress, silent

# Scores that are worse when they are smaller.
_SMALLER_IS_WORSE = ("blur", "dark", "flat", "small", "few")


def examine(dataset: Dataset, looks: Sequence[Look] | None = None, *, progress: Progress = silent) -> Report:
    """Look for what would spoil a training, or the figures measured after it.

    Parameters
    ----------
    dataset : Dataset
        Its faces (n_faces, height, width), or (n_faces, height, width, 3) in colour, uint8.
    looks : sequence of Look, optional
        For each row, from `look_at`; without them, what only the pictures can tell is not checked.
    progress : Progress
        May raise to stop.

    Returns
    -------
    Report
    """
    if looks is not None and len(looks) != len(dataset.faces):
        raise ValueError(f"{len(looks)} looks do not match {len(dataset.faces)} faces")
    if not len(dataset.faces):
        return Report((), np.empty(0, np.int64), ("There are no faces.",), dataset.digest)
    pairs = alike_pairs(dataset.faces, dataset.names, progress=progress)
    groups = groups_of(pairs, len(dataset.faces))
    templates = templates_of(looks)
    judgement = doubtful_names(dataset.faces, dataset.names, groups, templates, progress=progress)
    findings = [
        *_findings_on_names(dataset, pairs, judgement, looks),
        *pixel_findings(dataset),
        *file_findings(dataset, looks or ()),
        *count_findings(dataset),
    ]
    unchecked = (*unjudged(judgement, embedded=templates is not None), *unchecked_files(looks))
    return Report(tuple(sorted(findings, key=_worst_first)), groups, unchecked, dataset.digest)


def _worst_first(finding: Finding) -> tuple[int, float]:
    sign = 1 if finding.kind in _SMALLER_IS_WORSE else -1
    return list(KINDS).index(finding.kind), sign * finding.score


def _findings_on_names(
    dataset: Dataset, pairs: list[Pair], judgement: Judgement, looks: Sequence[Look] | None
) -> list[Finding]:
    """Find copies and wrong names; a picture under two names is reported as that alone."""
    copies = list(duplicate_findings(dataset, pairs, frozenset(doubt.row for doubt in judgement.doubts), looks))
    told = {row for finding in copies if finding.kind == "two-names" for row in finding.exclude}
    return [*copies, *_label_findings(dataset, [doubt for doubt in judgement.doubts if doubt.row not in told])]


def _label_findings(dataset: Dataset, doubts: list[Doubt]) -> Iterator[Finding]:
    for doubt in doubts:
        sentence = (
            f"A face named {dataset.names[doubt.row]} looks like {doubt.rival} to a model that has not seen it;"
            f" beside it, the face of {doubt.rival} that is most alike."
        )
        exclude = [doubt.row] if doubt.score >= CLEAR else []
        yield about(dataset, "wrong-label", [doubt.row, doubt.like], doubt.score, sentence, exclude)


def unjudged(judgement: Judgement, *, embedded: bool) -> Iterator[str]:
    """Say how many names were not checked, and why."""
    left = int(np.sum(~judgement.judged))
    if not left:
        return
    not_checked = f"names of {left} faces were" if left > 1 else "name of one face was"
    if judgement.rank1 is None or judgement.rank1 >= USABLE:
        why = f"that takes people with {FEWEST} or more different pictures"
        why += " in which the embedding's detector finds a face" if embedded else ""
    else:
        why = f"the doctor's own method finds the right person for only {100 * judgement.rank1:.0f} % of them"
        why += "" if embedded else ". It can check more with an embedding: python -m facerec zoo fetch yunet sface"
    yield f"The {not_checked} not checked: {why}."
