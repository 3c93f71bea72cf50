"""Which face the methods of a comparison are shown: a hard one, any one of the people's, or one from elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec.datasets import Dataset
from facerec.detection import Crop
from facerec.evaluation.comparing import Comparison
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.figures import Method
from facerec.images import decode
from facerec.progress import Progress
from pages import pictures, ui

Found = TypeVar("Found")

_HARD, _ANY, _OTHER = "Hard ones", "Any of these people", "Another picture"
_MOST_HARD = 50
_MOST_KEPT = 200  # findings of a session: twenty faces under ten methods


@dataclass(frozen=True, eq=False)
class Asked:
    """One face.

    Attributes
    ----------
    key : str
        Tells it from other faces.
    held_out : tuple of int
        What must not be learned from: its row of the data set, and those of pictures taken with it; empty for a
        picture from elsewhere.
    person : str or None
        Whose it is; None where nobody knows.
    faces : tuple of ndarray
        As each of the crop rules cuts it.
    """

    key: str
    held_out: tuple[int, ...]
    person: str | None
    faces: tuple[NDArray[np.uint8], ...]

    def face(self, dataset: Dataset) -> NDArray[np.uint8]:
        """Return the face as the faces of a data set are cut."""
        return next(face for face in self.faces if face.shape == dataset.faces.shape[1:])


def choose(comparison: Comparison, cuts: Cuts, crops: Sequence[Crop]) -> Asked | None:
    """Ask for a face.

    Parameters
    ----------
    comparison : Comparison
    cuts : Cuts
    crops : sequence of Crop
        The rules by which they were cut.

    Returns
    -------
    Asked or None
        None while nothing is chosen.
    """
    hard = _hard(comparison)
    options = [_HARD, _ANY, _OTHER] if hard else [_ANY, _OTHER]
    source = st.segmented_control(
        "Face", options, default=options[0], key=f"choice-face-{bool(hard)}", required=True, width="content"
    )
    if source == _OTHER:
        return _from_elsewhere(crops)
    shown = cuts.shown
    row = _choose_hard(comparison, shown, hard) if source == _HARD else _choose_any(shown)
    numbers = comparison.grouping.numbers if comparison.grouping else np.arange(len(shown.names))
    held_out = tuple(np.flatnonzero(numbers == numbers[row]).tolist())
    faces = tuple(cut.faces[row] for cut in (cuts.grey, cuts.colour) if cut)
    return Asked(f"row {row}, without {held_out}", held_out, str(shown.names[row]), faces)


def _hard(comparison: Comparison) -> Counter[int]:
    """Count for each picture the methods that name it wrongly, where any does."""
    wrong: Counter[int] = Counter()
    for method in comparison.methods:
        closed = method.outcome.closed
        wrong.update(np.unique(closed.rows[~closed.right]).tolist())
    return wrong


def _choose_hard(comparison: Comparison, dataset: Dataset, hard: Counter[int]) -> int:
    rows = [row for row, _ in hard.most_common(_MOST_HARD)]
    row: int = st.selectbox(
        f"Pictures that a method names wrongly ({len(hard):,})",
        rows,
        format_func=lambda row: (
            f"{dataset.names[row]} · {dataset.sources[row]} · {hard[row]} of {len(comparison.methods)} methods wrong"
        ),
        key=f"choice-hard-{dataset.digest}",
    )
    return row


def _choose_any(dataset: Dataset) -> int:
    left, right = st.columns(2)
    person = left.selectbox("Person", dataset.people, key=f"choice-person-{dataset.digest}")
    rows = np.flatnonzero(dataset.names == person).tolist()
    row: int = right.selectbox(
        "Picture", rows, format_func=lambda row: dataset.sources[row], key=f"choice-picture-of-{person}"
    )
    return row


def _from_elsewhere(crops: Sequence[Crop]) -> Asked | None:
    chosen = pictures.choose()
    if not chosen:
        st.info("Choose a picture, of somebody here or of a stranger, and see what each method makes of it.")
        return None
    ((file, data),) = chosen
    key = sha256(data).hexdigest(), tuple(crops)

    def cut() -> tuple[tuple[NDArray[np.uint8], ...], str | None]:
        picture = decode(data, file)
        notes = [crop.note(picture, crop.faces(picture)) for crop in crops]
        return tuple(crop.face(picture) for crop in crops), next((note for note in notes if note), None)

    with ui.errors_in_words():
        faces, note = ui.once(ui.picture_slot(key), cut)
    st.caption("Cut as the pictures of these people were; of several faces the largest is taken.")
    if note:
        st.warning(note)
    return Asked(repr(key), (), None, faces)


def of_each(
    work: str, methods: Sequence[Method], key: Callable[[Method], Hashable], find: Callable[[Method, Progress], Found]
) -> list[Found] | None:
    """Find something out for each method, once in a session, with progress; None where people stopped it.

    Parameters
    ----------
    work : str
        What it is, for the Stop button.
    methods : sequence of Method
    key : callable
        From a method to what its finding depends on.
    find : callable
        From a method and a progress to its finding, which is immutable.
    """
    kept: dict[Hashable, Found] = st.session_state.setdefault(f"kept-{work}", {})
    missing = [method for method in methods if key(method) not in kept]
    if missing and ui.left_off(work) == "stopped":
        st.info("This was stopped. Methods that were through are kept.")
        if not st.button("Go on", key=f"go-on-{work}", icon=":material/play_arrow:"):
            return None
    if missing:
        with ui.errors_in_words(), ui.progress_with_stop(work) as progress:
            for method in missing:
                kept[key(method)] = find(method, progress)
    for oldest in list(kept)[:-_MOST_KEPT]:
        del kept[oldest]
    return [kept[key(method)] for method in methods]
