"""The live webcam of the Recognize screen: who is seen now, and taking somebody's faces for the model."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

import streamlit as st

from facerec import edges, plots
from facerec.datasets import clean_name
from facerec.datasets.sample_people import LEARNED_FROM_SAMPLES
from facerec.detection import default_face_detector, detector
from facerec.live import Detecting, EdgeFilter, Enrolling, Enrolment, Mode, Recognizing, Seen
from facerec.recognizer import FaceRecognizer
from pages import detected, ui, webcam

_MODES = ("Recognize", "Detect", "Edges")
_ENROLMENT = "webcam-enrolment"
_ENROLMENT_OF = "webcam-enrolment-of"
_TILE = 90  # pixels of the screen


def show(model: str, recognizer: FaceRecognizer, threshold: float) -> None:
    """Show the webcam with names, and beside it what is seen."""
    mode = st.segmented_control("Do with the video", _MODES, default=_MODES[0], key="choice-mode", required=True)
    enrolment: Enrolment | None = st.session_state.get(_ENROLMENT)
    key, make = _work(mode, model, recognizer, threshold, enrolment)
    finder = detected.title_of(default_face_detector())
    st.caption(f"Faces are found by: {finder}. The video is looked at here and kept nowhere.")
    if mode == _MODES[0] and recognizer.gallery.of_samples:
        st.caption(LEARNED_FROM_SAMPLES)
    viewer = webcam.show(key, make)
    if enrolment is None:
        st.fragment(_who, run_every=0.5 if viewer.wanted else None)(viewer)
        if mode == _MODES[0]:
            _ask_for_name(model, recognizer)
    else:
        st.fragment(_enrol, run_every=0.5 if viewer.wanted else None)(viewer, model, enrolment)
    webcam.help_out()


def _work(
    mode: str, model: str, recognizer: FaceRecognizer, threshold: float, enrolment: Enrolment | None
) -> tuple[Hashable, Callable[[], Mode]]:
    """Return what identifies the work of the viewer, and how it is made."""
    finder = default_face_detector()
    if enrolment is not None:
        return ("enrol", id(enrolment)), lambda: Enrolling(enrolment, detector(finder))
    if mode == "Detect":
        return ("detect", finder), lambda: Detecting(detector(finder))
    if mode == "Edges":
        return ("edges",), lambda: EdgeFilter(edges.drawn_as_picture)
    asked = replace(recognizer, open_set=recognizer.open_set.at_threshold(threshold))
    work = ("recognize", model, recognizer.training.created, len(recognizer.gallery.names), threshold, finder)
    return work, lambda: Recognizing(asked, detector(finder))


def _who(viewer: webcam.Viewer) -> None:
    """Say who is seen now, and how quickly."""
    seen = viewer.seen()
    if seen is None:
        return
    _trouble(seen)
    if seen.tracks:
        st.table(
            [
                {
                    "seen now": ui.plain(track.name or "…"),
                    "probability": "" if track.probability is None else f"{100 * track.probability:.0f} %",
                    "followed for": f"{track.frames:,} frames",
                    "note": track.note or "",
                }
                for track in seen.tracks
            ]
        )
    else:
        st.caption("Nobody is seen.")
    st.caption(
        f"{seen.fps:.0f} frames a second · {seen.milliseconds:.0f} ms to look for faces and names · boxes move with"
        f" every frame, by what was found at most {seen.age:.0f} ms before (95 of 100 times)"
    )


def _trouble(seen: Seen) -> None:
    if seen.trouble:
        st.error(ui.plain(seen.trouble), icon=":material/error:")


def _ask_for_name(model: str, recognizer: FaceRecognizer) -> None:
    with st.expander("Enrol somebody from the webcam", icon=":material/person_add:"), st.form("enrol", border=False):
        name = st.text_input(
            "Name", help="Somebody new or somebody known. Ten varied, sharp faces are taken; nothing is trained again."
        )
        asked = st.form_submit_button("Take ten faces")
    if asked and name:
        with ui.errors_in_words(stop=False):
            st.session_state[_ENROLMENT] = Enrolment(clean_name(name), recognizer.crop)
            st.session_state[_ENROLMENT_OF] = ui.shown_as(model)  # the faces are cut for this model, and for no other
            st.rerun()


def _enrol(viewer: webcam.Viewer, model: str, enrolment: Enrolment) -> None:
    """Show how far the enrolment is; at its end, the faces, to be added or not."""
    seen = viewer.seen()
    if seen is not None:
        _trouble(seen)
    st.progress(min(1.0, enrolment.taken / enrolment.wanted), f"{ui.plain(enrolment.name)}: {enrolment.advice}")
    if seen is None and not enrolment.done:
        st.caption("Start the webcam above.")
    if enrolment.taken:
        sheet = plots.montage(enrolment.faces, columns=enrolment.wanted // 2)
        st.image(sheet, alt="The faces that were taken", width=_TILE * enrolment.wanted // 2)
    with st.container(horizontal=True):
        if enrolment.done and st.button("Add them to the model", type="primary", icon=":material/person_add:"):
            _add(model, enrolment)
        if st.button("Cancel", key="enrol-cancel"):
            _leave()


def _add(model: str, enrolment: Enrolment) -> None:
    sources = [f"webcam {number}" for number in range(1, enrolment.taken + 1)]
    with ui.errors_in_words(stop=False):
        ui.change_model(
            model,
            lambda current: current.enrol(enrolment.name, enrolment.faces, sources),
            st.session_state.get(_ENROLMENT_OF),
        )
        st.toast(f"{ui.plain(model)} knows {ui.plain(enrolment.name)} now.", icon=":material/check:")
        _leave()


def _leave() -> None:
    del st.session_state[_ENROLMENT]
    st.rerun()
