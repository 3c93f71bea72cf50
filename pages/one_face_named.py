"""Who is nearest to one face, and who comes second, under each method of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec import plots
from facerec.datasets import Dataset
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.figures import Method
from facerec.evaluation.one_query import Answer, Verdict, answer, learned_without
from facerec.evaluation.plans import Plan
from facerec.explaining import Candidate, occlusion
from facerec.matching import can
from facerec.plots.heat_maps import heat_map
from facerec.progress import Progress
from pages import one_face, side_by_side, ui
from pages.one_face import Asked
from pages.side_by_side import Badge, Row, Tile

_BADGES: dict[Verdict, Badge] = {
    "right": Badge("named rightly", ":material/check_circle:", "green"),
    "wrong": Badge("wrong name", ":material/cancel:", "red"),
    "turned away": Badge("called unknown", ":material/help:", "orange"),
    "rightly unknown": Badge("rightly unknown", ":material/check_circle:", "green"),
    "named": Badge("named", ":material/person:", "gray"),
    "unknown": Badge("unknown", ":material/help:", "gray"),
}


@dataclass(frozen=True, eq=False)
class _Found:
    """What one method says of the face, with the faces it compares it to and what speaks for either."""

    answer: Answer
    enrolled: bool
    verdict: Verdict
    by_pixels: bool  # the method weighs all pictures of a person at once, and has no nearest one to show
    pictures: tuple[NDArray[np.uint8], ...]
    ruler: NDArray[np.uint8]


def show(methods: Sequence[Method], cuts: Cuts, asked: Asked, plan: Plan) -> None:
    """Show a row for each method: the face, the nearest, the runner-up, and how sure the method is."""

    def find(method: Method, progress: Progress) -> _Found:
        def told(stage: str, done: int, total: int) -> None:
            progress(f"{method.name}: {stage[0].lower()}{stage[1:]}", done, total)

        return _find(method.contestant, cuts.of(method.contestant), asked, plan, told)

    found = one_face.of_each(
        "naming",
        methods,
        lambda method: (cuts.of(method.contestant).digest, method.contestant.key, asked.key, plan),
        find,
    )
    if found is None:
        return
    st.markdown(_summary(methods, found, asked))
    st.caption(
        "Full dot: the nearest person. Ring: the runner-up, an arrow if far off. Upright line: the threshold, left of"
        " which a face gets a name. Bars: distances of pictures held out, of known people above, of strangers below."
        " In the face, teal speaks for the nearest person and orange for the runner-up."
    )
    side_by_side.show(
        [_row(method, one, asked) for method, one in zip(methods, found, strict=True)], "one-face", in_line=True
    )


def _find(contestant: Contestant, dataset: Dataset, asked: Asked, plan: Plan, progress: Progress) -> _Found:
    recognizer = learned_without(dataset, contestant, asked.held_out, plan, progress=progress)
    face, gallery, held_out = asked.face(dataset), recognizer.gallery, recognizer.open_set.held_out
    said, enrolled = answer(recognizer, face), asked.person in gallery.counts
    nearest, runner_up, exact = said.nearest, said.runner_up, said.why.exact
    speaks = exact.places if exact else occlusion(recognizer.pipeline, face, nearest.name, runner_up.name)
    return _Found(
        said,
        enrolled,
        said.verdict(asked.person, enrolled=enrolled),
        not can(recognizer.pipeline, "neighbours"),
        (face, gallery.faces[nearest.row], gallery.faces[runner_up.row], heat_map(face, speaks)),
        plots.ruler(nearest.distance, runner_up.distance, said.threshold, held_out.genuine, held_out.strangers),
    )


def _summary(methods: Sequence[Method], found: Sequence[_Found], asked: Asked) -> str:
    """Say in a sentence or two how many methods are right, and whom the others name."""
    named = {one.answer.nearest.name for one in found if one.answer.known}
    if asked.person is None:
        if len(named) == 1 and all(one.answer.known for one in found):
            return f"All agree on **{ui.plain(named.pop())}**."
        unknown = sum(not one.answer.known for one in found)
        others = "the other says" if len(found) - unknown == 1 else "the others say"
        names = f"; {others} {_listed(sorted(named))}" if named else ""
        return f"{unknown} of {len(found)} methods know nobody who looks like this{names}."
    who, everybody = ui.plain(asked.person), len(found)
    if not any(one.enrolled for one in found):
        right = sum(not one.answer.known for one in found)
        return f"No other picture of **{who}** was learned, so this is a stranger: {right} of {everybody} say unknown."
    right = sum(one.verdict == "right" for one in found)
    turned = sum(one.verdict == "turned away" for one in found)
    says = "says" if right == 1 else "say"
    parts = [f"This is **{who}**, and {right} of {everybody} methods {says} so"]
    parts += [f"{turned} would rather say unknown"] if turned else []
    parts += [
        f"{ui.plain(method.name)} takes it for **{ui.plain(one.answer.nearest.name)}**"
        for method, one in zip(methods, found, strict=True)
        if one.verdict == "wrong"
    ]
    return "; ".join(parts) + "."


def _row(method: Method, found: _Found, asked: Asked) -> Row:
    said = found.answer
    nearest, runner_up = (f"{candidate.name}{_mark(candidate, asked)}" for candidate in (said.nearest, said.runner_up))
    captions = (asked.person or "this face", f"nearest: {nearest}", f"then: {runner_up}", "what speaks")
    tiles = tuple(Tile(picture, caption) for picture, caption in zip(found.pictures, captions, strict=True))
    lines = [
        f"- Nearest: {_told(said.nearest, said.threshold)}",
        f"- Runner-up: {_told(said.runner_up, said.threshold)}",
        f"- A name is given up to {said.threshold:.4g}; the chance that {ui.plain(said.nearest.name)} is right is"
        f" **{ui.percent(said.probability)}**",
    ]
    if found.by_pixels:
        lines.append(
            "- :small[It weighs all pictures of a person at once; shown are those most like the face by pixels.]"
        )
    explained = f"{method.name}: nearest {said.nearest.distance:.4g}, threshold {said.threshold:.4g}"
    return Row(method.name, tiles, "\n".join(lines), _BADGES[found.verdict], found.ruler, explained)


def _mark(candidate: Candidate, asked: Asked) -> str:
    return "" if asked.person is None else " ✓" if candidate.name == asked.person else " ✗"


def _told(candidate: Candidate, threshold: float) -> str:
    share = f", {candidate.distance / threshold:.3g} × the threshold" if threshold > 0 <= candidate.distance else ""
    return f"**{ui.plain(candidate.name)}** at {candidate.distance:.4g}{share}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"**{ui.plain(name)}**" for name in names)
