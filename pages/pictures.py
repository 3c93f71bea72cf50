"""Where a picture comes from: an upload, the camera, a sample, or an address."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

from facerec.fetch import fetch_picture
from facerec.settings import settings
from pages import ui
from pages.upload_limit import within_limit

Chosen = list[tuple[str, bytes]]
"""Names and bytes of pictures."""

SOURCES = ("Upload", "Camera", "Sample", "URL")


def choose(samples: tuple[str, ...] = ("groups",), *, several: bool = False) -> Chosen:
    """Ask for pictures.

    Parameters
    ----------
    samples : tuple of str
        Folders of the sample data from which to offer pictures.
    several : bool, default=False
        Whether an upload may be more than one.
    """
    source = st.segmented_control("Pictures", SOURCES, default="Upload", key="choice-picture-source", required=True)
    if source == "Upload":
        return _uploads(several)
    if source == "Camera":
        snapshot = st.camera_input("Take a picture")
        return [("snapshot.jpg", snapshot.getvalue())] if snapshot else []
    return _sample(samples) if source == "Sample" else _by_url()


def is_sample(file: str, data: bytes) -> bool:
    """Tell whether a picture is one of the sample data, by its name and bytes."""
    return any(one.name == file and one.read_bytes() == data for one in ui.SAMPLE_DATA.rglob("*.jpg"))


def invite(words: str) -> None:
    """Say what to choose, and take a sample at one click."""
    st.info(words)
    st.button("Take a sample", key="take-sample", icon=":material/image:", on_click=_take_sample)


def _take_sample() -> None:
    st.session_state["choice-picture-source"] = "Sample"


def _uploads(several: bool) -> Chosen:
    most = -(-settings().max_picture_bytes // 1_000_000)
    uploads = st.file_uploader(
        "Upload",
        accept_multiple_files=several,
        key=f"pictures-{several}",
        max_upload_size=most,
        label_visibility="collapsed",
    )
    uploads = uploads if several else [uploads] if uploads else []
    return [(upload.name, upload.getvalue()) for upload in within_limit("pictures", uploads)]


def _sample(folders: tuple[str, ...]) -> Chosen:
    photos = [photo for folder in folders for photo in sorted((ui.SAMPLE_DATA / folder).glob("*.jpg"))]
    photo: Path | None = st.selectbox(
        "Photo", photos, format_func=lambda path: path.stem, key=f"choice-photo-{'-'.join(folders)}"
    )
    if photo is None:
        return []
    if photo.name in _casts():
        st.caption(f"From the left: {_casts()[photo.name]}.")
    return [(photo.name, photo.read_bytes())]


@cache
def _casts() -> dict[str, str]:
    """Say who is in each group photo, as it was drawn, so that people can tell right names from wrong ones."""
    truth = json.loads((ui.SAMPLE_DATA / "truth.json").read_text("utf-8"))["pictures"]
    known = {one["person"] for file, one in truth.items() if file.startswith("people/")}
    groups = {file: one["people"] for file, one in truth.items() if file.startswith("groups/")}
    return {
        Path(file).name: ", ".join(
            one["person"] if one["person"] in known else "a stranger"
            for one in sorted(people, key=lambda one: one["box"])
        )
        for file, people in groups.items()
    }


def _by_url() -> Chosen:
    """Fetch a picture when asked to; the last one stays while people look at it."""
    with st.form("by-url", border=False):
        url = st.text_input("Address of a picture", placeholder="https://…", key="choice-url")
        asked = st.form_submit_button("Fetch", icon=":material/download:")
    st.caption("From public addresses only, up to 10 MB; the server there sees a request from this machine.")
    if asked and url:
        st.session_state.pop("fetched-picture", None)
        with ui.errors_in_words(stop=False), st.spinner("Fetching …"):
            fetched = fetch_picture(url)
            st.session_state["fetched-picture"] = (fetched.name, fetched.data)
    kept = st.session_state.get("fetched-picture")
    return [kept] if kept else []
