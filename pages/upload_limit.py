"""The limit on what one session uploads, over all screens."""

from __future__ import annotations

from typing import Any

import streamlit as st

from facerec.settings import settings


def within_limit(place: str, uploads: list[Any], *, stay: bool = False) -> list[Any]:
    """Return the uploads of one place, or none of them, with an error on the screen, where the session has too many.

    Parameters
    ----------
    place : str
        What the uploads are for; new uploads of a place replace its old ones.
    uploads : list
        Files of `st.file_uploader`; only their attribute `size` is used.
    stay : bool, default=False
        Whether the files of a place stay in use after the browser has dropped them.
    """
    sizes: dict[str, int] = st.session_state.setdefault("upload-sizes", {})
    own = sum(upload.size for upload in uploads)
    total = own + sum(size for other, size in sizes.items() if other != place)
    limit = settings().max_upload_bytes
    if own and total > limit:
        st.error(
            f"Your uploads have {total / 1e6:,.1f} MB together; at most {limit / 1e6:,g} MB are used in one session."
            " Remove some files, or upload smaller ones."
        )
        return []
    if own or not stay:
        sizes[place] = own
    return uploads
