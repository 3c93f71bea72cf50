"""Trained models: keep one, and download, rename, delete or add those in the store."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from facerec.errors import ModelError
from facerec.reading import read_regular
from facerec.recipes import RECIPES
from facerec.recognizer import FaceRecognizer
from facerec.settings import settings
from facerec.storage import ModelStore, load, save
from facerec.storage.model_identity import identity_in
from pages import ui


def keep(recognizer: FaceRecognizer, suggested: str) -> None:
    """Offer to save a trained recognizer in the store, or to download it."""
    with st.form("save", border=True):
        name = st.text_input("Name of the model", suggested, max_chars=100)
        replace = st.checkbox("Replace a model of this name", help="What it knew before is gone then.")
        saved = st.form_submit_button("Save", type="primary", icon=":material/save:")
    if saved:
        with ui.errors_in_words(stop=False):
            ModelStore().save(recognizer, name, replace=replace)
            ui.forget_shown(name)
            st.session_state.pop(_LISTED, None)
            st.session_state["latest-model"] = name
            st.session_state["saved"] = recognizer.training.created, name
    created, known_as = st.session_state.get("saved", (None, None))
    if created == recognizer.training.created:
        st.success(f"Saved as {ui.plain(known_as)}.", icon=":material/check:")
        st.page_link("recognize.py", label="Recognize pictures with it", icon=":material/familiar_face_and_zone:")
    st.download_button(
        "Download the model file",
        lambda: _model_file(recognizer),
        f"{name or suggested}.facerec",
        "application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        help="All that was learned, in one file, without saving it here.",
    )


def _model_file(recognizer: FaceRecognizer) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.facerec"
        save(recognizer, path)
        return path.read_bytes()


FOR_EVERYBODY = "Saved models are for everybody who uses this server."

_LISTED = "listed-models"


def manage() -> None:
    """List the models of the store, with what can be done to each."""
    st.header("Your models")
    st.caption(FOR_EVERYBODY)
    store = ModelStore()
    with ui.errors_in_words():
        manifests, damaged = store.manifests(), store.damaged()
    if not manifests and not damaged:
        st.caption("None yet. A trained model that you save is kept here, and the command line finds it by its name.")
    listed = {name: identity_in(manifest) for name, manifest in manifests.items()}
    listed |= {name: identity_of(store, name) for name in damaged}
    _note_changes(listed)
    for name in sorted(listed, key=str.casefold):
        with st.expander(ui.plain(name), icon=":material/inventory_2:"):
            if name in damaged:
                st.error(ui.plain(damaged[name]), icon=":material/error:")
                offer_delete(store, name, listed[name])
            else:
                _describe(manifests[name])
                _manage_one(store, name, listed[name])
    with st.expander("Add a model file", icon=":material/upload_file:"):
        _add_file(store)


def identity_of(store: ModelStore, name: str) -> str:
    """Return the identity of a file in the store; empty where it was deleted since it was listed."""
    try:
        return store.identity(name)
    except ModelError:
        return ""


def _note_changes(listed: dict[str, str]) -> None:
    """Say what happened to listed models elsewhere: a click on one that is gone reaches no other."""
    before: dict[str, str] = st.session_state.get(_LISTED, {})
    gone = [name for name, identity in before.items() if listed.get(name) != identity]
    if gone:
        st.warning(
            f"Renamed, deleted or replaced elsewhere since this list was shown: {', '.join(map(ui.plain, gone))}."
            " What you asked of it here was not done."
        )
    st.session_state[_LISTED] = listed


def in_short(manifest: dict[str, Any]) -> str:
    """Say what a model is: its method, how many it knows, and how well."""
    recipe = manifest["recipe"]
    return (
        f"{RECIPES[recipe].title if recipe in RECIPES else ui.plain(recipe)} · {len(manifest['people'])} people,"
        f" {manifest['pictures']} pictures · named rightly {ui.percent(manifest['rank1']['value'])}"
    )


def _describe(manifest: dict[str, Any]) -> None:
    st.markdown(
        f"{in_short(manifest)} · trained {ui.plain(manifest['created'][:16].replace('T', ' '))} UTC"
        + ("" if manifest["pictures_inside"] else " · no pictures inside")
    )
    if manifest["stale"]:
        st.caption("People were added or removed since it was trained.")


def _manage_one(store: ModelStore, name: str, identity: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Download",
            lambda: read_regular(store.path(name), settings().max_model_bytes),
            f"{name}.facerec",
            "application/octet-stream",
            key=f"download-{name}",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.popover("Rename", icon=":material/edit:"), st.form(f"rename-{name}-{identity}", border=False):
            new = st.text_input("New name", name, key=f"new-{name}-{identity}", max_chars=100)
            renamed = st.form_submit_button("Rename")
        offer_delete(store, name, identity)
    if renamed:
        with ui.errors_in_words(stop=False):
            store.rename(name, new, expected=identity)
            _changed(name)


def offer_delete(store: ModelStore, name: str, identity: str) -> None:
    """Offer to delete a model, or a file that is none; only the one that was shown is deleted."""
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown(f"{ui.plain(name)} and everything it knows will be gone.")
        deleted = st.button("Delete for good", key=f"delete-{name}-{identity}", type="primary")
    if deleted:
        with ui.errors_in_words(stop=False):
            store.delete(name, expected=identity)
            _changed(name)


def _changed(name: str) -> None:
    """Draw the screen anew after this session itself has renamed or deleted a model."""
    ui.forget_shown(name)
    st.session_state.get(_LISTED, {}).pop(name, None)
    if st.session_state.get("latest-model") == name:
        del st.session_state["latest-model"]
    st.rerun()


def _add_file(store: ModelStore) -> None:
    most = -(-settings().max_model_bytes // 1_000_000)
    uploaded = st.file_uploader("A file that ends in .facerec", key="model-file", max_upload_size=most)
    if uploaded is None or st.session_state.get("added-file") == uploaded.file_id:
        return
    with ui.errors_in_words(stop=False):
        store.save(load(uploaded.getvalue()), uploaded.name.removesuffix(".facerec"))
        st.session_state["added-file"] = uploaded.file_id
        st.rerun()
