"""The people in a model: correct a name, forget somebody, train again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec.matching.answers import Match
from facerec.recognizer import FaceRecognizer
from pages import ui


def correct(
    model: str,
    recognizer: FaceRecognizer,
    face: NDArray[np.uint8],
    match: Match,
    source: str,
    key: str,
    *,
    check: Callable[[], object],
) -> None:
    """Let people say who it is, and add the face to the model, unless `check` raises an error that says why not."""
    # Another one after each answer, so that the question closes; and for another model of this name.
    key = f"{key}-{len(recognizer.gallery.names)}-{ui.model_key(model)}"
    with st.popover("This is …", icon=":material/edit:", key=f"ask-{key}"), st.form(f"tell-{key}", border=False):
        people = recognizer.people
        name = st.selectbox(
            "Who is it?",
            people,
            index=people.index(match.nearest) if match.nearest in people else None,
            accept_new_options=True,
            help="Choose somebody, or write a new name. The face is added; nothing else is learned again.",
            key=f"name-{key}",
        )
        told = st.form_submit_button("Add this face to the model")
    if told and name:
        with ui.errors_in_words(stop=False):
            check()
            ui.change_model(model, lambda current: current.enrol(name, face[None], [source]))
            st.toast(f"{ui.plain(model)} knows this face as {ui.plain(name)} now.", icon=":material/check:")
            st.rerun()


def note_changes(model: str, recognizer: FaceRecognizer) -> None:
    """Say what changes since the training mean for the figures, and which strangers are lost; offer to train again."""
    if recognizer.open_set.stale or recognizer.open_set.strangers_lost:
        st.info(recognizer.open_set.note)
    if not recognizer.open_set.stale:
        return
    if recognizer.gallery.faces is None:
        st.caption("The model keeps no faces; train it again from the pictures themselves.")
    elif st.button(
        "Train again with everybody", key=f"retrain-{ui.model_key(model)}", icon=":material/model_training:"
    ):
        _retrain(model)


def show(model: str, recognizer: FaceRecognizer) -> None:
    """List the people, and let some be forgotten."""
    counts = recognizer.gallery.counts
    with st.expander(f"People in {ui.plain(model)} ({len(counts)})", icon=":material/group:"):
        st.dataframe({"person": list(map(ui.cell, counts)), "pictures": list(counts.values())}, hide_index=True)
        with st.form(f"forget-{ui.model_key(model)}", border=False):
            name = st.selectbox("Forget", list(counts), index=None, placeholder="Choose a person")
            retrain = st.checkbox(
                "Train again without them",
                disabled=recognizer.gallery.faces is None,
                help="The name, the features and the faces go in any case. What was learned with their pictures keeps"
                " their influence until the model is trained again, from the faces it keeps.",
            )
            asked = st.form_submit_button("Forget this person", icon=":material/person_remove:")
        if asked and name:
            with ui.errors_in_words(stop=False):
                ui.change_model(model, lambda current: current.forget(name))
                st.toast(f"{ui.plain(name)} is forgotten.", icon=":material/check:")
                if retrain:
                    _retrain(model)
                st.rerun()


def _retrain(model: str) -> None:
    with ui.errors_in_words(stop=False), ui.progress_with_stop("retrain") as progress:
        ui.change_model(model, lambda current: current.retrain(progress=progress))
    st.rerun()
