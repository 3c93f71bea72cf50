"""What a recognizer learned: its figures, the curve of its threshold, and what its features see."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec import auto_recipe, plots
from facerec.datasets.grouping import ANOTHER_DAY
from facerec.explaining import seeing
from facerec.matching import OpenSet
from facerec.metrics import Rate
from facerec.recognizer import FaceRecognizer
from pages import methods, seen, ui

_FEW_NAMED = 0.5  # of the pictures of known people; below it a model looks broken to those who try it


def show_figures(recognizer: FaceRecognizer) -> None:
    """Show the rates that were measured on held-out pictures and people, each with its interval."""
    open_set, training = recognizer.open_set, recognizer.training
    if training.choice:
        st.markdown(f"Recipe: **{methods.title(training.recipe)}**, chosen automatically. {training.choice}")
    if advice := auto_recipe.advice(training.recipe, open_set.rank1.value):
        st.warning(advice)
    _show_rates(open_set)
    _help_out(open_set.dir)
    st.info(ui.plain(open_set.note), icon=":material/info:")
    st.caption(_day(training.sessions))
    with st.expander("How this was measured", icon=":material/rule:"):
        st.caption(
            f"Rank 1 and DIR come from {open_set.folds}-fold cross-validation. {_grouped(training.grouped)}"
            if open_set.folds
            else "No person has two pictures to cross-validate with."
        )
        if open_set.extrapolation:
            st.caption(open_set.extrapolation)
        st.caption(f"Training and evaluation took {training.seconds:.1f} s.")


def _show_rates(open_set: OpenSet) -> None:
    known, strangers = st.columns(2)
    with known:
        _rate(
            "Named rightly (rank 1)",
            open_set.rank1,
            "Share of pictures of enrolled people to which the right person is nearest, whatever the threshold.",
        )
        _rate(
            "Known people named (DIR)",
            open_set.dir,
            "Share of pictures of enrolled people that get the right name at the threshold.",
        )
    with strangers:
        _rate(
            "Strangers named (FPIR)",
            open_set.fpir,
            f"Share of pictures of strangers that get a name at the threshold, as measured on people who were held out."
            f" The target is {ui.percent(open_set.target)}.",
        )
        st.metric(
            "Threshold",
            f"{open_set.threshold:.4g}",
            "a distance; smaller is more alike",
            delta_color="off",
            delta_arrow="off",
            border=True,
            help="The largest distance that gets a name; how distances are measured depends on the method.",
        )


def _day(sessions: str) -> str:
    """Say whether the figures hold for another day."""
    return (
        ui.plain(f"Folds follow the column {sessions!r}, so the figures hold for another session.")
        if sessions
        else ANOTHER_DAY
    )


def _grouped(pictures: int | None) -> str:
    """Say how many pictures cross-validation keeps in groups."""
    if not pictures:
        return ""
    return f"{pictures:,} pictures are near-duplicates or shots of a burst; each group of them stayed in one fold."


def _help_out(dir_: Rate) -> None:
    """Say what helps where a model names few of the people it knows."""
    if dir_.value is None or dir_.value >= _FEW_NAMED:
        return
    named = f"only {ui.percent(dir_.value)} get" if dir_.value else "none gets"
    st.warning(
        f"Of the pictures of enrolled people, {named} the right name; the others are called unknown. Add people and"
        " pictures of each, let more pictures of strangers get a name, or compare recipes on these people."
    )
    st.page_link("compare.py", label="Which method suits my people?", icon=":material/compare_arrows:")


def _rate(label: str, rate: Rate, explanation: str) -> None:
    interval = None if rate.value is None else f"95 % interval: {ui.percent(rate.low)} to {ui.percent(rate.high)}"
    st.metric(
        label, ui.percent(rate.value), interval, delta_color="off", delta_arrow="off", border=True, help=explanation
    )


def show(recognizer: FaceRecognizer, faces: NDArray[np.uint8], key: Hashable) -> None:
    """Show the threshold, what each step of the method sees, and the faces in a plane."""
    threshold, sees, scattered = st.tabs(["Threshold", "What it sees", "Faces in a plane"])
    with threshold:
        curve = ui.once(ui.drawing_slot(("threshold", key)), lambda: _curve(recognizer))
        ui.show(curve, "threshold")
        st.caption(
            "Further to the right, more people you know are named, and more strangers are, too. The dots are at this"
            " model's threshold, with their 95 % intervals."
        )
    with sees:
        colours = "grey"
        if ui.once(ui.drawing_slot(("coloured", key)), lambda: (seen.coloured(recognizer, faces),))[0]:
            colours = st.segmented_control(
                "Colours of the components", seen.COLOUR_MAPS, default="grey", key="choice-colours", required=True
            )
        sheets = ui.once(ui.drawing_slot(("sees", colours, key)), lambda: seen.sheets(recognizer, faces, colours))
        for number, sheet in enumerate(sheets):
            ui.show(sheet, f"sees-{number + 1}")
    with scattered:
        ui.show(ui.once(ui.drawing_slot(("plane", key)), lambda: plane(recognizer, faces)), "plane")
        st.caption("Each dot is a training face. These two components alone tell few people apart; the rest do more.")


def _curve(recognizer: FaceRecognizer) -> ui.Sheet:
    return ui.drawn(
        plots.threshold_curve(recognizer.open_set),
        "Share of known people named rightly, and of strangers given a name, over the threshold",
    )


def plane(recognizer: FaceRecognizer, faces: NDArray[np.uint8]) -> ui.Sheet:
    """Scatter the faces in the plane of their first two components."""
    features: NDArray[Any] = np.asarray(seeing.branches(recognizer.pipeline)[0].transform(faces)).reshape(
        len(faces), -1
    )
    points = np.pad(features[:, :2], ((0, 0), (0, max(0, 2 - features.shape[1]))))
    return ui.drawn(plots.scatter(points, recognizer.gallery.names.tolist()), "Faces by their first two components")
