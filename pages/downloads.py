"""Pretrained files that are not here yet: what they are, under which terms, and a button that fetches them."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from facerec import zoo
from facerec.settings import settings
from pages import ui


def offer(names: Iterable[str], *, open: bool = False) -> None:
    """Offer the files that are not here; say where one's own can be put. `open` where nothing goes on without them."""
    missing = [zoo.weights(name) for name in names if not zoo.is_here(name)]
    if not missing:
        return
    with st.expander(f"More with pretrained files ({len(missing)})", icon=":material/download:", expanded=open):
        if settings().offline:
            st.caption("Fetching is switched off here; put files into the folder that FACEREC_ZOO_DIR names.")
        for file in missing:
            _offer_one(file)


def _offer_one(file: zoo.Weights) -> None:
    licence = ui.plain(file.licence)
    terms = f"[{licence}]({file.licence_url})" if file.licence_url else licence
    known = "" if file.verified else " · not yet verified by us"
    st.markdown(f"**{ui.plain(file.title)}** · {file.bytes / 1e6:.1f} MB · {terms}{known}")
    asked = st.button(
        "Fetch, under these terms",
        key=f"fetch-{file.name}",
        icon=":material/download:",
        disabled=file.url is None or settings().offline,
        help=file.url,
    )
    if asked or ui.left_off(f"fetch-{file.name}") == "running":
        with ui.errors_in_words(stop=False):
            with ui.progress_with_stop(f"fetch-{file.name}") as progress:
                zoo.fetch(file.name, progress)
            st.rerun()
    st.code(f"python -m facerec zoo fetch {file.name}", language=None, wrap_lines=True)
