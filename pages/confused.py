"""Who one method takes for whom, with the faces."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec.datasets import Dataset
from facerec.evaluation.figures import Method
from facerec.plots import evaluation
from pages import ui

_WORST = 8  # confusions whose faces are shown


def show(method: Method, dataset: Dataset, key: Hashable) -> None:
    """Show the matrix, and the worst confusions with the faces side by side; the method was asked about somebody."""
    left, right = st.columns(2, gap="medium")
    with left:
        words = f"{method.name}: who is named as whom; right names lie on the diagonal"
        slot = ui.drawing_slot(("confusion", key))
        ui.show(ui.once(slot, lambda: ui.drawn(evaluation.confusion(method, dataset.people), words)), "confusion")
    with right:
        if method.outcome.closed.right.all():
            st.success("Every picture was named rightly; there is nobody to confuse.")
            return
        ui.show(ui.once(ui.drawing_slot(("confused", key)), lambda: _worst(method, dataset)), "confused")
        st.caption("Left who it is, right that person's most similar picture whose name it got, and how often.")


def _worst(method: Method, dataset: Dataset) -> ui.Sheet:
    """Lay out the most frequent confusions, two in a row: the face that was asked about, and who it was taken for."""
    counts = method.confusion * ~np.eye(len(method.confusion), dtype=bool)
    order = np.argsort(-counts, axis=None, kind="stable")[:_WORST]
    closed, people = method.outcome.closed, dataset.people
    faces, words = [], []
    for right, named in zip(*np.unravel_index(order, counts.shape), strict=True):
        if not counts[right, named]:
            break
        asked = closed.rows[(closed.people == right) & (closed.named == named)][0]
        faces += [dataset.faces[asked], _most_like(dataset.faces[asked], dataset.faces[dataset.names == people[named]])]
        words += [people[right], f"→ {people[named]} ×{counts[right, named]}"]
    return ui.sheet(np.stack(faces), f"{method.name}: the worst confusions", words, columns=4)


def _most_like(face: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.uint8]:
    apart = np.abs(others.astype(np.int16) - face).reshape(len(others), -1).mean(axis=1)
    chosen: NDArray[np.uint8] = others[apart.argmin()]
    return chosen
