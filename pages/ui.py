"""What the screens share: errors in words, work done once, progress that can be stopped, models, pictures, code."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import streamlit as st
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from streamlit.delta_generator import DeltaGenerator

from facerec.errors import FacerecError, ModelNotFound
from facerec.plots import montage, png
from facerec.progress import Progress
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, Opened, opened

SAMPLE_DATA = Path(__file__).resolve().parent.parent / "sample_data"

_ROW, _NAMED_ROW = 5, 4  # tiles that are still seen on a phone, and those whose names are still read there
_TILE, _FIGURE = 110, 540  # pixels of the screen across each, at most


@contextmanager
def errors_in_words(*, stop: bool = True) -> Iterator[None]:
    """Show what went wrong as a sentence; stop the screen there if the rest of it makes no sense without."""
    try:
        yield
    except FacerecError as error:
        st.error(plain(str(error)), icon=":material/error:")
        if stop:
            st.stop()


# Work that is done once


@dataclass
class Slot:
    """Room for one result in a cache that outlives the run of a script."""

    value: Any = None


@st.cache_resource(max_entries=6, show_spinner=False, scope="session")
def people_slot(key: Hashable) -> Slot:
    """Room for the people of one upload, and for their faces."""
    return Slot()


@st.cache_resource(max_entries=6, show_spinner=False)
def sample_slot(key: Hashable) -> Slot:
    """Room for the faces of the sample people, shared by all sessions."""
    return Slot()


@st.cache_resource(max_entries=8, show_spinner=False, scope="session")
def decoded_slot(digest: str) -> Slot:
    """Room for the pixels of one picture, which may be many."""
    return Slot()


@st.cache_resource(max_entries=64, show_spinner=False, scope="session")
def picture_slot(key: Hashable) -> Slot:
    """Room for what is found in one picture."""
    return Slot()


@st.cache_resource(max_entries=16, show_spinner=False)
def recognizer_slot(key: Hashable) -> Slot:
    """Room for a recognizer, shared by all sessions: training again with the same data is instant."""
    return Slot()


@st.cache_resource(max_entries=64, show_spinner=False)
def drawing_slot(key: Hashable) -> Slot:
    """Room for rendered pictures of a recognizer, shared by all sessions."""
    return Slot()


def once(slot: Slot, work: Callable[[], Any]) -> Any:
    """Do work once per slot, and keep its result.

    The work runs outside the cache's own call, since it shows progress, which a cached call would try to replay. What
    it returns may be shared, so it must be immutable.
    """
    if slot.value is None:
        slot.value = work()
    return slot.value


@contextmanager
def progress_with_stop(work: str) -> Iterator[Progress]:
    """Show a bar with counts and a Stop button; stopping ends the work at its next step and keeps all done before."""
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, "Starting …")
        st.button("Stop", key=f"stop-{work}", icon=":material/stop_circle:", on_click=_leave, args=(work, "stopped"))
    shown = 0.0

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown > 0.1 or done >= total:  # the call ends the script where people stopped it
            bar.progress(min(1.0, done / max(total, 1)), f"{stage}: {done:,} of {total:,}")
            shown = now

    _leave(work, "running")
    try:
        yield progress
    except FacerecError:
        _leave(work, None)
        place.empty()  # else a Stop button stands above the error, with nothing to stop
        raise
    _leave(work, None)
    place.empty()


def _leave(work: str, state: Literal["running", "stopped"] | None) -> None:
    st.session_state[f"{work}-left"] = state


def left_off(work: str) -> Literal["running", "stopped"] | None:
    """Tell whether the last work of this kind did not end: "stopped" by its button, or still "running" when left."""
    state: Literal["running", "stopped"] | None = st.session_state.get(f"{work}-left")
    return state


# Models


def open_model(name: str) -> FaceRecognizer:
    """Open a model of the store; a file that was changed meanwhile is read anew, and one that was replaced is told."""
    path = ModelStore().path(name)
    slot = recognizer_slot(("file", str(path), *_state(path)))
    model: Opened = once(slot, lambda: opened(path))
    if _shown().get(name, model.identity) != model.identity:
        st.warning(
            f"Another model has taken the name {plain(name)} since this screen was shown. What you asked of the former"
            " one was not done."
        )
    _shown()[name] = model.identity
    return model.recognizer


def _state(path: Path) -> tuple[int, ...]:
    try:
        state = path.stat()
    except OSError as error:  # deleted since it was looked up, or not to be read
        raise ModelNotFound(f"The model {path.stem!r:.80} cannot be opened: {error.strerror}.") from error
    return state.st_ino, state.st_mtime_ns, state.st_size


def _shown() -> dict[str, str]:
    """Return which models this session was shown last, by their names."""
    shown: dict[str, str] = st.session_state.setdefault("shown-models", {})
    return shown


def shown_as(name: str) -> str:
    """Return the identity of the model that `open_model` opened last under a name."""
    return _shown().get(name, "")


def model_key(name: str) -> str:
    """Return a part for the keys of buttons that keeps a click on one model from reaching another one.

    It changes where another model takes the name, and where the model takes another name.
    """
    return f"{name}-{shown_as(name)}"


def forget_shown(name: str) -> None:
    """Take whatever model has a name from now on, as this session itself has replaced it."""
    _shown().pop(name, None)


def change_model(name: str, change: Callable[[FaceRecognizer], FaceRecognizer], expected: str | None = None) -> None:
    """Replace a model by a changed one; changes from several browsers and programs follow each other.

    Parameters
    ----------
    name : str
    change : callable
    expected : str, optional
        The identity of the model that is meant; by default of the one that was opened last under this name.

    Raises
    ------
    ModelNotFound, ModelChanged
        When the model that was shown is not there any more.
    """
    ModelStore().change(name, change, expected=expected or _shown().get(name))


def choose_model(place: DeltaGenerator) -> str | None:
    """Let people choose, in some place, among the trained models; None where there is none."""
    with errors_in_words():
        names = ModelStore().names()
    latest = st.query_params.get("model") or st.session_state.get("latest-model")
    if latest is not None and latest not in names:
        place.warning(
            f"There is no model called {plain(latest)} any more: it was renamed or deleted. Nothing else was changed."
        )
        st.session_state.pop("latest-model", None)
        st.query_params.pop("model", None)
    if not names:
        return None
    name = place.selectbox("Model", names, index=names.index(latest) if latest in names else 0)
    st.session_state["latest-model"] = st.query_params["model"] = name  # the address keeps it over a reload
    return name


# Pictures


@dataclass(frozen=True)
class Sheet:
    """Rendered pictures with words: in two halves where there are many, which a phone shows one below the other."""

    caption: str
    whole: bytes
    halves: tuple[bytes, ...] = ()
    width: int | Literal["stretch"] = "stretch"


def sheet(tiles: ArrayLike, caption: str, captions: Sequence[str] = (), *, columns: int | None = None) -> Sheet:
    """Lay pictures out as a montage; without a number of columns, as suits the screen."""
    tiles = np.asarray(tiles)
    row = _NAMED_ROW if any(len(words) > 3 for words in captions) else _ROW
    if columns or len(tiles) <= row:
        columns = columns or len(tiles)
        return Sheet(caption, png(montage(tiles, columns=columns, captions=captions)), width=columns * _TILE)
    half = -(-len(tiles) // 2)
    half = half if half <= row else row * -(-half // row)  # full rows
    parts = (slice(0, half), slice(half, None))
    halves = (montage(tiles[part], columns=min(row, half), captions=captions[part]) for part in parts)
    whole = montage(tiles, columns=min(2 * row, len(tiles)), captions=captions)
    return Sheet(caption, png(whole), tuple(png(each) for each in halves))


def drawn(figure: Figure, caption: str) -> Sheet:
    """Render a figure."""
    return Sheet(caption, png(figure), width=_FIGURE)


def show(sheet: Sheet, file: str) -> None:
    """Show rendered pictures, with their caption for those who cannot see them too, and let them be downloaded."""
    if sheet.halves:
        for column, half in zip(st.columns(2, gap="xsmall"), sheet.halves, strict=True):
            column.image(half, alt=sheet.caption, width="stretch")
    else:
        st.image(sheet.whole, alt=sheet.caption, width=sheet.width)
    wide = sheet.width if sheet.width == "stretch" else max(sheet.width, _FIGURE)  # no wider than what they belong to
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", width=wide):
        st.caption(sheet.caption, width="content")
        st.download_button(
            "Download",
            sheet.whole,
            f"{file}.png",
            "image/png",
            key=f"sheet-{file}",
            type="tertiary",
            icon=":material/download:",
            help=sheet.caption,
            on_click="ignore",
        )


# Words


def percent(share: float | None) -> str:
    """Write a share in percent, with as many digits as matter."""
    return "not measured" if share is None or np.isnan(share) else f"{round(100 * share, 2):.3g} %"


def plain(name: str) -> str:
    """Keep a name from being read as Markdown."""
    unnamed = re.sub(r":(?=[\w/+-]+:)", ":\u2060", name)  # Streamlit puts icons and emoji where backslashes are gone
    unlinked = re.sub(r"(?i)\b(www)\.", "\\1\u2060.", unnamed)  # addresses become links even where escaped
    escaped = re.sub(r"([\\`*_\[\]$:<~#@])", r"\\\1", unlinked)
    return re.sub(r"^(\s*\d*)([-+>=.)])", r"\1\\\2", escaped)  # at its beginning, it would make a list or a quotation


def cell(text: str) -> str:
    """Keep a name in a table from being run as a formula by the spreadsheet that opens its download."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def same_from_code(*commands: str) -> None:
    """End a screen with the commands that do the same."""
    with st.expander("Do this from code", icon=":material/terminal:"):
        st.code("\n".join(commands), language=None, wrap_lines=True)
