"""The parts of the Recognize screen: pictures to choose, faces with their names, and what can be corrected."""

from __future__ import annotations

import json
from hashlib import sha256

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec import plots
from facerec.detection import Detection
from facerec.errors import FacerecError
from facerec.images import Picture, decode, encode
from facerec.matching.answers import Match
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore
from pages import ui

_Found = tuple[Picture, list[Detection], NDArray[np.uint8] | None, str | None]


def choose_pictures() -> list[tuple[str, bytes]]:
    """Ask for pictures; return their names and bytes."""
    source = st.segmented_control(
        "Pictures", ["Upload", "Camera", "Sample group photo"], default="Upload", key="picture-source", required=True
    )
    if source == "Upload":
        uploads = st.file_uploader("Pictures", accept_multiple_files=True, key="pictures", label_visibility="collapsed")
        return [(upload.name, upload.getvalue()) for upload in uploads]
    if source == "Camera":
        snapshot = st.camera_input("Take a picture")
        return [("snapshot.jpg", snapshot.getvalue())] if snapshot else []
    photos = sorted((ui.SAMPLE_DATA / "groups").glob("*.jpg"))
    photo = st.selectbox("Photo", photos, format_func=lambda path: path.stem)
    return [(photo.name, photo.read_bytes())] if photo else []


def choose_threshold(recognizer: FaceRecognizer) -> float:
    """Offer the threshold of the model, to be moved; say what a move costs."""
    open_set = recognizer.open_set
    thresholds, fpir, dir_ = (np.asarray(values) for values in open_set.curve())
    low, high = float(min(thresholds.min(), open_set.threshold)), float(max(thresholds.max(), open_set.threshold))
    threshold = st.slider(
        "Threshold: the largest distance that gets a name",
        low,
        high,
        float(open_set.threshold),
        step=(high - low) / 200 or 0.01,
        format="%.4g",
        key=f"threshold-{recognizer.training.created}-{open_set.target}",
    )
    at = min(int(np.searchsorted(thresholds, threshold, side="right")), len(thresholds)) - 1
    st.caption(
        f"Here about {ui.percent(dir_[max(at, 0)])} of the pictures of people it knows get the right name, and"
        f" {ui.percent(fpir[max(at, 0)])} of the pictures of strangers get one."
        + (" Estimated anew since people were added or removed." if open_set.stale else "")
    )
    return threshold


def show(model: str, recognizer: FaceRecognizer, file: str, data: bytes, threshold: float, number: int) -> None:
    """Show one picture with the names of its faces, the reasons, and what to do with it."""
    st.subheader(file)
    search = recognizer.crop.rule == "none" and st.toggle("Find the faces first", key=f"search-{number}")
    seeker = recognizer.finding_faces() if search else recognizer
    key = (sha256(data).hexdigest(), seeker.crop)
    try:
        picture, found, faces, note = ui.once("faces", key, lambda: _find(seeker, file, data))
    except FacerecError as error:
        st.error(str(error), icon=":material/error:")
        return
    if note and not search:
        st.warning(note)
    if faces is None:
        st.image(picture, alt=file)
        st.warning("No face found. Try a picture in which the face is larger, brighter, or seen from the front.")
        return
    matches = recognizer.identify(faces, [detection.box for detection in found], threshold=threshold)
    drawn = plots.draw_matches(picture, matches)
    st.image(drawn, alt=f"{file} with {', '.join(match.name for match in matches)}")
    _table(matches, threshold)
    _downloads(file, drawn, matches, number)
    for face, match, place in zip(faces, matches, range(len(matches)), strict=True):
        with st.expander(f"Why “{match.name}”? · face {place + 1}", expanded=len(matches) == 1):
            _why(recognizer, face, match)
            _correct(model, recognizer, face, match, f"{file}, face {place + 1}", f"{number}-{place}")


def _find(recognizer: FaceRecognizer, file: str, data: bytes) -> _Found:
    picture = decode(data, file)
    found = recognizer.crop.faces(picture)
    faces = np.stack([face for _, face in found]) if found else None
    return picture, [detection for detection, _ in found], faces, recognizer.crop.note(picture)


