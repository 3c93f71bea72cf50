"""Where the people come from, and what was read of them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from facerec.datasets import Dataset, People, Skipped, load, open_people, people_from_uploads
from facerec.detection import Crop, decide_crop
from facerec.plots import montage
from pages import ui

SOURCES = ("Sample people", "CSV and folder", "Folder", "Zip")
_CROPS = {
    "auto": "Decide from the pictures",
    "none": "The pictures are faces already",
    "detect": "Find the face in each picture",
}
_SIZES = {None: "From the pictures", (64, 64): "64 × 64", (112, 92): "92 × 112", (128, 128): "128 × 128"}


def choose_people() -> tuple[tuple[Any, ...], People] | None:
    """Ask for pictures; return what identifies them and the list of people, or None while nothing is chosen."""
    source = st.segmented_control("Pictures", SOURCES, default=SOURCES[0], key="source", required=True)
    if source == "Sample people":
        st.caption("Twenty drawn people, ten pictures each, with changing pose, light, expression and glasses.")
        return ("sample",), open_people(ui.SAMPLE_DATA / "people.csv")
    uploads = _uploads(source)
    if not uploads:
        return None
    key = tuple(upload.file_id for upload in uploads)
    return key, people_from_uploads([(upload.name, upload.getvalue) for upload in uploads])


def _uploads(source: str) -> list[Any]:
    if source == "Zip":
        archive = st.file_uploader("A zip of people's folders, with or without a CSV", type="zip", key="zip")
        return [archive] if archive else []
    files: list[Any] = []
    if source == "CSV and folder":
        st.caption("The CSV has a line a person, `name;folder`, or a line a picture, `path;label`.")
        table = st.file_uploader("CSV", type=["csv", "tsv", "txt"], key="csv")
        folder = st.file_uploader("Folder with the pictures", accept_multiple_files="directory", key="csv-folder")
        if not table or not folder:
            return []
        files.append(table)
    else:
        st.caption("A folder that holds one folder for each person. Many pictures arrive sooner as a zip.")
        folder = st.file_uploader("Folder of people", accept_multiple_files="directory", key="folder")
    return files + sorted(folder or [], key=lambda upload: upload.name)


def choose_crop() -> tuple[str, tuple[int, int] | None]:
    """Ask how pictures become faces, and how large."""
    left, right = st.columns(2)
    crop = left.selectbox("Faces", list(_CROPS), format_func=_CROPS.__getitem__, key="crop")
    size = right.selectbox("Size of a face, in pixels", list(_SIZES), format_func=_SIZES.__getitem__, key="size")
    return crop, size


def read_faces(key: tuple[Any, ...], people: People, rule: str, size: tuple[int, int] | None) -> tuple[Dataset, Crop]:
    """Read everybody's faces once, with progress; stop the screen where people stop the reading."""
    if ui.was_stopped("read"):
        st.info("Reading was stopped.")
        if not st.button("Read again"):
            st.stop()

    def work() -> tuple[Dataset, Crop]:
        with ui.progress_with_stop("read") as progress:
            crop = decide_crop(rule, people, size, progress=progress)
            return load(people, crop.face, progress=progress), crop

    result: tuple[Dataset, Crop] = ui.once("dataset", (key, rule, size), work)
    return result


def show_faces(dataset: Dataset, crop: Crop) -> None:
    """Show who was read, and what was left out and why."""
    with st.container(horizontal=True):
        st.metric("People", len(dataset.people), border=True)
        st.metric("Pictures", len(dataset.faces), border=True)
        st.metric("Left out", len(dataset.skipped), border=True)
    st.caption(crop.reason)
    first = {name: row for row, name in reversed(list(enumerate(dataset.names.tolist())))}
    shown = dataset.people[:40]
    sheet = montage(dataset.faces[[first[name] for name in shown]], columns=10, captions=shown)
    st.image(sheet, alt=f"One face each of {', '.join(shown)}", caption=_sheet_caption(dataset), width="stretch")
    if dataset.skipped:
        show_skipped(dataset.skipped)


def _sheet_caption(dataset: Dataset) -> str:
    more = len(dataset.people) - 40
    return "A face of each person" + (f"; {more} more are not shown" if more > 0 else "")


def show_skipped(skipped: tuple[Skipped, ...]) -> None:
    """List what was left out, and why."""
    with st.expander(f"What was left out ({len(skipped)})", icon=":material/warning:"):
        st.dataframe({"file": [one.file for one in skipped], "why": [one.reason for one in skipped]}, hide_index=True)
