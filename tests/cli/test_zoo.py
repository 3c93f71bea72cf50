"""``zoo list``, ``zoo fetch`` and ``zoo verify``, as their users type them."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from facerec.cli import main
from facerec.settings import settings
from facerec.zoo import registry, weights


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["zoo", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One's own file "net" that is offered by a server on loopback; where it will stand."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (tmp_path / "net.onnx").write_bytes(b"network")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=tmp_path)) as server:
        folder = settings().home / "zoo"
        folder.mkdir(parents=True)
        (folder / "net.toml").write_text(
            f"""
            file = "net.onnx"
            task = "embedding"
            decoder = "face-recognizer-sf"
            url = "http://127.0.0.1:{server.server_port}/net.onnx"
            bytes = 7
            sha256 = "{hashlib.sha256(b"network").hexdigest()}"
            licence = "MIT"
            licence_url = "https://example.org/licence"
            input = {{ height = 112, width = 112, colour = "rgb", crop = "aligned" }}
            """
        )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield folder / "net.onnx"
        server.shutdown()
        thread.join()


def answer(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(line))


def test_list_says_what_there_is_and_what_is_here(zoo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "list", "--json")
    assert (code, err) == (0, "")
    entries = {entry["name"]: entry for entry in json.loads(out)}
    assert list(entries) == list(registry())
    yunet, sface, own = entries["yunet"], entries["sface"], entries["mobileface-v2"]
    assert yunet["path"] == str(zoo_folder / "face_detection_yunet_2023mar.onnx")
    assert (yunet["verified"], yunet["own"], yunet["licence"], yunet["bytes"]) == (True, False, "MIT", 232589)
    assert (sface["path"], sface["trouble"], sface["verified"]) == (None, None, False)
    assert (own["own"], own["task"], own["path"]) == (True, "embedding", str(zoo_folder / "mobileface_id_v2.onnx"))

    code, out, _ = run(capsys, "list")
    assert code == 0
    lines = dict(zip(out.splitlines()[1::2], out.splitlines()[2::2], strict=True))
    (sface_line,) = (line for line in lines if line.startswith("sface "))
    assert sface_line.split() == ["sface", "embedding", "38.7", "Apache-2.0"]
    assert lines[sface_line].endswith("not here; not yet verified by us")
    (yunet_line,) = (line for line in lines if line.startswith("yunet "))
    assert lines[yunet_line].endswith(f"here: {yunet['path']}; verified by us")


def test_list_tells_broken_descriptions_and_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    folder = settings().home / "zoo"
    folder.mkdir(parents=True)
    (folder / "broken.toml").write_text("file = 1")
    (folder / weights("yunet").file).write_bytes(b"half")
    code, out, err = run(capsys, "list")
    assert code == 0
    assert "broken.toml cannot be used" in err
    assert "not used: " in out
    assert "4 bytes instead of 232,589" in out


def test_fetch_shows_the_licence_and_wants_a_yes(offered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "fetch", "net")
    assert (code, out) == (2, "")
    assert "licence: MIT, https://example.org/licence" in err
    assert "--yes" in err
    assert not offered.exists()

    code, out, err = run(capsys, "fetch", "net", "--yes", "--json")
    assert (code, json.loads(out)) == (0, [{"name": "net", "path": str(offered)}])
    assert "licence: MIT, https://example.org/licence" in err
    assert "Fetching net.onnx, bytes 7/7" in err
    assert offered.read_bytes() == b"network"

    code, out, err = run(capsys, "fetch", "net")
    assert (code, out, err) == (0, f"net: {offered}\n", ""), "what is here is not asked about again"


@pytest.mark.parametrize(("line", "fetched"), [("y\n", True), ("YES\n", True), ("\n", False), ("no\n", False)])
def test_fetch_asks_on_a_terminal(
    offered: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str, fetched: bool
) -> None:
    answer(monkeypatch, line)
    code, _, err = run(capsys, "fetch", "net")
    assert "[y/N]" in err
    assert (code, offered.exists()) == ((0, True) if fetched else (2, False))


def test_fetch_offline_says_what_to_do(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEREC_OFFLINE", "1")
    settings.cache_clear()
    code, out, err = run(capsys, "fetch", "sface")
    assert (code, out) == (2, "")
    for part in (weights("sface").url, weights("sface").file, str(settings().home / "zoo"), "FACEREC_OFFLINE"):
        assert part in err
    assert err.count("\n") == 1


def test_fetch_of_nothing_known_lists_the_names(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "fetch", "yunet", "sfaze", "--yes")
    assert code == 2
    assert "'sfaze'; there are: yunet" in err


def test_verify_reads_all_files_and_says_which_differ(zoo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "verify")
    assert code == 0
    assert f"yunet: {zoo_folder / 'face_detection_yunet_2023mar.onnx'} is as described" in out.splitlines()
    assert len(out.splitlines()) == 9

    copy = zoo_folder / "FastestDet.onnx"
    right = copy.read_bytes()
    copy.unlink()
    copy.write_bytes(right[:-1] + bytes([right[-1] ^ 1]))
    code, out, _ = run(capsys, "verify", "--json")
    assert code == 2
    (wrong,) = (one for one in json.loads(out) if one["trouble"])
    assert (wrong["name"], wrong["path"]) == ("fastestdet", str(copy))
    assert "instead of 31cb14c0" in wrong["trouble"]


def test_verify_of_nothing_says_where_it_looked(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "verify")
    assert code == 0
    assert str(settings().home / "zoo") in out
