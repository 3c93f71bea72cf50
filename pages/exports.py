"""A comparison to take away: the report, all of its files, the plan, the table and every number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from facerec import report
from facerec.detection import Crop
from facerec.evaluation.comparing import Comparison
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.plan_file import PlanFile
from facerec.evaluation.robustness import Robustness
from facerec.report import Findings
from pages import spoiled, ui

_WHERE = "# The pictures are not in here: give the path of your people, relative to this file.\n"


_DRAWN = {
    "report.html": ("Report (HTML)", "text/html", report.html),
    "report.zip": ("All files (zip)", "application/zip", report.archive),
}


def offer(comparison: Comparison, cuts: Cuts, crops: Sequence[Crop]) -> None:
    """Offer the files: those with figures are drawn when they are asked for, the others made by the download."""
    taken = findings(comparison, cuts, crops, st.session_state.get("robustness", {}))
    row, below = st.container(horizontal=True), st.container()
    for file in _DRAWN:
        _offer_drawn(file, taken, row, below)
    files = {
        "facerec.toml": (taken.plan, "facerec.toml", "application/toml"),
        "Table (CSV)": (lambda: report.table_csv(comparison), "table.csv", "text/csv"),
        "Every number (JSON)": (lambda: report.numbers_json(taken), "comparison.json", "application/json"),
    }
    for label, (data, file, kind) in files.items():
        row.download_button(
            label,
            data,
            file,
            kind,
            key=f"take-{file}",
            icon=":material/download:",
            on_click="ignore",
            disabled=not data,
            help=None if data else "A plan cannot hold a pipeline that was trained in Python.",
        )
    if ui.left_off("report") == "stopped":
        below.info("Drawing was stopped.")
    st.caption(
        "For report and zip every figure is drawn first, which takes some seconds a method. Neither shows anybody's"
        " face, but both name people. `python -m facerec compare facerec.toml` gives the same figures again."
    )


def _offer_drawn(file: str, taken: Findings, row: DeltaGenerator, below: DeltaGenerator) -> None:
    """Offer to draw a file; once it is drawn, the button gives way to the download."""
    label, kind, make = _DRAWN[file]
    place = row.empty()
    drawn_for = taken.comparison, tuple((each.name, *each.rank1) for each in taken.robustness)
    drawn = st.session_state.get(f"drawn-{file}", (None, b""))
    if drawn[0] != drawn_for and place.button(f"Draw: {label}", key=f"draw-{file}", icon=":material/draw:"):
        with below, ui.progress_with_stop("report") as progress:
            drawn = st.session_state[f"drawn-{file}"] = drawn_for, make(taken, progress)
    if drawn[0] == drawn_for:
        place.download_button(
            label, drawn[1], file, kind, key=f"take-{file}", icon=":material/download:", on_click="ignore"
        )


def findings(
    comparison: Comparison, cuts: Cuts, crops: Sequence[Crop], spoiled_too: Mapping[spoiled.Key, Robustness]
) -> Findings:
    """Put together what a report tells of; of robustness, what was measured on this screen."""
    grey = next((crop for crop in crops if not crop.colour), None)
    plan = PlanFile(
        "people.csv",
        tuple(method.contestant for method in comparison.methods),
        comparison.plan,
        # Each kind of face may have got its own rule; then both were decided from the pictures.
        crops[0].rule if len({crop.rule for crop in crops}) == 1 else "auto",
        grey.size if grey else None,
        crops[0].detector,
        comparison.grouping.bursts if comparison.grouping else "apart",
    )
    text = report.plan_text(plan)
    measured = spoiled.measured(comparison, cuts, spoiled_too)
    today = date.today().isoformat()
    return Findings(comparison, cuts.shown, cuts.reason, f"{_WHERE}{text}" if text else "", measured, today)
