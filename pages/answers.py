"""The answers of the Recognize screen: pictures to choose, a threshold to move, faces with their names and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from facerec import plots
from facerec.datasets.sample_people import LEARNED_FROM_SAMPLES
from facerec.detection import Crop, Detection
from facerec.images import Picture, decode, encode
from facerec.matching.answers import Match
from facerec.recognizer import FaceRecognizer
from pages import members, pictures, ui, why


def choose_threshold(model: str, recognizer: FaceRecognizer) -> float:
    """Offer the threshold of the model, to be moved; say what a move costs, and keep it where people like it."""
    open_set = recognizer.open_set
    thresholds, fpir, dir_ = open_set.curve()
    low, high = float(thresholds.min()), float(thresholds.max())
    threshold = st.slider(
        "Threshold: the largest distance that gets a name",
        low,
        high if high > low else low + 1.0,
        float(open_set.threshold),
        step=(high - low) / 200 or 0.005,
        format="%.4g",
        key=f"threshold-{model}-{recognizer.training.created}-{open_set.threshold}",
    )
    at = max(0, int(np.searchsorted(thresholds, threshold, side="right")) - 1)
    st.caption(expected_rates(float(dir_[at]), float(fpir[at])))
    key = f"keep-threshold-{ui.model_key(model)}"
    if not np.isclose(threshold, open_set.threshold) and st.button(
        "Keep this threshold", key=key, icon=":material/save:"
    ):
        with ui.errors_in_words(stop=False):
            ui.change_model(model, lambda current: replace(current, open_set=current.open_set.at_threshold(threshold)))
            st.rerun()
    return threshold


def expected_rates(dir_: float, fpir: float) -> str:
    """Say how many pictures a threshold names, as far as that was measured.

    Parameters
    ----------
    dir_, fpir : float
        Shares of the pictures of enrolled people and of strangers; NaN where one was not measured.
    """
    known = "an unmeasured share" if np.isnan(dir_) else f"about {ui.percent(dir_)}"
    strangers = "an unmeasured share" if np.isnan(fpir) else ui.percent(fpir)
    return f"Here {known} of the pictures of enrolled people get the right name, and {strangers} of strangers' get one."


def show(model: str, recognizer: FaceRecognizer, file: str, data: bytes, threshold: float, number: int) -> None:
    """Show one picture with the names of its faces, the reasons, and what to do with it."""
    st.header(ui.plain(file))
    search = recognizer.crop.rule == "none" and st.toggle("Find the faces first", key=f"search-{number}-{file}")
    seeker = recognizer.finding_faces() if search else recognizer
    digest = sha256(data).hexdigest()
    slot = ui.picture_slot((digest, seeker.crop))
    with ui.errors_in_words(stop=False):
        ui.once(slot, lambda: _find(seeker, file, data))
    if slot.value is None:
        return
    picture, found, note = slot.value
    if note:
        st.warning(note)
    if not found:
        st.image(picture, alt=file)
        st.warning("No face found. Try a picture in which the face is larger, brighter, or seen from the front.")
        return
    if recognizer.gallery.of_samples and not pictures.is_sample(file, data):
        st.warning(LEARNED_FROM_SAMPLES)
    faces = [face for _, face in found]
    matches = recognizer.identify_found(found, threshold=threshold, each_once=not _allows_twice(found, number, file))
    drawn = plots.draw_matches(picture, matches)
    st.image(drawn, alt=f"{file} with {', '.join(match.name for match in matches)}")
    _downloads(file, drawn, matches, note, number)
    _table(recognizer, matches, threshold)
    reasons = _reasons(recognizer, digest, seeker.crop, faces)
    for place, (face, match) in enumerate(zip(faces, matches, strict=True), start=1):
        with st.container(border=True):
            st.markdown(f"{f'{place} · ' if len(matches) > 1 else ''}**Why “{ui.plain(match.name)}”?**")
            if match.note:
                st.warning(ui.plain(match.note))
            reason, key = reasons[place - 1], f"{number}-{place}"
            why.show(recognizer, face, match, reason, threshold)
            why.closer(recognizer, face, match, reason, threshold, key)
            source = f"{file}, face {place}"
            members.correct(model, recognizer, face, match, source, key, check=lambda: seeker.crop.check(picture))


def _allows_twice(found: Sequence[tuple[Detection, NDArray[np.uint8]]], number: int, file: str) -> bool:
    """Ask whether a person may appear twice, where a picture shows several faces."""
    return len(found) > 1 and st.toggle(
        "A person may appear twice",
        key=f"twice-{number}-{file}",
        help="For mirrors and collages. Otherwise the less probable face of a name is marked as already named.",
    )


def _reasons(recognizer: FaceRecognizer, digest: str, crop: Crop, faces: list[NDArray[np.uint8]]) -> list[why.Reason]:
    """Explain the faces of a picture once, and anew where the model was changed."""
    slot = ui.picture_slot((digest, crop, "why"))
    if slot.value is not None and slot.value[0] is not recognizer:
        slot.value = None
    _, reasons = ui.once(slot, lambda: (recognizer, why.of_faces(recognizer, faces)))
    return reasons


def _find(
    recognizer: FaceRecognizer, file: str, data: bytes
) -> tuple[Picture, list[tuple[Detection, NDArray[np.uint8]]], str | None]:
    picture = decode(data, file)
    found = recognizer.crop.faces(picture)
    return picture, found, recognizer.crop.note(picture, found)


def _downloads(file: str, drawn: Picture, matches: list[Match], note: str | None, number: int) -> None:
    stem = file.rsplit(".", 1)[0]
    answer = [{"file": file, "error": None, "note": note, "faces": [match.to_dict() for match in matches]}]
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    with st.container(horizontal=True):
        st.download_button(
            "Download picture",
            lambda: encode(drawn),
            f"{stem}-named.png",
            "image/png",
            key=f"png-{number}",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Download JSON",
            text,
            f"{stem}.json",
            "application/json",
            key=f"json-{number}",
            icon=":material/data_object:",
            on_click="ignore",
        )


def _table(recognizer: FaceRecognizer, matches: list[Match], threshold: float) -> None:
    strangers = ui.percent(recognizer.open_set.stranger_share)
    st.dataframe(
        {
            "face": list(range(1, len(matches) + 1)),
            "name": [ui.cell(match.name) for match in matches],
            "nearest": [ui.cell(match.nearest) for match in matches],
            "probability": [None if match.probability is None else 100 * match.probability for match in matches],
            "distance": [match.distance for match in matches],
            "threshold": [threshold] * len(matches),
        },
        hide_index=True,
        column_config={
            "face": st.column_config.NumberColumn(width=50),
            "probability": st.column_config.NumberColumn(
                format="%.1f %%",
                help=f"The chance that the nearest person is the right one, where {strangers} of all searches are"
                " strangers'.",
            ),
            "distance": st.column_config.NumberColumn(format="%.4g", help="To the nearest person; less is more alike."),
            "threshold": st.column_config.NumberColumn(format="%.4g", help="The largest distance that gets a name."),
        },
    )
