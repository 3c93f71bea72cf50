"""The shipped pictures tell methods apart: what the README says of them is measured again."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from sample_data import measure

SAMPLE = Path(measure.__file__).parent


@pytest.fixture(scope="module")
def rates() -> dict[str, float]:
    """Mean rank 1 of ten splits in halves, in percent, faces aligned by the true eyes."""
    pictures = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))["pictures"]
    truths = {name: truth for name, truth in pictures.items() if name.startswith("people/")}
    faces = [measure.crop(cv2.imread(str(SAMPLE / name))[..., ::-1], truth) for name, truth in truths.items()]
    names = np.array([truth["person"] for truth in truths.values()])
    return {name: ten.mean() for name, ten in measure.recognition_rates(np.array(faces), names).items()}


def test_eigenfaces_stay_clearly_below_fisherfaces_and_both_below_patterns(rates: dict[str, float]) -> None:
    assert rates["eigenfaces"] + 10 < rates["fisherfaces"] < rates["lbph"]


def test_no_method_guesses_and_none_is_perfect(rates: dict[str, float]) -> None:
    assert all(8 * 5 < rate < 100 for rate in rates.values())  # chance is 5 % with twenty people
