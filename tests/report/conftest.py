"""A small comparison of people with names that do harm to whoever believes them."""

from __future__ import annotations

import numpy as np
import pytest

from facerec.datasets import Dataset, Skipped
from facerec.evaluation.comparing import compare
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.plans import Plan
from facerec.evaluation.robustness import robustness
from facerec.report import Findings

HOSTILE = (
    "<script>document.title='taken'</script>",
    "<img src=https://example.org/x onerror=alert(1)>",
    '=HYPERLINK("https://example.org")',
    "+1",
    "-2+3",
    "@SUM(A1)",
    "$\\frac{$",
    '"><svg/onload=alert(2)>',
)


@pytest.fixture(scope="session")
def findings() -> Findings:
    return hostile_findings()


def hostile_findings() -> Findings:
    """Compare two methods on people with such names."""
    rng = np.random.default_rng(0)
    people = rng.integers(60, 200, (len(HOSTILE), 1, 24, 20))
    faces = (people + rng.integers(-40, 41, (len(HOSTILE), 4, 24, 20))).clip(0, 255).astype(np.uint8)
    names = np.repeat(HOSTILE, 4)
    files = tuple(f"=cmd {name}/{number}.png" for number, name in enumerate(names.tolist()))
    skipped, notes = (Skipped("<b>x.png", "is </style> not a picture"),), ("<i>train</i> and val were put together.",)
    dataset = Dataset(faces.reshape(-1, 24, 20), names, files, skipped, notes)
    contestants = (Contestant.of("pixels", "<i>Pixels</i>"), Contestant.of("eigenfaces", "-$\\bad$"))
    comparison = compare(dataset, contestants, Plan(folds=2, open_set=0.5))
    spoiled = robustness(dataset, contestants, kinds=("blur",))
    return Findings(comparison, dataset, "Pictures are faces.", 'people = "</pre><script>"\n', spoiled)