def _table(matches: list[Match], threshold: float) -> None:
    st.dataframe(
        {
            "face": list(range(1, len(matches) + 1)),
            "name": [match.name for match in matches],
            "nearest": [match.nearest for match in matches],
            "probability": [100 * match.probability for match in matches],
            "distance": [match.distance for match in matches],
            "threshold": [threshold] * len(matches),
        },
        hide_index=True,
        column_config={
            "probability": st.column_config.NumberColumn(
                format="%.0f %%", help="Chance that the nearest is right, where half of all searches are strangers."
            ),
            "distance": st.column_config.NumberColumn(format="%.4g"),
            "threshold": st.column_config.NumberColumn(format="%.4g"),
        },
    )


def _downloads(file: str, drawn: Picture, matches: list[Match], number: int) -> None:
    stem = file.rsplit(".", 1)[0]
    answer = [{"file": file, "error": None, "faces": [match.to_dict() for match in matches]}]
    with st.container(horizontal=True):
        st.download_button("Download picture", encode(drawn), f"{stem}-named.png", "image/png", key=f"png-{number}")
        text = json.dumps(answer, ensure_ascii=False, indent=2)
        st.download_button("Download JSON", text, f"{stem}.json", "application/json", key=f"json-{number}")


def _why(recognizer: FaceRecognizer, face: NDArray[np.uint8], match: Match) -> None:
    """Show the face beside the training faces nearest to it."""
    if not match.neighbours:
        st.caption("The method weighs all people at once; it has no nearest pictures to show.")
        return
    stored = recognizer.gallery.faces
    if stored is None:
        st.caption("Nearest pictures: " + ", ".join(neighbour.source for neighbour in match.neighbours))
        return
    tiles = [face, *(stored[neighbour.index] for neighbour in match.neighbours)]
    captions = ["this face", *(f"{neighbour.distance:.3g}" for neighbour in match.neighbours)]
    st.image(plots.montage(np.stack(tiles), captions=captions), alt="The face and the training faces nearest to it")
    st.caption("Nearest: " + "; ".join(f"{n.name}, {n.source}, distance {n.distance:.3g}" for n in match.neighbours))


def _correct(
    model: str, recognizer: FaceRecognizer, face: NDArray[np.uint8], match: Match, source: str, key: str
) -> None:
    """Let people say who it is, and add the face to the model."""
    with st.form(f"correct-{key}", border=False):
        name = st.selectbox(
            "This is …",
            recognizer.people,
            index=recognizer.people.index(match.nearest) if match.nearest in recognizer.people else None,
            accept_new_options=True,
            key=f"name-{key}",
        )
        told = st.form_submit_button("Add this face to the model")
    if told and name:
        with ui.errors_in_words():
            updated = ui.open_model(model).enrol(name, face[None], [source])
            ModelStore().save(updated, model, replace=True)
        st.toast(f"{model} knows this face as {name} now.")
        st.rerun()


def forget_person(model: str, recognizer: FaceRecognizer) -> None:
    """Let people remove somebody from the model."""
    with st.expander(f"People in {model} ({len(recognizer.people)})", icon=":material/group:"):
        counts = recognizer.gallery.counts
        st.dataframe({"person": list(counts), "pictures": list(counts.values())}, hide_index=True)
        with st.form("forget", border=False):
            name = st.selectbox("Forget", recognizer.people, index=None, placeholder="Choose a person")
            retrain = st.checkbox(
                "Train again without them",
                disabled=recognizer.gallery.faces is None,
                help="Name, features and faces go in any case. What was learned with their pictures keeps their"
                " influence until the model is trained again, from the faces it keeps.",
            )
            asked = st.form_submit_button("Forget this person")
        if asked and name:
            with ui.errors_in_words():
                changed = ui.open_model(model).forget(name)
                if retrain:
                    with ui.progress_with_stop("retrain") as progress:
                        changed = changed.retrain(progress=progress)
                ModelStore().save(changed, model, replace=True)
            st.toast(f"{name} is forgotten.")
            st.rerun()
