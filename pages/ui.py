"""What the screens share: errors in words, progress that can be stopped, models, figures, the same from code."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st
from matplotlib.figure import Figure

from facerec.errors import FacerecError
from facerec.plots import png
from facerec.progress import Progress
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, load, save

SAMPLE_DATA = Path(__file__).resolve().parent.parent / "sample_data"


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Show what went wrong as a sentence and stop the screen there; what was done before stays."""
    try:
        yield
    except FacerecError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()


@dataclass
class Slot:
    """Room for one result in a cache that outlives the run of a script."""

    value: Any = None


@st.cache_resource(max_entries=4, show_spinner=False, scope="session")
def _session_slot(kind: str, key: Hashable) -> Slot:
    return Slot()


@st.cache_resource(max_entries=16, show_spinner=False)
def _shared_slot(kind: str, key: Hashable) -> Slot:
    return Slot()


def once(kind: str, key: Hashable, work: Callable[[], Any], *, shared: bool = False) -> Any:
    """Do work once per key, and keep its result: for this session, or for all of them.

    The work runs outside the cache's own call, since it shows progress, which a cached call would try to replay. What
    it returns is shared, so it must be immutable.
    """
    slot = _shared_slot(kind, key) if shared else _session_slot(kind, key)
    if slot.value is None:
        slot.value = work()
    return slot.value


@contextmanager
def progress_with_stop(key: str) -> Iterator[Progress]:
    """Show a bar with counts and a Stop button; stopping ends the work at its next step and keeps all done before."""
    place = st.container(horizontal=True, vertical_alignment="center")
    bar = place.progress(0.0, "Starting …")
    place.button("Stop", key=f"stop-{key}", icon=":material/stop:", on_click=_remember_stop, args=(key,))
    shown = 0.0

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown > 0.1 or done >= total:
            bar.progress(min(1.0, done / max(total, 1)), f"{stage}: {done:,} of {total:,}")
            shown = now

    st.session_state.pop(f"stopped-{key}", None)
    yield progress
    bar.empty()
    place.empty()


def _remember_stop(key: str) -> None:
    st.session_state[f"stopped-{key}"] = True


def was_stopped(key: str) -> bool:
    """Tell whether the last work of this key was stopped by its button."""
    return bool(st.session_state.get(f"stopped-{key}"))


def open_model(name: str) -> FaceRecognizer:
    """Open a model of the store; a file that was changed meanwhile is read anew."""
    path = ModelStore().path(name)
    stat = path.stat()
    recognizer: FaceRecognizer = once(
        "model", (str(path), stat.st_mtime_ns, stat.st_size), lambda: load(path), shared=True
    )
    return recognizer


def choose_model() -> str | None:
    """Let people choose among the trained models; None where there is none."""
    names = ModelStore().names()
    if not names:
        return None
    latest = st.session_state.get("latest-model")
    return st.selectbox("Model", names, index=names.index(latest) if latest in names else 0)


def model_file(recognizer: FaceRecognizer) -> bytes:
    """Return the bytes of a model file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.facerec"
        save(recognizer, path)
        return path.read_bytes()


def show_figure(figure: Figure, alt: str, name: str) -> None:
    """Show a figure with words for those who cannot see it, and let it be downloaded."""
    data = png(figure)
    st.image(data, alt=alt, width="stretch")
    st.download_button("Download figure", data, f"{name}.png", "image/png", key=f"figure-{name}", type="tertiary")


def percent(share: float) -> str:
    """Write a share in percent, with as many digits as matter."""
    return f"{100 * share:.3g} %"


def same_from_code(*commands: str) -> None:
    """End a screen with the commands that do the same."""
    with st.expander("Do this from code", icon=":material/terminal:"):
        st.code("\n".join(commands), language="bash", wrap_lines=True)
