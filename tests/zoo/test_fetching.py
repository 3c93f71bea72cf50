"""Fetching, against a real HTTP server on loopback that does what bad networks do."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from facerec import zoo
from facerec.errors import Cancelled, SettingsError, WeightsError, WeightsMissing
from facerec.settings import settings
from facerec.zoo import fetching

CONTENT = bytes(range(256)) * 1024  # 262,144 bytes


@dataclass
class Server:
    """What is asked for, and how each path answers."""

    asked: list[str] = field(default_factory=list)
    url: str = ""
    broken_answers: int = 0
    slowness: float = 0.0

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        kind = handler.path.split("/")[1]
        if kind == "moved":
            handler.send_response(302)
            handler.send_header("Location", "/good/net.onnx")
            handler.end_headers()
        elif kind == "elsewhere":
            handler.send_response(302)
            handler.send_header("Location", "file:///etc/passwd")
            handler.end_headers()
        elif kind == "detour":  # there is no end to the page that tells of the redirect
            handler.send_response(302)
            handler.send_header("Location", "/good/net.onnx")
            handler.end_headers()
            while True:
                handler.wfile.write(CONTENT)
        elif kind == "slow-head":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            while True:
                handler.wfile.write(b".")
                time.sleep(0.05)
        elif kind in ("gone", "ill"):
            handler.send_error(404 if kind == "gone" else 503)
        else:
            self.send(handler, kind)

    def send(self, handler: BaseHTTPRequestHandler, kind: str) -> None:
        body = {"wrong": CONTENT[::-1], "larger": CONTENT + b"!", "endless": CONTENT * 8}.get(kind, CONTENT)
        handler.send_response(200)
        if kind != "endless":
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if kind == "cut" and self.broken_answers > 0:
            self.broken_answers -= 1
            body = body[: len(body) // 2]
        while kind == "drip":
            handler.wfile.write(b".")
            time.sleep(0.02)
        handler.wfile.write(body[:70_000])
        if kind == "slow":
            handler.wfile.flush()
            time.sleep(self.slowness)
        handler.wfile.write(body[70_000:])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                told.answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("pooch.core.time", SimpleNamespace(sleep=lambda seconds: None))  # it waits between its tries
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        told.url = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield told
        listening.shutdown()
        thread.join()


def offer(url: str) -> Path:
    """Describe a file that is offered at an address; return where it will stand."""
    folder = settings().home / "zoo"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "net.toml").write_text(
        f"""
        file = "net.onnx"
        task = "embedding"
        decoder = "face-recognizer-sf"
        url = "{url}"
        bytes = {len(CONTENT)}
        sha256 = "{hashlib.sha256(CONTENT).hexdigest()}"
        input = {{ height = 112, width = 112, colour = "rgb", crop = "aligned" }}
        """,
        encoding="utf-8",
    )
    return folder / "net.onnx"


def only_the_description_is_there() -> bool:
    return [path.name for path in (settings().home / "zoo").iterdir()] == ["net.toml"]


def test_a_file_is_fetched_once_and_told_in_bytes(server: Server) -> None:
    path = offer(f"{server.url}/good/net.onnx")
    told: list[tuple[str, int, int]] = []
    assert zoo.fetch("net", lambda *state: told.append(state)) == path
    assert path.read_bytes() == CONTENT
    assert {(stage, total) for stage, _, total in told} == {("Fetching net.onnx, bytes", len(CONTENT))}
    done = [done for _, done, _ in told]
    assert done == sorted(set(done))
    assert (len(done) > 1, done[-1]) == (True, len(CONTENT))
    assert zoo.fetch("net") == path
    assert server.asked == ["/good/net.onnx"]


@pytest.mark.parametrize("kind", ["moved", "detour"])
def test_a_redirect_is_followed(server: Server, kind: str) -> None:
    offer(f"{server.url}/{kind}/net.onnx")
    assert zoo.fetch("net").read_bytes() == CONTENT
    assert server.asked == [f"/{kind}/net.onnx", "/good/net.onnx"]


def test_a_body_cut_off_is_asked_for_again(server: Server) -> None:
    path = offer(f"{server.url}/cut/net.onnx")
    server.broken_answers = 2
    assert zoo.fetch("net") == path
    assert path.read_bytes() == CONTENT
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("kind", "words", "times"),
    [
        ("wrong", "its SHA-256 is not the published one", 3),
        ("cut", "the answer broke off", 3),
        ("gone", "HTTP 404", 1),
        ("ill", "HTTP 503", 3),
        ("larger", "larger than the published 262,144 bytes", 1),
        ("endless", "larger than the published 262,144 bytes", 1),
        ("slow", "no answer within 0.2 s", 3),
        ("slow-head", "no answer within 0.2 s", 3),
        ("drip", "less than 4,000 bytes a second", 1),
        ("elsewhere", "refused (InvalidSchema)", 3),
    ],
)
def test_what_goes_wrong_is_told_and_nothing_is_left(
    server: Server, monkeypatch: pytest.MonkeyPatch, kind: str, words: str, times: int
) -> None:
    url = f"{server.url}/{kind}/net.onnx"
    path = offer(url)
    server.broken_answers, server.slowness = 99, 0.5
    if kind.startswith("slow"):  # the others may take their time on a busy machine
        monkeypatch.setattr(fetching, "_TIMEOUT", (0.2, 0.2))
    monkeypatch.setattr(fetching, "_GRACE", 0.2 if kind == "drip" else 60.0)
    with pytest.raises(WeightsMissing) as caught:
        zoo.fetch("net")
    for part in ("net.onnx", url, words, str(path.parent), "everything that needs no download goes on working"):
        assert part in str(caught.value)
    assert only_the_description_is_there()
    assert len(server.asked) == times


def test_nobody_there_is_told(server: Server) -> None:
    offer("http://127.0.0.1:9/net.onnx")  # the discard port, where nobody listens
    with pytest.raises(WeightsMissing, match="no connection"):
        zoo.fetch("net")
    assert only_the_description_is_there()


def test_never_more_is_written_than_stated(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(f"{server.url}/endless/net.onnx")
    largest = 0

    def look(stage: str, done: int, total: int) -> None:
        nonlocal largest
        files = [path for path in (settings().home / "zoo").iterdir() if path.suffix != ".toml"]
        largest = max(largest, *(path.stat().st_size for path in files))

    with pytest.raises(WeightsMissing):
        zoo.fetch("net", look)
    assert 0 < largest <= len(CONTENT)


def test_stopping_leaves_nothing_half_done(server: Server) -> None:
    offer(f"{server.url}/good/net.onnx")

    def stop(stage: str, done: int, total: int) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        zoo.fetch("net", stop)
    assert only_the_description_is_there()
    assert len(server.asked) == 1, "who stops is not asked again"


def test_a_broken_file_is_replaced(server: Server) -> None:
    path = offer(f"{server.url}/good/net.onnx")
    path.write_bytes(b"half a network")
    assert zoo.fetch("net").read_bytes() == CONTENT


def test_many_may_ask_at_once(server: Server) -> None:
    path = offer(f"{server.url}/good/net.onnx")
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(zoo.fetch, ["net"] * 4)) == [path] * 4
    assert path.read_bytes() == CONTENT
    assert sorted(file.name for file in path.parent.iterdir()) == ["net.onnx", "net.toml"]


def test_the_mirror_is_asked_first_and_the_publisher_when_it_fails(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACEREC_ZOO_MIRROR", f"{server.url}/gone/")
    settings.cache_clear()
    path = offer(f"{server.url}/good/net.onnx")
    assert zoo.fetch("net") == path
    assert server.asked == ["/gone/net.onnx", "/good/net.onnx"]
    path.unlink()
    monkeypatch.setenv("FACEREC_ZOO_MIRROR", f"{server.url}/good")
    settings.cache_clear()
    assert zoo.fetch("net") == path
    assert server.asked[2:] == ["/good/net.onnx"]


@pytest.mark.parametrize("mirror", ["ftp://example.org/zoo", "/somewhere", "file:///tmp"])
def test_a_mirror_is_an_address(server: Server, monkeypatch: pytest.MonkeyPatch, mirror: str) -> None:
    monkeypatch.setenv("FACEREC_ZOO_MIRROR", mirror)
    settings.cache_clear()
    offer(f"{server.url}/good/net.onnx")
    with pytest.raises(SettingsError, match="FACEREC_ZOO_MIRROR"):
        zoo.fetch("net")


def test_offline_nothing_is_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEREC_OFFLINE", "1")
    settings.cache_clear()
    path = offer(f"{server.url}/good/net.onnx")
    with pytest.raises(WeightsMissing, match="FACEREC_OFFLINE"):
        zoo.fetch("net")
    assert server.asked == []
    path.write_bytes(CONTENT)
    assert zoo.fetch("net") == path, "what is here needs no network"


def test_a_folder_that_cannot_hold_it_is_told(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    described = offer(f"{server.url}/good/net.onnx").parent
    (tmp_path / "no folder").write_bytes(b"")
    monkeypatch.setenv("FACEREC_ZOO_DIR", str(described))
    monkeypatch.setenv("FACEREC_HOME", str(tmp_path / "no folder"))
    settings.cache_clear()
    with pytest.raises(WeightsError, match=r"net\.onnx cannot be saved in .*no folder"):
        zoo.fetch("net")
