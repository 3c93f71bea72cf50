"""Where the people come from, and what was read of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import numpy as np
import streamlit as st

from facerec.datasets import Dataset, People, load, open_people, people_from_uploads
from facerec.detection import Crop, decide_crop, default_face_detector, face_detectors, needs_file
from facerec.detection.enrolled_face import EnrolledFace
from facerec.evaluation.doctor import remembered
from facerec.images import Face, Picture
from facerec.progress import Progress
from facerec.settings import settings
from pages import detected, downloads, ui
from pages.upload_limit import within_limit

SOURCES = ("Sample people", "CSV + folder", "Folder", "Zip")
_CROPS = {
    "auto": "Decide from the pictures",
    "none": "The pictures are faces already",
    "detect": "Find the face in each picture",
}
_WHICH: dict[str, str] = {
    "largest": "The largest, if clearly larger",
    "centre": "The one nearest to the centre",
    "only": "Leave such pictures out",
}
_SIZES = {"As the pictures": None, "64 × 64": (64, 64), "92 × 112": (112, 92), "128 × 128": (128, 128)}
_MOST_SHOWN = 40

Key = tuple[str, ...]
SAMPLE: Key = ("sample",)


def offer_sample_people() -> None:
    """Offer to train on the sample people at one click."""
    if st.button("Try it with the sample people", type="primary", icon=":material/play_arrow:"):
        st.session_state["choice-source"] = "Sample people"
        st.session_state["train-now"] = True
        st.switch_page("train.py")


def choose_people() -> tuple[Key, People] | None:
    """Ask for pictures; return what identifies them and the list of people, or None while nothing is chosen."""
    source = st.segmented_control("Pictures of people", SOURCES, key="choice-source")
    if source is None:
        return None
    if source == "Sample people":
        st.caption("Twenty drawn people, ten pictures each, with changing pose, light, expression and glasses.")
        return SAMPLE, open_people(ui.SAMPLE_DATA / "people.csv")
    uploads = within_limit(source, _uploads(source), stay=True)
    kept: dict[str, tuple[Key, People]] = st.session_state.setdefault("people", {})
    if uploads:
        key = tuple(upload.file_id for upload in uploads)
        files = [(upload.name, upload.getvalue) for upload in uploads]
        kept[source] = key, ui.once(ui.people_slot(("listed", *key)), lambda: people_from_uploads(files))
    elif source in kept:  # the browser forgets an upload when people look at another screen
        st.caption(f"Still here: {len(kept[source][1].entries):,} pictures from {ui.plain(kept[source][1].origin)}.")
    if source in kept:
        _show_notes(kept[source][1])
    return kept.get(source)


def _show_notes(people: People) -> None:
    """Say what was guessed or put together while the people were listed."""
    for sentence in people.notes:
        st.info(ui.plain(sentence), icon=":material/info:")


def _uploads(source: str) -> list[Any]:
    if source == "Zip":
        st.caption("One folder for each person, or a CSV and its folders.")
        archive = st.file_uploader("Zip", type="zip", key="zip")
        return [archive] if archive else []
    table, most = None, -(-settings().max_picture_bytes // 1_000_000)
    if source == "CSV + folder":
        st.caption("The CSV has a line for each person, `name;folder`, or for each picture, `path;label`.")
        table = st.file_uploader("CSV", type=["csv", "tsv", "txt"], key="csv", max_upload_size=most)
    else:
        st.caption(
            "A folder that holds one folder for each person, or pictures named by person."
            " Many pictures arrive sooner as a zip."
        )
    folder = st.file_uploader(
        "Folder with the pictures", accept_multiple_files="directory", key=f"folder-{source}", max_upload_size=most
    )
    files = sorted(folder or [], key=lambda upload: upload.name)
    if source == "CSV + folder":
        if table and not files:
            st.caption("Now the folder with the pictures that the CSV speaks of.")
        return [table, *files] if table and files else []
    return files


@dataclass(frozen=True)
class Cut:
    """How pictures are to become faces: what `decide_crop` is asked."""

    rule: str
    detector: str | None
    size: tuple[int, int] | None
    colour: bool
    which: str = "largest"

    @property
    def options(self) -> str:
        """The same, for the command line."""
        detector = "" if self.detector is None else f" --detector {self.detector}"
        size = "" if self.size is None else f" --size {self.size[1]}x{self.size[0]}"
        which = "" if self.which == "largest" else f" --which {self.which}"
        return f" --crop {self.rule}{detector}{size}{which}"

    def in_colour(self) -> Cut:
        """Return the cut of the same pictures for an embedding; Haar's cascade has to be chosen for it by name."""
        return replace(self, colour=True, size=None, detector=None if self.detector == "haar" else self.detector)


def choose_crop(colour: bool, *, several: bool = True) -> Cut:
    """Ask how pictures become faces: who finds them, and how large they are to be.

    Parameters
    ----------
    colour : bool
        Whether the method takes colour faces, which have one size.
    several : bool, default=True
        Whether to ask which face counts where a picture shows several.
    """
    rule = st.selectbox(
        "Faces",
        list(_CROPS),
        format_func=_CROPS.__getitem__,
        key="choice-crop",
        help="Whether a picture is a face from edge to edge, or shows a face that has to be found and cut out first.",
    )
    finder = _choose_detector(colour) if rule != "none" else default_face_detector()
    which = _choose_which() if several else "largest"
    if colour:
        st.caption("The network takes colour faces of 112 × 112 pixels, with eyes, nose and mouth in fixed places.")
        return Cut(rule, finder, None, colour, which)
    size = st.selectbox(
        "Size of a face, in pixels",
        list(_SIZES),
        key="choice-size",
        help="Larger faces show more detail and take longer. 92 × 112 is the size of the AT&T faces.",
    )
    return Cut(rule, finder, _SIZES[size], colour, which)


