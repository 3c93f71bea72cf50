"""What was done, and what the words mean, for readers who were not there."""

from __future__ import annotations

from facerec.datasets.grouping import NOT_GROUPED
from facerec.datasets.names import listed
from facerec.evaluation.comparing import Comparison
from facerec.evaluation.figures import Method
from facerec.evaluation.robustness import FMR, MOST_ASKED
from facerec.matching import can
from facerec.report.findings import Findings

GLOSSARY = {
    "Mated, non-mated": "A comparison of two pictures of one person; of two people.",
    "Gallery, enrolled": "The people whose pictures were learned; to be one of them.",
    "Search": "One picture that is compared with everybody in the gallery (1:N).",
    "Distance": "How unlike two faces are, as the method measures it; two methods have two scales.",
    "Threshold": "The largest distance that still gets a name; above it the answer is “unknown”.",
    "Rank 1": "The share of known people's pictures for which the right person is the nearest, whatever the distance:"
    " the true-positive identification rate at rank 1, without a threshold.",
    "CMC": "Cumulative match characteristic: the share of searches with the right person among the first r.",
    "FPIR": "False-positive identification rate: of all searches with a stranger's picture, the share that return a"
    " name.",
    "DIR": "Detection and identification rate: of all searches with a known person's picture, the share that return the"
    " right name first, and within the threshold. What is missing to 100 % is FNIR, the false-negative identification"
    " rate.",
    "FMR, FNMR": "False match rate: of the comparisons of two people (1:1), the share within the threshold. False"
    " non-match rate: of the comparisons of one person's pictures, the share beyond it.",
    "ROC, DET": "1 − FNMR over FMR, and FNMR over FMR, for all thresholds; a DET curve is drawn on axes on which"
    " normally distributed scores give a straight line.",
    "EER": "Equal error rate: where FMR and FNMR are equal.",
    "95 % interval": "Values that the data do not speak against. Pictures of one person succeed and fail together, so"
    " ten pictures of one person count for less than one picture of each of ten. That of DIR also allows for the"
    " thresholds, which other people would have moved.",
    "Predicted FPIR": "What will be measured on other strangers, as many as a turn held out: the interval holds that"
    " measurement with 95 % probability, so it is wider than the interval of the long-run rate.",
    "Cannot be told apart": "A difference as large would be no surprise between equal methods: paired tests by person,"
    " corrected for all comparisons of the table (Holm), at 5 %.",
    "Expected calibration error": "How far the probabilities that the nearest person is the right one are, on average"
    " over all searches, from the share that is right.",
}
"""Terms after ISO/IEC 2382-37 and ISO/IEC 19795-1."""


def protocol(comparison: Comparison) -> list[str]:
    """Say how figures came about, a paragraph each."""
    plan, method = comparison.plan, comparison.methods[0]
    fitted = (
        "Nothing that is tested is ever trained on: scaling and features are fitted on training pictures alone,"
        " and thresholds and probabilities come from held-out scores of enrolled people."
    )
    said = [
        f"{_known(comparison)} {fitted}",
        *extrapolation(method),
        f"{comparison.grouping or NOT_GROUPED} {comparison.note}",
    ]
    if method.outcome.turns:
        said.append(
            f"In {len(method.outcome.turns)} further turns, {100 * plan.open_set:g} % of the people are held out as"
            " strangers and the others are enrolled, just as training does it: the threshold is chosen for an FPIR of"
            f" {100 * plan.fpir:g} % from the enrolled people alone, and DIR is cross-validated among them. FPIR is"
            " measured on the strangers. Training on all people gives a larger gallery, so its DIR and threshold may"
            " differ by what the intervals allow; its rank-1 rate is the same. Probabilities are for a mix of which"
            f" {100 * plan.stranger_share:g} % are strangers. DIR and FPIR belong to a gallery of {_enrolled(method)}:"
            " among more, a stranger is more often near somebody."
        )
    if method.verifying is not None:
        said.append(_verification(comparison))
    if len(comparison.methods) > 1:
        said.append(
            "Of several methods the first is so partly by luck: on other pictures expect a little less of it, and more"
            " so the more methods were compared."
        )
    return [
        *said,
        f"Training time, memory and the time to name a face were measured on one thread of {comparison.machine}.",
    ]


def prediction(method: Method) -> str:
    """Say what to expect of people never seen; empty where nothing can be said."""
    rate, (people, pictures) = method.predicted_fpir, method.newcomers
    if rate.value is None:
        return ""
    each = "picture" if pictures == 1 else f"{pictures} pictures"
    return (
        f"For {people} other strangers with {each} each, expect {method.name} to give {100 * rate.value:.1f} % of the"
        f" pictures a name, with 95 % probability between {100 * rate.low:.1f} and {100 * rate.high:.1f} %."
    )


def robustness() -> str:
    """Say how spoiled pictures were asked about."""
    return (
        f"Half of everybody's pictures are learned as they are; up to {MOST_ASKED} of the others are asked about, clean"
        " and spoiled in five levels. FNMR is the share farther from their own person than a threshold at which"
        f" {100 * FMR:g} % of comparisons with other people match on clean pictures."
    )


def faces(findings: Findings) -> str:
    """Say how pictures became faces."""
    _, height, width, *_ = findings.dataset.faces.shape
    return f"{findings.faces} A face is {width} × {height} pixels here.".strip()


def extrapolation(method: Method) -> list[str]:
    """Say that rates are extrapolated to all pictures, and what the folds measured."""
    trained, (rank1, dir_) = method.outcome.trained, method.cross_validated
    if not trained.exponent or rank1 is None:
        return []
    measured = f"{100 * rank1:.1f} % (rank 1)" + ("" if dir_ is None else f" and {100 * dir_:.1f} % (DIR)")
    most, few = (f"{100 * pictures / trained.given:.0f} %" for pictures in (trained.most, trained.few))
    return [
        f"Folds that trained on {most} of a person's pictures measured {measured} for {method.name}; confusions,"
        " differences and raw scores are theirs. Rank 1, CMC, DIR and their curves are extrapolated from these, and"
        f" from fits on {few}, to training on all pictures."
    ]


def _enrolled(method: Method) -> str:
    sizes = sorted({turn.held_out.n_people for turn in method.outcome.turns})
    return f"{' or '.join(map(str, sizes))} people"


def _verification(comparison: Comparison) -> str:
    said = (
        "For FMR, FNMR and EER, features are learned from half of the people, every two pictures of the other half are"
        " compared, then the halves change places, and all of it is done again with other halves. An FMR is reported"
        " only where it promises 30 false matches if each pair of people counts once."
    )
    others = [each.name for each in comparison.methods if not can(each.contestant.pipeline, "partial_fit")]
    if not others:
        return said
    return (
        f"{said} The classifier of {listed(others)} cannot compare people whom it has not learned: there, the features"
        " before it are compared by their Euclidean distance."
    )


def _known(comparison: Comparison) -> str:
    plan = comparison.plan
    if not comparison.folds:
        return "Nobody has two pictures, so no known person could be asked about."
    if plan.protocol == "leave-one-out":
        return "Each picture is asked about once, while all the others are learned (leave-one-out)."
    if plan.protocol == "few-pictures":
        return (
            f"{plan.pictures} pictures of each person are learned and all others asked about,"
            f" {comparison.folds} times with pictures drawn anew."
        )
    return (
        f"Everybody's pictures are dealt into {comparison.folds} parts; each part is asked about while the others are"
        " learned (k-fold)."
    )
