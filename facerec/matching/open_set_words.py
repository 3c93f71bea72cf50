"""What an open set's figures mean, in sentences for people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from facerec.metrics import CONFIDENCE

if TYPE_CHECKING:
    from facerec.matching.open_set import OpenSet

_MATTERS = 2  # times the target, from which a difference is worth a sentence
_SURE = f"with {100 * CONFIDENCE:.0f} % confidence"


def note(open_set: OpenSet) -> str:
    """Say how the threshold was chosen, how sure it is, and what would help."""
    sentences = [_ABOUT_METHOD[open_set.method](open_set)]
    if open_set.stale:
        sentences.append(_about_change(open_set))
    sentences += _about_given(open_set)
    if names_none(open_set):
        sentences.append(
            "At this threshold no held-out picture of an enrolled person gets a name, so nearly every answer will be "
            "unknown. Allow a higher FPIR, add people and pictures, and look for pictures under a wrong name."
        )
    if not open_set.folds:
        sentences.append(
            "Rank 1 and DIR could not be measured, because no person has two pictures. Add a second picture for some."
        )
    return " ".join(sentences)


def extrapolation(open_set: OpenSet) -> str:
    """Say what the folds measured, and that the rates are extrapolated to training with all pictures."""
    trained, (rank1, dir_) = open_set.held_out.trained, open_set.cross_validated
    if not trained.exponent or rank1 is None or dir_ is None:
        return ""
    return (
        f"Folds that trained on {_percent(trained.most / trained.given)} of a person's pictures measured"
        f" {100 * rank1:.1f} % (rank 1) and {100 * dir_:.1f} % (DIR). The rates above are extrapolated from these,"
        f" and from fits on {_percent(trained.few / trained.given)}, to training on all pictures."
    )


def names_none(open_set: OpenSet) -> bool:
    """Return whether the threshold lies below the distances of all known people's held-out pictures."""
    held_out = open_set.held_out
    if held_out.genuine.size:
        return not (held_out.right & (held_out.genuine <= open_set.threshold)).any()
    return open_set.threshold < min(held_out.own, 0.0)


def people_needed(target: float) -> int:
    """Count the held-out people that bound FPIR below the target if none of them gets a name."""
    return math.ceil(math.log(1 - CONFIDENCE) / math.log1p(-target))


def _interval(open_set: OpenSet) -> str:
    promise = (
        f"{_SURE.capitalize()} at most {_percent(open_set.fpir.high)} of strangers' searches return a name, which "
        f"meets the target of {_percent(open_set.target)}; {_people(open_set)} were held out as strangers."
    )
    if (open_set.expected_fpir or 0.0) > open_set.target / _MATTERS:
        return promise
    return (
        f"{promise} A guaranteed rate needs a lower threshold than an expected one: the target is expected at "
        f"{open_set.threshold_expected:.4g}, which can be set by hand."
    )


def _tail(open_set: OpenSet) -> str:
    expected, high, target = map(_percent, (open_set.expected_fpir or 0.0, open_set.fpir.high, open_set.target))
    return (
        f"An FPIR of {expected} is expected; {_SURE} it is below {high}. The threshold follows the tail of the "
        f"distances of {_people(open_set)} held out as strangers; a guarantee of {target} takes about "
        f"{people_needed(open_set.target)} people."
    )


def _given(open_set: OpenSet) -> str:
    if open_set.fpir.value is None:
        return "The threshold was set by hand; its FPIR could not be measured."
    return (
        f"The threshold was set by hand; at it, {_percent(open_set.expected_fpir or 0.0)} of strangers' searches are "
        f"expected to return a name, {_SURE} less than {_percent(open_set.fpir.high)}."
    )


def _fallback(open_set: OpenSet) -> str:
    sentence = (
        f"{_no_strangers(open_set)}, so FPIR could not be measured and names have no probability. The threshold is "
        "only a guess from the distances between the enrolled people, set low to reject strangers."
    )
    if open_set.held_out.other <= open_set.held_out.own:
        sentence += " Other people's faces are as near as a person's own, so do not rely on the names."
    return f"{sentence} Train with at least three people, better thirty, or with pictures of strangers."


def _no_strangers(open_set: OpenSet) -> str:
    if open_set.held_out.n_people == 2:
        return "With two people none can be held out as a stranger"
    if open_set.held_out.degenerate:
        return (
            "Features trained on so few people have too few directions: the distances of held-out people take two "
            "values only, which says nothing about strangers"
        )
    return "The pictures of all people belong to the same groups, and none can be held out as a stranger"


def _about_change(open_set: OpenSet) -> str:
    added = len(open_set.newcomers)
    if not added and not open_set.n_extra:
        return "People were forgotten since the training, and the figures are estimated from the scores before."
    who = f"{added} {'person was' if added == 1 else 'people were'} added" if added else "Pictures were added"
    alone = open_set.fpir_at_threshold_of_trained
    if alone is not None and alone > _MATTERS * open_set.target:
        return (
            f"{who} without training, so the features do not separate them well: at the threshold for "
            f"the trained people alone {_percent(alone)} of strangers' searches would return a name, and a lower one "
            "rejects more enrolled people. Train again with everybody."
        )
    return f"{who} without training; the figures are estimated anew from the scores before."


_ABOUT_METHOD = {"interval": _interval, "tail": _tail, "given": _given, "fallback": _fallback}


def _about_given(open_set: OpenSet) -> list[str]:
    """Say what becomes, or became, of strangers who were given: their faces are not stored."""
    lost, again = open_set.strangers_lost, "train from the pictures to count them again."
    if _given_strangers(open_set):
        return [f"Given strangers are not stored in the model, and training on its stored faces loses them; {again}"]
    if lost:
        who = "1 stranger who was" if lost == 1 else f"{lost} strangers who were"
        return [f"{who} given to an earlier training no longer count, since the model does not store them; {again}"]
    return []


def _given_strangers(open_set: OpenSet) -> int:
    return sum(number < 0 for number in set(open_set.held_out.stranger_people.tolist()))


def _people(open_set: OpenSet) -> str:
    people = set(open_set.held_out.stranger_people.tolist())
    given = _given_strangers(open_set)
    said = f"{len(people)} {'person' if len(people) == 1 else 'people'}"
    return f"{said} ({given} of them from pictures of strangers that were given)" if given else said


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.1 else f"{100 * share:.0f} %"
