"""What a report tells of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from facerec.datasets import Dataset
from facerec.errors import BadParameter
from facerec.evaluation.comparing import Comparison
from facerec.evaluation.plan_file import PlanFile
from facerec.evaluation.robustness import Robustness


@dataclass(frozen=True, eq=False)
class Findings:
    """A comparison with all that it takes to understand it, and to do it again.

    Attributes
    ----------
    comparison : Comparison
    dataset : Dataset
        What was compared on; of its pictures, only the names of their files are told.
    faces : str, default=""
        How pictures became faces, in a sentence.
    plan : str, default=""
        Text of the ``facerec.toml`` that gives the same figures; empty where it cannot be written down.
    robustness : tuple of Robustness
        Empty where it was not measured.
    date : str, default=""
        Of the comparison; where it is not told, the same comparison gives the same files, byte by byte.
    """

    comparison: Comparison
    dataset: Dataset
    faces: str = ""
    plan: str = ""
    robustness: tuple[Robustness, ...] = ()
    date: str = ""


def plan_text(plan: PlanFile, folder: Path = Path()) -> str:
    """Write down a plan for a file in a folder; empty with a pipeline that no plan can hold, as the page then says."""
    try:
        return plan.text(folder)
    except BadParameter:
        return ""
