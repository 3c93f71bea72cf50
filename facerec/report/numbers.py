"""Every number and every setting of a comparison, for programs."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import numpy as np

from facerec import __version__
from facerec.evaluation.figures import Method
from facerec.evaluation.perturbations import PERTURBATIONS
from facerec.evaluation.robustness import Robustness
from facerec.report.findings import Findings

_PACKAGES = ("numpy", "scipy", "scikit-learn", "opencv-python-headless")


def numbers(findings: Findings) -> dict[str, Any]:
    """Return the table as the command line gives it, and beside it what the figures show and how it was measured.

    Returns
    -------
    dict
        As JSON takes it. Shares are 0..1; null stands for what was not measured, or lies infinitely far away.
    """
    comparison = findings.comparison
    content = comparison.to_dict()
    content["methods"] = [
        {**row, "fpir_predicted": row["fpir_predicted"] | _newcomers(method), **_details(method)}
        for row, method in zip(content["methods"], comparison.methods, strict=True)
    ]
    content["dataset"] |= {
        "faces": findings.faces,
        "face": {"height": findings.dataset.faces.shape[1], "width": findings.dataset.faces.shape[2]},
        "notes": [*findings.dataset.notes, *findings.comparison.plan.notes(findings.dataset.counts)],
        "skipped": [{"file": each.file, "reason": each.reason} for each in findings.dataset.skipped],
    }
    return content | {
        "sentence": comparison.sentence,
        "differences": [asdict(difference) for difference in comparison.differences],
        "robustness": [each.to_dict() for each in findings.robustness],
        "perturbations": _perturbations(findings.robustness),
        "plan": asdict(comparison.plan),
        "machine": comparison.machine,
        "versions": versions(),
        "date": findings.date or None,
    }


def numbers_json(findings: Findings) -> bytes:
    """Return the same as the bytes of a file."""
    return json.dumps(numbers(findings), ensure_ascii=False, indent=1, allow_nan=False).encode(
        errors="backslashreplace"
    )


def versions() -> dict[str, str]:
    """Return the versions on which figures may depend."""
    return {
        "facerec": __version__,
        "python": platform.python_version(),
        **{package: version(package) for package in _PACKAGES},
    }


def _details(method: Method) -> dict[str, Any]:
    thresholds, fpir, dir_ = method.open_curve()
    bins, verifying = method.reliability, method.verifying
    curve = verifying.comparisons.curve.thinned() if verifying else None
    return {
        "parameters": method.contestant.parameters,
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


def _newcomers(method: Method) -> dict[str, int]:
    """Return for how many strangers, with how many pictures each, FPIR is predicted."""
    people, pictures = method.newcomers
    return {"people": people, "pictures": pictures}


def _perturbations(measured: tuple[Robustness, ...]) -> dict[str, Any]:
    """Return what each level did to the pictures."""
    kinds = measured[0].rank1 if measured else ()
    return {
        kind: {
            "title": PERTURBATIONS[kind].title,
            "unit": PERTURBATIONS[kind].unit,
            "amounts": PERTURBATIONS[kind].amounts,
        }
        for kind in kinds
    }


def _plain(values: Any) -> list[float | None]:
    """Make numbers JSON can hold; it has none for what was not measured, or lies infinitely far away."""
    return [float(value) if np.isfinite(value) else None for value in values]
