"""Heat maps: the colours say whom a place speaks for."""

from __future__ import annotations

import numpy as np
import pytest

from facerec import plots
from facerec.explaining import Candidate, Explanation

WHY = Explanation(Candidate("Ada", 1.0, 0), Candidate("Ben", 3.0, 1), None)


@pytest.mark.parametrize("shape", [(60, 50), (60, 50, 3)], ids=["grey", "colour"])
def test_colours_tell_whom_a_place_speaks_for(shape: tuple[int, ...]) -> None:
    values = np.zeros((60, 50))
    values[:20, :20], values[40:, 30:] = 2, -1
    drawn = plots.heat_map(np.full(shape, 128, np.uint8), values).astype(int)
    assert drawn.shape == (60, 50, 3)
    assert drawn[5, 5, 1] > drawn[5, 5, 0] + 40, "teal"
    assert drawn[55, 45, 0] > drawn[55, 45, 2] + 40, "orange"
    assert (drawn[30, 25] == 128).all(), "the face itself"


def test_no_values_leave_the_face_as_it_is() -> None:
    face = np.arange(80, dtype=np.uint8).reshape(10, 8)
    assert (plots.heat_map(face, np.zeros((10, 8))) == face[..., None]).all()


def test_the_sheet_has_only_pictures_that_are_there() -> None:
    faces = np.zeros((2, 60, 50), np.uint8)
    whole, bare = (plots.explained(faces[0], learned, WHY, np.eye(60, 50)) for learned in (faces, None))
    assert whole.shape[1] > 1.9 * bare.shape[1]
    assert plots.explained(faces[0], faces, WHY).shape[0] < whole.shape[0]


def test_bars_sum_to_the_margin_whatever_their_number() -> None:
    parts = np.linspace(-1, 2, 40)
    (axes,) = plots.component_bars(parts, "eigenface").axes
    assert sum(bar.get_width() for bar in axes.patches) == pytest.approx(parts.sum())
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[:2] == ["eigenface 29", "eigenface 30"], "the strongest, in their own order"
    assert labels[-1] == "28 others"
    assert len(plots.component_bars(parts[:3], "Fisherface").axes[0].patches) == 3
