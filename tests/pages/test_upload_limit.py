"""The uploads of one session have a common limit."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from facerec.settings import settings


def screen(sizes: list[int], stay: bool) -> None:
    from types import SimpleNamespace

    import streamlit as st

    from pages.upload_limit import within_limit

    for place, size in enumerate(sizes):
        uploads = [SimpleNamespace(size=size)] if size else []
        st.text(str(len(within_limit(str(place), uploads, stay=stay))))


def shown(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def test_the_sum_is_limited_and_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEREC_MAX_UPLOAD_BYTES", "10000000")
    settings.cache_clear()
    app = AppTest.from_function(screen, kwargs={"sizes": [6_000_000, 4_000_000, 500_000], "stay": False}).run()
    assert shown(app) == ["1", "1", "0"]
    assert app.error[0].value.startswith("Your uploads have 10.5 MB together; at most 10 MB are used in one session.")


@pytest.mark.parametrize(("stay", "accepted"), [(False, "1"), (True, "0")])
def test_files_that_stay_in_use_count(monkeypatch: pytest.MonkeyPatch, stay: bool, accepted: str) -> None:
    monkeypatch.setenv("FACEREC_MAX_UPLOAD_BYTES", "10000000")
    settings.cache_clear()
    app = AppTest.from_function(screen, kwargs={"sizes": [6_000_000, 0], "stay": stay}).run()
    later = AppTest.from_function(screen, kwargs={"sizes": [0, 6_000_000], "stay": stay})
    later.session_state["upload-sizes"] = app.session_state["upload-sizes"]
    assert shown(later.run()) == ["0", accepted]
    assert len(later.error) == (accepted == "0")
