"""What the Detect screen searches for, and what was found in one picture."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import streamlit as st

from facerec import plots, zoo
from facerec.anonymise import STYLES, Style, anonymise
from facerec.detection import (
    Box,
    Detection,
    cat_detectors,
    default_face_detector,
    face_detectors,
    make_detector,
    needs_file,
    object_detectors,
    tiled,
)
from facerec.images import Picture, decode, encode, shrunk
from pages import ui

_TARGETS = {
    "Faces": face_detectors,
    "Cat faces": cat_detectors,
    "Cats": object_detectors,
    "Any object": object_detectors,
}

_TITLES = {
    "haar": "Haar cascade (alt)",
    "haar-alt2": "Haar cascade (alt2)",
    "haar-default": "Haar cascade (default)",
    "haar-profile": "Haar cascade (profile)",
    "cat-face": "Haar cascade (cat faces)",
    "cat-face-extended": "Haar cascade (cat faces, extended)",
}
_SCREEN = 1600  # pixels of a picture's longer side that are sent to the screen
_TABLE = 200  # rows


@dataclass(frozen=True)
class Search:
    """What is looked for, by whom, and how strictly."""

    target: str
    detectors: tuple[str, ...]
    parameters: dict[str, float] = field(default_factory=dict)
    tiles: bool = False

    @property
    def label(self) -> str | None:
        """The only label that counts, if there is one."""
        return "cat" if self.target == "Cats" else None

    def commands(self) -> list[str]:
        """Return the command lines that do the same."""
        options = "".join(f" --{name.replace('_', '-')} {value:g}" for name, value in self.parameters.items())
        options += f" --label {self.label}" if self.label else ""
        options += " --tiles" if self.tiles else ""
        return [
            f"python -m facerec detect picture.jpg --detector {name}{options} --out boxes --json"
            for name in self.detectors or ("haar",)
        ]


def missing(target: str) -> list[str]:
    """Return the detectors for a target that need a file that is not here."""
    return [name for name in _TARGETS[target]() if needs_file(name)]


def samples() -> tuple[str, ...]:
    """Return the folders of sample pictures, those with what is looked for first."""
    cats = str(st.session_state.get("choice-target")).startswith("Cat")
    return ("cats", "groups", "stranger") if cats else ("groups", "cats", "stranger")


def choose_search() -> Search:
    """Ask what to look for, and how."""
    target = st.segmented_control("Look for", list(_TARGETS), default="Faces", key="choice-target", required=True)
    here = [name for name in _TARGETS[target]() if not needs_file(name)]
    if not here:
        spared = " Cat faces are found without." if target == "Cats" else ""
        st.info(f"Cats and other objects are found by pretrained networks; fetch one of them below.{spared}")
        return Search(target, ())
    best = default_face_detector() if target == "Faces" else here[0]
    names = st.multiselect(
        "Detectors",
        here,
        format_func=title_of,
        default=[best],
        key=f"choice-detectors-{target}",
        help="Choose several to see them side by side. A cascade asks each place of the picture ever harder questions;"
        " alt, alt2 and default were taught differently, and profile looks for faces from the side.",
        wrap=True,
    )
    return Search(target, tuple(names), _choose_parameters(names), _choose_tiles(target))


def title_of(name: str) -> str:
    """Return what a detector or a network is called to people, with a warning where nobody here has run its file."""
    if name in _TITLES:
        return _TITLES[name]
    known = zoo.weights(name)
    return known.title if known.verified or known.folder else f"{known.title} (not yet verified by us)"


def _choose_parameters(names: Sequence[str]) -> dict[str, float]:
    cascades = [name for name in names if name in _TITLES]
    parameters: dict[str, float] = {}
    if cascades:
        parameters["scale_factor"] = st.slider(
            "Scale factor", 1.02, 2.0, 1.1, 0.02, help="By how much the searched size grows from step to step."
        )
        parameters["min_neighbors"] = st.slider(
            "Least overlapping hits", 0, 20, 5, help="More hits: fewer false boxes, and fewer faces."
        )
        parameters["min_size"] = st.slider(
            "Smallest side, in pixels",
            10,
            400,
            25,
            5,
            help="Smaller faces are not looked for; fewer sizes take less time.",
        )
    if len(cascades) < len(names):
        parameters["score"] = st.slider(
            "Least score", 0.05, 0.95, 0.6, 0.05, help="A network's certainty, above which a box counts."
        )
    return parameters


def _choose_tiles(target: str) -> bool:
    return target != "Cat faces" and st.toggle(
        "Search tiles, too",
        help="Looks into overlapping parts of the picture as well. Finds what is tiny in a large picture, and takes"
        " several times as long.",
    )


def choose_anonymising(target: str) -> Style | None:
    """Ask whether the faces that are found are to be made unrecognizable."""
    if target != "Faces":
        return None
    choice = st.segmented_control(
        "Anonymise", ["No", *STYLES], format_func=str.capitalize, default="No", key="choice-hide", required=True
    )
    return None if choice == "No" else choice


@dataclass(frozen=True)
class Found:
    """What one detector found in one picture, and in how many milliseconds."""

    detector: str
    detections: tuple[Detection, ...]
    milliseconds: float

    def to_dict(self, file: str) -> dict[str, Any]:
        """Return what the command line prints as JSON."""
        return {
            "file": file,
            "error": None,
            "detector": self.detector,
            "ms": round(self.milliseconds, 1),
            "detections": [one.to_dict() for one in self.detections],
        }


def show(file: str, data: bytes, search: Search, hide: Style | None, number: int) -> None:
    """Show what each detector finds in a picture, side by side, and what to do with it."""
    st.header(ui.plain(file))
    digest = sha256(data).hexdigest()
    with ui.errors_in_words(stop=False):
        picture: Picture = ui.once(ui.decoded_slot(digest), lambda: decode(data, file))
        found = [_search(digest, picture, name, search) for name in search.detectors]
        for column, one in zip(_columns(len(found)), found, strict=True):
            with column:
                _show_one(file, digest, picture, one, hide, number)
        _table(found)
        answer = json.dumps([one.to_dict(file) for one in found], ensure_ascii=False, indent=2)
        st.download_button(
            "Download JSON",
            answer,
            f"{_stem(file)}.json",
            "application/json",
            key=f"detected-json-{number}",
            icon=":material/data_object:",
            on_click="ignore",
        )


def _columns(count: int) -> list[Any]:
    return [column for _ in range(0, count, 2) for column in st.columns(min(2, count))][:count]


def _search(digest: str, picture: Picture, name: str, search: Search) -> Found:
    key = (digest, name, search.label, search.tiles, tuple(search.parameters.items()))

    def work() -> Found:
        detector = make_detector(name, **search.parameters)
        detector = tiled(detector) if search.tiles else detector
        with st.spinner(f"{title_of(name)} is looking …"):
            started = time.perf_counter()
            detections = detector.detect(picture)
            took = 1000 * (time.perf_counter() - started)
        return Found(name, tuple(one for one in detections if search.label in (None, one.label)), took)

    found: Found = ui.once(ui.picture_slot(key), work)
    return found


def _show_one(file: str, digest: str, picture: Picture, found: Found, hide: Style | None, number: int) -> None:
    boxes = [one.box for one in found.detections]
    drawn = anonymise(picture, boxes, hide) if hide else plots.overlay(picture, found.detections)
    count = f"{len(boxes):,} {'box' if len(boxes) == 1 else 'boxes'}"
    st.markdown(f"**{title_of(found.detector)}** · {count} · {found.milliseconds:.0f} ms")
    st.image(shrunk(drawn, _SCREEN)[0], alt=f"{file}: {count} by {title_of(found.detector)}")
    if not boxes:
        milder = "Fewer overlapping hits find" if found.detector in _TITLES else "A lower least score finds"
        st.caption(f"Nothing found. {milder} more; so does a larger picture.")
    stem, key = f"{_stem(file)}-{found.detector}", f"{number}-{found.detector}"
    with st.container(horizontal=True):
        if hide:
            _download("PNG", lambda: encode(drawn), f"{stem}-{hide}.png", "image/png", key)
            return
        title = f"{title_of(found.detector)}: {count}"
        for kind, mime in (("png", "image/png"), ("svg", "image/svg+xml")):
            _download(
                kind.upper(),
                lambda kind=kind: plots.rendered(plots.detections_figure(picture, found.detections, title), kind),
                f"{stem}.{kind}",
                mime,
                key,
            )
        if boxes:
            _download("Crops", lambda: _crops(picture, boxes), f"{stem}-crops.zip", "application/zip", key)


def _download(label: str, make: Any, file: str, mime: str, key: str) -> None:
    st.download_button(
        label, make, file, mime, key=f"{label}-{key}", type="tertiary", icon=":material/download:", on_click="ignore"
    )


def _crops(picture: Picture, boxes: Sequence[Box]) -> bytes:
    """Return a zip with what is in each box."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, (left, top, right, bottom) in enumerate(boxes, start=1):
            archive.writestr(f"{number:03d}.png", encode(picture[top:bottom, left:right]))
    return buffer.getvalue()


def _table(found: Sequence[Found]) -> None:
    rows = [(title_of(one.detector), one_box) for one in found for one_box in one.detections]
    who = {"detector": [title for title, _ in rows[:_TABLE]]} if len(found) > 1 else {}  # a phone is narrow
    if not rows:
        return
    st.dataframe(
        {
            **who,
            "label": [one.label for _, one in rows[:_TABLE]],
            "score": [one.score for _, one in rows[:_TABLE]],
            **{side: [getattr(one.box, side) for _, one in rows[:_TABLE]] for side in Box._fields},
        },
        hide_index=True,
        column_config={
            "score": st.column_config.NumberColumn(
                format="%.2f", help="A detector's certainty, 0 to 1; not to be compared between detectors."
            )
        }
        | {side: st.column_config.NumberColumn(f"{side}, px") for side in Box._fields},
    )
    if len(rows) > _TABLE:
        st.caption(f"The first {_TABLE} of {len(rows):,} boxes; the JSON has them all.")


def _stem(file: str) -> str:
    return file.rsplit(".", 1)[0]
