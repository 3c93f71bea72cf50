"""Why a face gets its name, or none: the nearest person beside the runner-up, and what speaks for either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec import plots
from facerec.explaining import Explanation, explain, occlusion
from facerec.features import Eigenfaces
from facerec.matching.answers import Match
from facerec.recognizer import FaceRecognizer
from pages import ui
from pages.ui import Slot

_TILE = 130  # pixels of the screen
_BARS = 480


@dataclass(frozen=True, eq=False)
class Reason:
    """What explains one face, whatever the threshold.

    Attributes
    ----------
    explanation : Explanation
    sheet : bytes
        PNG: the face, the nearest, the runner-up, and the map of what speaks for either where it is exact.
    tiles : int
        How many pictures wide it is.
    covered : Slot
        Room for the sheet with the map by covering parts, which is made when asked for.
    """

    explanation: Explanation
    sheet: bytes
    tiles: int
    covered: Slot


def of_faces(recognizer: FaceRecognizer, faces: Sequence[NDArray[np.uint8]]) -> list[Reason]:
    """Explain the faces of a picture."""
    return [_reason(recognizer, face) for face in faces]


def _reason(recognizer: FaceRecognizer, face: NDArray[np.uint8]) -> Reason:
    why = explain(recognizer.pipeline, recognizer.gallery, face)
    places = why.exact.places if why.exact else None
    shown = 0 if recognizer.gallery.faces is None else 2
    sheet = plots.explained(face, recognizer.gallery.faces, why, places)
    return Reason(why, plots.png(sheet), 1 + shown + (places is not None), Slot())


def show(recognizer: FaceRecognizer, face: NDArray[np.uint8], match: Match, reason: Reason, threshold: float) -> None:
    """Show the pictures and say in words what decides."""
    why = reason.explanation
    st.image(reason.sheet, alt=_alternative(why), width=_TILE * reason.tiles)
    st.markdown(_decision(match, threshold))
    st.caption(_runner_up(why))
    if why.exact:
        st.caption(
            f"Teal parts of the face are nearer to {ui.plain(why.nearest.name)}, orange ones to"
            f" {ui.plain(why.runner_up.name)}; all parts together make up the margin exactly."
        )
    if recognizer.gallery.faces is None:
        st.caption("The model was told to keep no pictures, so those of the people cannot be shown.")


def closer(
    recognizer: FaceRecognizer, face: NDArray[np.uint8], match: Match, reason: Reason, threshold: float, key: str
) -> None:
    """Offer what takes more room or time: the ruler, the components, covering parts, the nearest pictures."""
    if not st.toggle("Look closer", key=f"closer-{key}"):
        return
    why, held_out = reason.explanation, recognizer.open_set.held_out
    ruler = plots.ruler(why.nearest.distance, why.runner_up.distance, threshold, held_out.genuine, held_out.strangers)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Is that near?**")
        st.image(ruler, alt=f"Distances {why.nearest.distance:.4g} and {why.runner_up.distance:.4g}, on an axis")
        st.caption(
            "The full dot is the nearest person, the ring the runner-up, the upright line the threshold; left of it a"
            " face gets a name. Bars: distances of people's and of strangers' pictures that were held out."
        )
        _covered(recognizer, face, reason, key)
    with right:
        if why.exact and why.exact.components is not None:
            _components(recognizer, why)
        _neighbours(match, why)


def _covered(recognizer: FaceRecognizer, face: NDArray[np.uint8], reason: Reason, key: str) -> None:
    why = reason.explanation
    st.markdown("**What if a part were covered?**")
    place = st.empty()
    if reason.covered.value is None and not place.button("Cover part after part", key=f"cover-{key}"):
        st.caption("Asks the method about some 200 copies of the face, each with another part covered in grey.")
        return
    place.empty()
    with ui.errors_in_words(stop=False), st.spinner("Covering part after part …"):
        sheet = ui.once(reason.covered, lambda: _covered_sheet(recognizer, face, why))
        st.image(sheet, alt="The face, and which of its parts the name hangs on", width=2 * _TILE)
        st.caption(
            f"Teal: without this part the face is less clearly {ui.plain(why.nearest.name)}'s. Orange: without it, it"
            " is more so."
        )


def _covered_sheet(recognizer: FaceRecognizer, face: NDArray[np.uint8], why: Explanation) -> bytes:
    lost = occlusion(recognizer.pipeline, face, why.nearest.name, why.runner_up.name)
    return plots.png(plots.explained(face, None, why, lost))


def _components(recognizer: FaceRecognizer, why: Explanation) -> None:
    kind = "Fisherface"
    if any(isinstance(step, Eigenfaces) for step in recognizer.pipeline):
        kind = "eigenface"
    st.markdown(f"**Which {kind}s decide?**")
    figure = plots.component_bars(why.exact.components, kind)
    st.image(plots.png(figure), alt=f"What each {kind} adds to the margin", width=_BARS)
    st.caption(
        f"Bars to the right speak for {ui.plain(why.nearest.name)}, to the left for {ui.plain(why.runner_up.name)};"
        f" together they are the margin, {why.margin:.3g}."
    )


def _neighbours(match: Match, why: Explanation) -> None:
    if not match.neighbours:
        shown = "" if why.nearest.row is None else "; the pictures shown are those most like the face by pixels"
        st.caption(f"The method weighs all pictures of a person at once{shown}.")
        return
    nearest = (f"{ui.plain(near.name)}, {ui.plain(near.source)} ({near.distance:.3g})" for near in match.neighbours)
    st.markdown("**Nearest training pictures**")
    st.caption("  \n".join(nearest))


def _decision(match: Match, threshold: float) -> str:
    nearest = ui.plain(match.nearest)
    if match.known:
        return (
            f"Nearest is **{nearest}**, at {match.distance:.4g}, within the threshold {threshold:.4g}: the chance that"
            f" this is right is **{ui.percent(match.probability)}**."
        )
    return (
        f"Even the nearest, **{nearest}**, is at {match.distance:.4g}, beyond the threshold {threshold:.4g}: too far"
        " for a name."
    )


def _runner_up(why: Explanation) -> str:
    return (
        f"The runner-up, **{ui.plain(why.runner_up.name)}**, is at {why.runner_up.distance:.4g}: a margin of"
        f" {why.margin:.3g}."
    )


def _alternative(why: Explanation) -> str:
    return f"The face, its nearest person {why.nearest.name} and the runner-up {why.runner_up.name}"
