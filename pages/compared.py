"""What a comparison found: the table and what to take, then one drawing after the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

import streamlit as st
from matplotlib.figure import Figure

from facerec.datasets.grouping import NOT_GROUPED
from facerec.evaluation.comparing import Comparison
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.figures import Method
from facerec.evaluation.verdict import recommended
from facerec.metrics import Rate
from facerec.plots import evaluation
from facerec.report.words import extrapolation, prediction
from pages import confused, one_face, one_face_named, one_face_seen, spoiled, ui

_PREDICTED = "FPIR of people never seen, predicted, in %"
_EQUAL = "DIR at equal FPIR in %"
_DRAWN_FIRST = 4  # methods; more make curves that cover each other


def show_table(comparison: Comparison) -> None:
    """Show a row for each method, the best first, and say what to take."""
    best = comparison.methods[0]
    st.header("Result")
    st.info(ui.plain(comparison.sentence), icon=":material/emoji_events:")
    st.dataframe(
        [_row(comparison, method) for method in comparison.methods],
        hide_index=True,
        column_config={
            "Method": st.column_config.TextColumn(pinned=True),
            _EQUAL: st.column_config.TextColumn(help=comparison.order),
            "Rank 1 in %": st.column_config.TextColumn(
                help="Share of enrolled people's pictures to which the right person is nearest, with the 95 % interval."
            ),
            "DIR in %": st.column_config.TextColumn(
                help="Share of enrolled people's pictures named rightly at the threshold, with the 95 % interval."
            ),
            "ms a face": st.column_config.NumberColumn(format="%.2f", help=f"To name one face on {comparison.machine}"),
            "Training": st.column_config.NumberColumn(format="%.2f s", help="On everybody, thresholds aside."),
            "Size": st.column_config.NumberColumn(format="bytes", help="Of what was learned, in a model file."),
            "FPIR in %": st.column_config.TextColumn(
                help="Share of strangers' pictures that got a name at thresholds chosen without them."
            ),
            _PREDICTED: st.column_config.TextColumn(
                help="What to expect of as many other strangers as a split held out, with the 95 % interval of what"
                " will be measured on them."
            ),
        },
    )
    st.caption(f"{comparison.order} {_MARKS}")
    st.caption(ui.plain(comparison.note))
    with st.expander("How this was measured", icon=":material/rule:"):
        target = ui.percent(comparison.plan.fpir)
        st.caption(
            f"{comparison.people:,} people, {comparison.pictures:,} faces, seed {comparison.plan.seed}. The thresholds"
            f" of DIR and FPIR are chosen for a target of {target}; intervals allow for dependence within a person."
        )
        for said in (str(comparison.grouping or NOT_GROUPED), *extrapolation(best), prediction(best)):
            if said:
                st.caption(ui.plain(said))


_MARKS = "★ best, ≈ not significantly different from the best, ▲ names more strangers than the target."


def _row(comparison: Comparison, method: Method) -> dict[str, Any]:
    cost = method.outcome.cost
    return {
        "Method": f"{_mark(comparison, method)}{method.name}",
        _EQUAL: "not measured" if method.at_equal_fpir.dir is None else f"{100 * method.at_equal_fpir.dir:.1f}",
        "Rank 1 in %": _with_interval(method.rank1),
        "DIR in %": _with_interval(method.dir),
        "ms a face": cost.ms_per_face,
        "Training": cost.train_seconds,
        "Size": cost.model_bytes,
        "FPIR in %": _with_interval(method.fpir),
        _PREDICTED: _with_interval(method.predicted_fpir),
    }


def _mark(comparison: Comparison, method: Method) -> str:
    best = recommended(comparison.methods)
    if not method.keeps_promise:
        return "▲ "
    if method is best:
        return "★ "
    return "≈ " if any({best.name, method.name} <= set(group) for group in comparison.ties) else ""


def _with_interval(rate: Rate) -> str:
    if rate.value is None:
        return "not measured"
    return f"{100 * rate.value:.1f} ({100 * rate.low:.1f} – {100 * rate.high:.1f})"


def show(comparison: Comparison, cuts: Cuts, key: Hashable) -> None:
    """Show one drawing, which people choose, of the methods that they choose."""
    st.header("Look closer")
    view = st.pills("Look at", _VIEWS, default="ROC and DET", key="choice-view", required=True)
    names = [method.name for method in comparison.methods]
    shown = st.multiselect(
        "Methods in the drawings",
        names,
        default=names[:_DRAWN_FIRST],
        key=f"drawn-{names}",
        placeholder="Choose some",
        wrap=True,
    )
    methods = [method for method in comparison.methods if method.name in shown]
    if not methods:
        st.info("Choose a method to draw.")
        return
    _VIEWS[view](comparison, cuts, methods, key)


def _draw(figure: Callable[[], Figure], caption: str, file: str, key: Hashable) -> None:
    slot = ui.drawing_slot(("compared", file, key))
    ui.show(ui.once(slot, lambda: ui.drawn(figure(), caption)), file)


def _drawn_as(methods: Sequence[Method], key: Hashable) -> Hashable:
    return key, tuple(method.name for method in methods)


def _errors(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    if any(method.verifying is None for method in methods):
        st.info("Verification curves need at least four people with two pictures each.")
        return
    key = _drawn_as(methods, key)
    left, right = st.columns(2, gap="medium")
    with left:
        _draw(partial(evaluation.det, methods), "DET: misses over false matches, on normal-deviate axes", "det", key)
    with right:
        _draw(partial(evaluation.roc, methods), "ROC: matches over false matches", "roc", key)
    st.caption(
        "Is it the same person? Every two pictures of people from whom nothing was learned. Bands are 95 % intervals"
        " of people drawn anew; where they are wide, the people are too few to say."
    )


def _ranks(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    if _without_questions(methods):
        return
    words = "CMC: how often the right person is among the nearest"
    _draw(partial(evaluation.cmc, methods), words, "cmc", _drawn_as(methods, key))


def _open_set(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    if _without_strangers(methods):
        return
    left, right = st.columns(2, gap="medium")
    with left:
        figure = partial(evaluation.open_set, methods, comparison.plan.fpir)
        _draw(figure, "Known people named rightly over strangers given a name", "open-set", _drawn_as(methods, key))
        st.caption(
            "Dots, with 95 % intervals, are what thresholds gave that were chosen for the dashed FPIR without having"
            " seen these strangers."
        )
    with right:
        method = _one_of(methods, "over")
        figure = partial(evaluation.over_threshold, method)
        _draw(figure, f"{method.name}: both over the threshold", "over-threshold", _drawn_as([method], key))


def _distances(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    if _without_strangers(methods):
        return
    method = _one_of(methods, "distances")
    words = f"{method.name}: distances of known people and strangers to the nearest person"
    _draw(partial(evaluation.scores, method), words, "distances", _drawn_as([method], key))
    st.caption("Left of the threshold a picture gets a name, right of it the answer is unknown.")


def _probabilities(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    if _without_strangers(methods):
        return
    words = "Reliability: how often the nearest person is the right one, over the probability stated for it"
    _draw(partial(evaluation.reliability, methods), words, "reliability", _drawn_as(methods, key))
    st.caption(
        f"On the dotted line, probabilities are what they say. Large dots stand for many answers; strangers are"
        f" {ui.percent(comparison.plan.stranger_share)} of all. The error is the expected calibration error."
    )


def _people(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    if _without_questions(methods):
        return
    figure = partial(evaluation.recalls, methods, cuts.shown.people)
    _draw(figure, "Each person's pictures named rightly, the hardest people first", "recalls", _drawn_as(methods, key))


def _cost(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    if _without_questions(methods):
        return
    words = "Accuracy, with its 95 % interval, over the time to name a face"
    measured = tuple(method.outcome.cost.ms_per_face for method in methods)  # another session may have measured others
    _draw(partial(evaluation.costs, methods), words, "cost", (measured, _drawn_as(methods, key)))
    st.caption(f"Measured on one thread of {comparison.machine}.")


def _without_questions(methods: Sequence[Method]) -> bool:
    """Say so where nobody could be asked about."""
    missing = any(method.rank1.value is None for method in methods)
    if missing:
        st.info("No person has two pictures of different occasions, so none could be tested that was not trained on.")
    return missing


def _without_strangers(methods: Sequence[Method]) -> bool:
    """Say so where strangers or known people could not be asked about."""
    missing = any(method.dir.value is None or method.fpir.value is None for method in methods)
    if missing:
        st.info(
            "This takes at least three people, because strangers are people held out, and a second picture of some."
        )
    return missing


def _one_of(methods: Sequence[Method], key: str) -> Method:
    names = [method.name for method in methods]
    name = st.selectbox("Method", names, key=f"one-{key}-{names}")
    return methods[names.index(name)]


def _confusions(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    if _without_questions(methods):
        return
    method = _one_of(methods, "confusions")
    confused.show(method, cuts.of(method.contestant), _drawn_as([method], key))


def _spoiled(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    spoiled.show([method.contestant for method in methods], cuts, comparison.grouping)


def _seen(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    asked = one_face.choose(comparison, cuts, key[1])
    if asked:
        one_face_seen.show(methods, cuts, asked)


def _named(comparison: Comparison, cuts: Cuts, methods: Sequence[Method], key: Hashable) -> None:
    asked = one_face.choose(comparison, cuts, key[1])
    if asked:
        one_face_named.show(methods, cuts, asked, comparison.plan)


SPOILED = "Spoiled pictures"
_VIEWS: dict[str, Callable[[Comparison, Cuts, Sequence[Method], Hashable], None]] = {
    "ROC and DET": _errors,
    "Ranks": _ranks,
    "Open set": _open_set,
    "Confusions": _confusions,
    "Distances": _distances,
    "Probabilities": _probabilities,
    "People": _people,
    "Cost": _cost,
    SPOILED: _spoiled,
    "What they see": _seen,
    "One face": _named,
}
