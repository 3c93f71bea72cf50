"""A comparison to take away: the report, all of its files, the plan, the table and every number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from facerec import report
from facerec.detection import Crop
from facerec.evaluation.comparing import Comparison
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.plan_file import PlanFile
from facerec.evaluation.robustness import Robustness
from facerec.report import Findings
from pages import spoiled

_WHERE = "# The pictures are not in here: give the path of your people, relative to this file.\n"


def offer(comparison: Comparison, cuts: Cuts, crops: Sequence[Crop]) -> None:
    """Offer the files, each of which is made when it is asked for."""
    taken = findings(comparison, cuts, crops, st.session_state.get("robustness", {}))
    files = {
        "Report (HTML)": (lambda: report.html(taken), "report.html", "text/html"),
        "All files (zip)": (lambda: report.archive(taken), "report.zip", "application/zip"),
        "facerec.toml": (taken.plan, "facerec.toml", "application/toml"),
        "Table (CSV)": (lambda: report.table_csv(comparison), "table.csv", "text/csv"),
        "Every number (JSON)": (lambda: report.numbers_json(taken), "comparison.json", "application/json"),
    }
    with st.container(horizontal=True):
        for label, (data, file, kind) in files.items():
            st.download_button(
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
    st.caption(
        "Report and zip draw every figure first, which takes some seconds a method. Neither shows anybody's face, but"
        " both name people. `python -m facerec compare facerec.toml` gives the same figures again."
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
        "together" if comparison.together else "apart",
    )
    text = report.plan_text(plan)
    measured = spoiled.measured(comparison, cuts, spoiled_too)
    today = date.today().isoformat()
    return Findings(comparison, cuts.shown, cuts.reason, f"{_WHERE}{text}" if text else "", measured, today)
