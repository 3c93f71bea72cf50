"""A foreign name that leads to this machine, and a foreign page, reach neither pages nor the WebSocket."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import QUIET, Server

WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def status(server: Server, path: str, method: str = "GET", **headers: str) -> int:
    port = urlsplit(server.url).port
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.putrequest(method, path, skip_host=True)
        for name, value in {"Host": f"localhost:{port}", **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "foreign",
    [
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:80"},
        {"Host": "10.0.0.7"},
        {"Host": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_foreign_hosts_and_origins_are_refused(server: Server, foreign: dict[str, str]) -> None:
    for path in ("/", "/train", "/_stcore/health", "/_stcore/host-config"):
        assert status(server, path) == 200
        assert status(server, path, **foreign) == 403
    assert status(server, "/_stcore/upload_file/a/b", "PUT", **foreign) == 403
    own = {"Origin": server.url, **WEBSOCKET}
    assert status(server, "/_stcore/stream", **own) == 101
    assert status(server, "/_stcore/stream", **own | foreign) == 403


@pytest.mark.browser
def test_a_name_that_was_rebound_shows_nothing(playwright: Playwright, chromium: str, server: Server) -> None:
    rule = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    browser = playwright.chromium.launch(executable_path=chromium, args=[*QUIET, rule])
    try:
        page = browser.new_page()
        answer = page.goto(f"http://evil.example:{urlsplit(server.url).port}/")
        assert answer is not None
        assert answer.status == 403
        assert "FACEREC_ALLOWED_HOSTS" in page.inner_text("body")
    finally:
        browser.close()
