"""Trained models: keep one, and rename, download, add, delete those in the store."""

from __future__ import annotations

from typing import Any

import streamlit as st

from facerec.errors import FacerecError
from facerec.recipes import RECIPES
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, load
from pages import ui


def choose_parameters(recipe: str) -> dict[str, Any]:
    """Ask for the parameters of a recipe; return those that differ from its defaults."""
    described = RECIPES[recipe].parameters
    if not described:
        return {}
    chosen = {}
    with st.expander("Parameters of the recipe"):
        for parameter in described:
            key = f"{recipe}-{parameter.name}"
            value = st.slider(
                parameter.title, parameter.low, parameter.high, parameter.default, key=key, help=parameter.sentence
            )
            if value != parameter.default:
                chosen[parameter.name] = value
    return chosen


def keep(recognizer: FaceRecognizer) -> None:
    """Offer to save a trained recognizer in the store, or to download it."""
    with st.form("save", border=True):
        name = st.text_input("Name of the model", "family", max_chars=100)
        replace = st.checkbox("Replace a model of this name")
        saved = st.form_submit_button("Save", type="primary", icon=":material/save:")
    if saved:
        with ui.errors_in_words():
            ModelStore().save(recognizer, name, replace=replace)
            st.session_state["latest-model"] = name
            st.success(f"Saved as {name}.", icon=":material/check:")
    if st.session_state.get("latest-model") in ModelStore().names():
        st.page_link("recognize.py", label="Recognize pictures with it", icon=":material/familiar_face_and_zone:")


def manage() -> None:
    """List the models of the store, with what can be done to each."""
    st.subheader("Your models")
    store = ModelStore()
    names = store.names()
    if not names:
        st.caption("None yet. A trained model that you save is kept here, and the command line finds it by its name.")
    for name in names:
        with st.expander(name, icon=":material/inventory_2:"):
            _manage_one(store, name)
    _add_file(store)


def _manage_one(store: ModelStore, name: str) -> None:
    try:
        recognizer = ui.open_model(name)
    except FacerecError as error:
        st.error(str(error))
        recognizer = None
    if recognizer:
        training = recognizer.training
        st.caption(
            f"{RECIPES[training.recipe].title if training.recipe in RECIPES else training.recipe} ·"
            f" {len(recognizer.people)} people, {len(recognizer.gallery.names)} pictures ·"
            f" trained {training.created[:16].replace('T', ' ')} UTC"
        )
        st.download_button("Download", ui.model_file(recognizer), f"{name}.facerec", key=f"download-{name}")
    with st.form(f"rename-{name}", border=False):
        new = st.text_input("New name", name, key=f"new-{name}")
        renamed = st.form_submit_button("Rename")
    if renamed:
        with ui.errors_in_words():
            store.rename(name, new)
            st.rerun()
    if st.checkbox(f"Delete {name} for good", key=f"sure-{name}") and st.button("Delete", key=f"delete-{name}"):
        with ui.errors_in_words():
            store.delete(name)
            st.rerun()


def _add_file(store: ModelStore) -> None:
    uploaded = st.file_uploader("Add a model file (.facerec)", key="model-file")
    if uploaded is None:
        return
    with ui.errors_in_words():
        name = uploaded.name.removesuffix(".facerec")
        if name not in store.names():
            store.save(load(uploaded.getvalue()), name)
            st.rerun()
        st.caption(f"{name} is in the store.")
