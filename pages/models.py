"""Trained models: keep one, and download, rename, delete or add those in the store."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from facerec.recipes import RECIPES
from facerec.recognizer import FaceRecognizer
from facerec.settings import settings
from facerec.storage import ModelStore, load, save
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


def manage() -> None:
    """List the models of the store, with what can be done to each."""
    st.header("Your models")
    store = ModelStore()
    with ui.errors_in_words():
        manifests, damaged = store.manifests(), store.damaged()
    if not manifests and not damaged:
        st.caption("None yet. A trained model that you save is kept here, and the command line finds it by its name.")
    for name in sorted({**manifests, **damaged}, key=str.casefold):
        with st.expander(ui.plain(name), icon=":material/inventory_2:"):
            if name in damaged:
                st.error(ui.plain(damaged[name]), icon=":material/error:")
            else:
                _describe(manifests[name])
            _manage_one(store, name)
    with st.expander("Add a model file", icon=":material/upload_file:"):
        _add_file(store)


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


def _manage_one(store: ModelStore, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Download",
            lambda: store.path(name).read_bytes(),
            f"{name}.facerec",
            "application/octet-stream",
            key=f"download-{name}",
            icon=":material/download:",
            on_click="ignore",
        )
        with st.popover("Rename", icon=":material/edit:"), st.form(f"rename-{name}", border=False):
            new = st.text_input("New name", name, key=f"new-{name}", max_chars=100)
            renamed = st.form_submit_button("Rename")
        with st.popover("Delete", icon=":material/delete:"):
            st.markdown(f"{ui.plain(name)} and everything it knows will be gone.")
            deleted = st.button("Delete for good", key=f"delete-{name}", type="primary")
    if renamed or deleted:
        with ui.errors_in_words(stop=False):
            store.rename(name, new) if renamed else store.delete(name)
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
