"""A pretrained file is fetched from the screen, from a real server on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from facerec.settings import settings
from tests.pages.test_pages import screen


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def mirror(assets: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(assets / "weights")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setenv("FACEREC_ZOO_MIRROR", address)
    settings.cache_clear()
    yield address
    server.shutdown()
    server.server_close()


def fetch_button(app: AppTest, name: str):
    return app.button(key=f"fetch-{name}")


def test_a_detector_is_there_once_it_is_fetched(mirror: str) -> None:
    app = screen("detect.py")
    app.segmented_control(key="choice-target").set_value("Cats").run()
    assert any("BSD-3-Clause" in text.value for text in app.markdown), "the licence stands beside the button"
    fetch_button(app, "fastestdet").click().run()
    assert not app.exception
    assert (settings().home / "zoo" / "FastestDet.onnx").is_file()
    assert app.multiselect[0].value == ["fastestdet"]


def test_offline_nothing_is_fetched_and_the_screen_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEREC_OFFLINE", "true")
    settings.cache_clear()
    app = screen("detect.py")
    app.segmented_control(key="choice-target").set_value("Cats").run()
    assert fetch_button(app, "fastestdet").disabled
    assert any("switched off" in caption.value for caption in app.caption)
