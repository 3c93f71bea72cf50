"""Pictures of people who are not enrolled, given beside the people on the Train screen."""

from __future__ import annotations

import streamlit as st

from facerec.datasets import People, people_from_uploads
from pages import sources, ui

_KEPT = "strangers"


def choose(key: sources.Key, people: People) -> tuple[sources.Key, People]:
    """Let people give strangers; return the people with them, and what identifies both.

    Parameters
    ----------
    key : tuple of str
        What identifies the people.
    people : People
        Their own strangers, from a folder called unknown or strangers, stay.
    """
    kept: dict[str, tuple[sources.Key, People]] = st.session_state.setdefault("people", {})
    with st.expander("Strangers", icon=":material/person_off:"):
        st.caption(
            "Pictures of people who are not enrolled set the threshold, beside the people held out. They help most"
            " where few people are enrolled."
        )
        archive = st.file_uploader(
            "Zip with pictures of strangers",
            type="zip",
            key="zip-strangers",
            help="One folder for each stranger. A folder called unknown or strangers among the people does the same.",
        )
        if archive:
            files = [(archive.name, archive.getvalue())]
            listed = ui.once(ui.people_slot(("listed", archive.file_id)), lambda: people_from_uploads(files))
            kept[_KEPT] = (archive.file_id,), listed
        if _KEPT in kept:
            _show(kept, uploaded=archive is not None)
    if people.strangers or _KEPT in kept:
        st.caption("Strangers are not stored in the model: train here again to count them again.")
    if _KEPT not in kept:
        return key, people
    given, strangers = kept[_KEPT]
    return (*key, "strangers", *given), people.with_strangers(strangers)


def _show(kept: dict[str, tuple[sources.Key, People]], *, uploaded: bool) -> None:
    """Say which strangers count, and let them be taken out: the browser forgets an upload on another screen."""
    given = kept[_KEPT][1]
    pictures = len(given.entries) + len(given.strangers)
    st.caption(f"Strangers from {ui.plain(given.origin)}: {pictures:,} pictures.")
    if not uploaded and st.button("Train without them", key="no-strangers", icon=":material/close:"):
        del kept[_KEPT]
        st.rerun()
