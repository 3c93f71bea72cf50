"""The figures of a comparison as files: the table as CSV, and every number as JSON."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from io import StringIO
from typing import Any

import numpy as np
import streamlit as st

from facerec.evaluation.comparing import Comparison
from facerec.evaluation.figures import Method


def offer(comparison: Comparison) -> None:
    """Offer both files."""
    with st.container(horizontal=True):
        st.download_button(
            "Table (CSV)",
            lambda: table(comparison),
            "comparison.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Every number (JSON)",
            lambda: numbers(comparison),
            "comparison.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )


def table(comparison: Comparison) -> bytes:
    """Write the table, rates as shares."""
    text = StringIO()
    writer = csv.writer(text)
    rates = ("rank1", "dir", "fpir", "eer")
    ends = [column for rate in rates for column in (rate, f"{rate}_low", f"{rate}_high")]
    writer.writerow(["method", "recipe", *ends, "ms_per_face", "train_seconds", "model_bytes", "peak_bytes"])
    for method in comparison.methods:
        cost = method.outcome.cost
        measured = [getattr(method, rate) for rate in rates]
        shares = [end for rate in measured for end in (rate if rate.value is not None else (None, None, None))]
        costs = [cost.ms_per_face, cost.train_seconds, cost.model_bytes, cost.peak_bytes]
        writer.writerow([method.name, method.contestant.recipe, *shares, *costs])
    return text.getvalue().encode()


def numbers(comparison: Comparison) -> bytes:
    """Write every figure: those of the table, as the command line gives them, and what the drawings show."""
    content = comparison.to_dict()
    content["methods"] = [
        {**row, "name": method.name, "recipe": method.contestant.recipe, **_details(method)}
        for row, method in zip(content["methods"], comparison.methods, strict=True)
    ]
    content |= {
        "plan": asdict(comparison.plan),
        "machine": comparison.machine,
        "sentence": comparison.sentence,
        "differences": [asdict(difference) for difference in comparison.differences],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _details(method: Method) -> dict[str, Any]:
    thresholds, fpir, dir_ = method.open_curve()
    bins, verifying = method.reliability, method.verifying
    curve = verifying.comparisons.curve.thinned() if verifying else None
    return {
        "fpir": method.fpir._asdict(),
        "thresholds": [each.threshold for each in method.open_sets],
        "peak_bytes": method.outcome.cost.peak_bytes,
        "d_prime": verifying.d_prime if verifying else None,
        "brier_skill": method.brier_skill,
        "calibration_error": bins.error if bins else None,
        "reliability": {name: _plain(values) for name, values in vars(bins).items()} if bins else None,
        "cmc": _plain(method.cmc),
        "open_set": {"threshold": _plain(thresholds), "fpir": _plain(fpir), "dir": _plain(dir_)},
        "det": {"fmr": _plain(curve.fmr), "fnmr": _plain(curve.fnmr)} if curve else None,
        "recalls": dict(zip(method.outcome.people, _plain(method.recalls), strict=True)),
        "confusion": method.confusion.tolist(),
    }


def _plain(values: Any) -> list[float | None]:
    """Make numbers JSON can hold; it has none for what was not measured, or lies infinitely far away."""
    return [float(value) if np.isfinite(value) else None for value in values]