def _choose_which() -> str:
    return st.selectbox(
        "If a picture shows several faces",
        list(_WHICH),
        format_func=_WHICH.__getitem__,
        key="choice-which",
        help="The largest face counts if its area is at least twice that of the next; otherwise the picture is left"
        " out, since nothing tells whose picture it is.",
    )


def _choose_detector(colour: bool) -> str | None:
    here = [name for name in face_detectors() if not needs_file(name)]
    best = default_face_detector()
    lacking = colour and best == "haar"
    finder = st.selectbox(
        "Who finds the faces",
        here,
        index=None if lacking else here.index(best),
        format_func=detected.title_of,
        key="choice-detector-in-colour" if lacking else "choice-detector",
        placeholder="Choose a detector",
    )
    if lacking:
        st.caption("An embedding needs the five points that YuNet finds. Download YuNet, or choose another detector.")
    elif best == "haar":
        st.caption("Haar's cascade needs no file. YuNet finds more, once it is fetched.")
    elif finder == best:
        st.caption("YuNet's file is here; it finds the most faces, with the five points to align them by.")
    downloads.offer(name for name in face_detectors() if needs_file(name))
    return finder


@dataclass
class _Reading:
    """What was read before the reading was stopped; going on finds it here."""

    crop: Crop | None = None
    faces: dict[bytes, Face] = field(default_factory=dict)

    turned: set[bytes] = field(default_factory=set)

    def remembering(self, cut: Callable[[Picture], EnrolledFace]) -> Callable[[Picture], Face]:
        """Return a cut that remembers the face of each picture, and which were turned: finding faces takes time."""

        def cut_once(picture: Picture) -> Face:
            key = sha256(np.ascontiguousarray(picture).data).digest()
            if key not in self.faces:
                enrolled = cut(picture)
                self.faces[key] = enrolled.face
                if enrolled.taken and enrolled.taken.turned:
                    self.turned.add(key)
            return self.faces[key]

        return cut_once


def read_faces(key: Key, people: People, cut: Cut) -> tuple[Dataset, Crop]:
    """Read everybody's faces once, with progress; where people stop the reading, stop the screen until they go on.

    What people chose to leave out is read as well, so that leaving out and taking back in take no time.
    """
    reads = "read-colour" if cut.colour else "read-grey"  # a comparison may read both, one after the other
    done = _slot(key, "faces", cut)
    begun = ui.people_slot(("reading", key, cut))
    reading: _Reading = ui.once(begun, _Reading)
    if done.value is None and ui.left_off(reads) == "stopped":
        st.info(f"Reading was stopped. The {len(reading.faces):,} faces that were read are kept.")
        if not st.button("Go on reading", type="primary", icon=":material/play_arrow:"):
            st.stop()

    def work() -> tuple[Dataset, Crop]:
        with ui.progress_with_stop(reads) as progress:
            return _read(reading, people, cut, progress)

    dataset, crop = ui.once(done, work)
    begun.value = None
    for sentence in dataset.notes[len(people.notes) :]:  # those of the people stand beside their source
        st.caption(ui.plain(sentence))
    left = remembered(people)
    if left.entries:
        dataset = ui.once(_slot(key, "faces", cut, left), lambda: dataset.without(left.rows_of(dataset)))
    return dataset, crop


def _slot(key: Key, *what: Hashable) -> ui.Slot:
    return (ui.sample_slot if key == SAMPLE else ui.people_slot)((key, *what))


def _read(reading: _Reading, people: People, cut: Cut, progress: Progress) -> tuple[Dataset, Crop]:
    if reading.crop is None:
        reading.crop = decide_crop(
            cut.rule,
            people,
            cut.size,
            detector=cut.detector,
            colour=cut.colour,
            which=cut.which,
            progress=progress,
        )
    dataset = load(people, reading.remembering(reading.crop.enrolled), progress=progress)
    if reading.turned:
        note = f"Pictures that were turned to find the face in them: {len(reading.turned):,}. The doctor names them."
        dataset = replace(dataset, notes=(*dataset.notes, note))
    return dataset, reading.crop


def show_faces(dataset: Dataset, crop: Crop) -> None:
    """Show who was read, and what was left out and why."""
    with st.container(horizontal=True):
        st.metric("People", f"{len(dataset.people):,}", border=True)
        st.metric("Faces read", f"{len(dataset.faces):,}", border=True)
        st.metric("Left out", f"{len(dataset.skipped):,}", border=True)
    if dataset.people:
        ui.show(ui.once(ui.drawing_slot(("contact sheet", dataset.digest)), lambda: _contact_sheet(dataset)), "people")
    height, width = crop.size
    st.caption(f"{crop.reason} Each face is {width} × {height} pixels.")
    if dataset.skipped:
        with st.expander(f"Left out: {len(dataset.skipped)}", icon=":material/warning:"):
            files, reasons = zip(*((one.file, one.reason) for one in dataset.skipped), strict=True)
            st.dataframe({"file": files, "why": reasons}, hide_index=True)


def _contact_sheet(dataset: Dataset) -> ui.Sheet:
    first = {name: row for row, name in reversed(list(enumerate(dataset.names.tolist())))}
    shown = dataset.people[:_MOST_SHOWN]
    more = len(dataset.people) - len(shown)
    words = "A face of each person" + (f"; {more:,} more people are not shown" if more else "")
    return ui.sheet(dataset.faces[[first[name] for name in shown]], words, shown)
