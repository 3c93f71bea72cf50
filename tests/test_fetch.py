"""Pictures by URL, from a real server on loopback; and all that must not be fetched."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from facerec import fetch
from facerec.errors import FacerecError, FetchError, FetchRefused
from facerec.fetch import fetch_picture, is_public
from facerec.images import encode
from facerec.settings import settings

PICTURE = np.random.default_rng(0).integers(0, 256, (9, 7, 3), np.uint8)
PNG = encode(PICTURE)


class Answers(BaseHTTPRequestHandler):
    """Answers by path; remembers the Host of each request."""

    hosts: list[str] = []  # noqa: RUF012 - the server makes one handler a request

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        answer: Callable[[], None] = getattr(self, self.path.strip("/").split("/")[0].split("?")[0].replace(".", "_"))
        answer()

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def face_png(self) -> None:
        self._send(PNG, Content_Type="text/html")  # what a server says of it does not matter

    def page(self) -> None:
        self._send(b"<html>no picture</html>", Content_Type="image/png")

    def missing(self) -> None:
        self._send(b"", 404)

    def hop(self) -> None:
        left = int(self.path.rsplit("/", 1)[1])
        self._send(b"", 302, Location=f"/hop/{left - 1}" if left else "/face.png")

    def inside(self) -> None:
        self._send(b"", 302, Location="http://intern.example/face.png")

    def file(self) -> None:
        self._send(b"", 302, Location="file:///etc/passwd")

    def script(self) -> None:
        self._send(b"", 302, Location="javascript:1")

    def no_name(self) -> None:
        self._send(b"", 302, Location="http://xn--/a.png")

    def nowhere(self) -> None:
        self._send(b"", 302)

    def zipped(self) -> None:
        self._send(b"", Content_Encoding="gzip")

    def huge(self) -> None:
        self.send_response(200)
        self.end_headers()  # no length: it ends when it ends
        for _ in range(400):
            self.wfile.write(bytes(100_000))

    def cut_off(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(PNG)

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        self._drip()

    def drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self._drip()

    def _drip(self) -> None:
        for _ in range(100):
            self.wfile.write(b".")
            self.wfile.flush()
            time.sleep(0.1)

    def handle(self) -> None:
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):  # whoever asked has hung up, as it should
            self.close_connection = True

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def url(port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of the server, which only the setting for tests lets be reached."""
    monkeypatch.setenv("FACEREC_URL_PRIVATE", "true")
    settings.cache_clear()
    return f"http://pictures.example:{port}"


def loopback(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def test_a_picture_arrives_as_it_is(url: str) -> None:
    fetched = fetch_picture(f" {url}/face.png?size=large ", resolve=loopback)
    assert np.array_equal(fetched.picture, PICTURE)
    assert (fetched.name, fetched.data) == ("face.png", PNG)
    assert Answers.hosts[-1] == url.removeprefix("http://"), "the name goes with the request, the address below it"


def test_three_redirects_and_no_more(url: str) -> None:
    assert fetch_picture(f"{url}/hop/2", resolve=loopback).data == PNG
    with pytest.raises(FetchRefused, match="more than 3 times"):
        fetch_picture(f"{url}/hop/3", resolve=loopback)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("page", "no picture that can be read"),
        ("missing", "status 404"),
        ("nowhere", "status 302"),
        ("file", "begins with http:// or https://"),
        ("script", "leads on to what is no address"),
        ("no_name", "leads on to what is no address"),
        ("zipped", "compresses its answer"),
        ("huge", "larger than 10 MB"),
        ("cut_off", "broke off"),
    ],
)
def test_what_is_no_picture_is_told(url: str, path: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        fetch_picture(f"{url}/{path}", resolve=loopback)


@pytest.mark.parametrize("path", ["drip", "drip_headers"])
def test_a_server_that_drips_is_left_in_time(url: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MOST_SECONDS", 1.0)
    with pytest.raises(FetchError, match="took longer than"):
        fetch_picture(f"{url}/{path}", resolve=loopback)


def test_a_resolver_that_hangs_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MOST_SECONDS", 0.5)
    woken = threading.Event()
    with pytest.raises(FetchError, match="took longer than"):
        fetch_picture("http://slow.example/a.png", resolve=lambda host, port: [str(woken.wait(20))])
    woken.set()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104
        "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fec0::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:0a00:0001::1", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "::7f00:1",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_whatever_they_are_called(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(FetchRefused, match="private network"):
        fetch_picture("http://harmless.example/a.png", resolve=lambda host, port: ["93.184.215.14", address])


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::8.8.8.8"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "0x7f000001", "2130706433", "127.1", "[::ffff:7f00:1]"]
)
def test_the_machine_itself_is_refused_in_every_spelling(host: str) -> None:
    with pytest.raises(FetchError):
        fetch_picture(f"http://{host}/a.png")


def test_a_redirect_inwards_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address is taken for public, the one it leads on to is not."""
    monkeypatch.setattr(fetch, "is_public", lambda address: address != "10.0.0.7")
    monkeypatch.setitem(fetch._PORTS, "http", port)
    with pytest.raises(FetchRefused, match="private network"):
        fetch_picture(
            f"http://pictures.example:{port}/inside",
            resolve=lambda host, port: ["10.0.0.7"] if host == "intern.example" else ["127.0.0.1"],
        )


def test_a_name_is_looked_up_once_and_the_connection_goes_where_was_looked(url: str) -> None:
    """DNS rebinding: a second answer would lead elsewhere."""
    answers = iter([["127.0.0.1"], ["10.0.0.7"]])
    assert fetch_picture(f"{url}/face.png", resolve=lambda host, port: next(answers)).data == PNG


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "no address of a picture"),
        ("ftp://example.org/a.png", "no address of a picture"),
        ("file:///etc/passwd", "no address of a picture"),
        ("https://", "no address of a picture"),
        ("http://xn--/a.png", "no address of a picture"),
        ("http://user:secret@example.org/a.png", "user name or password"),
        ("http://example.org:22/a.png", "port 22 is not fetched from"),
        ("http://" + "a" * 3000, "no address of a picture"),
    ],
)
def test_other_addresses_are_refused(address: str, words: str) -> None:
    with pytest.raises(FetchRefused, match=words):
        fetch_picture(address, resolve=loopback)


@pytest.mark.parametrize("variable", ["FACEREC_OFFLINE", "FACEREC_URL_PICTURES"])
def test_it_can_be_switched_off(url: str, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "true" if variable == "FACEREC_OFFLINE" else "false")
    settings.cache_clear()
    with pytest.raises(FetchRefused, match="switched off here"):
        fetch_picture(f"{url}/face.png", resolve=loopback)


def test_a_name_nobody_has_is_told() -> None:
    with pytest.raises(FetchError, match="No server has this name"):
        fetch_picture("https://nobody.example/a.png", resolve=lambda host, port: [])


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.one_of(some.text(max_size=60), some.builds(lambda rest: f"http://{rest}", some.text(max_size=40))))
def test_whatever_is_typed_gets_a_sentence(text: str) -> None:
    with pytest.raises(FacerecError):
        fetch_picture(text, resolve=lambda host, port: [])


@pytest.mark.parametrize(
    "address",
    [
        # One address of each block of IANA's two registries of special-purpose addresses.
        *("0.1.2.3", "10.1.2.3", "100.64.1.1", "127.1.2.3", "169.254.169.254", "172.31.0.1", "192.0.0.1", "192.0.0.9"),
        *("192.0.0.170", "192.0.2.7", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.1.1", "192.175.48.1"),
        *("198.18.0.1", "198.19.255.255", "198.51.100.4", "203.0.113.9", "240.0.0.1", "255.255.255.255", "224.0.0.1"),
        *("::", "::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "100:0:0:1::1", "2001:1::1"),
        *("2001:2::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1", "2001:db8::1"),
        *("2002:a00:1::1", "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1"),
        *("ff02::1", "4000::1", "::10.0.0.1", "no address", "", "10.0.0.1%eth0", "fe80::1%eth0"),
    ],
)
def test_what_the_registries_of_special_addresses_list_is_not_public(address: str) -> None:
    assert not fetch.is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "192.0.1.1", "192.88.98.1", "2a00:1450::1", "2002:808:808::1"])
def test_their_neighbours_are_public(address: str) -> None:
    assert fetch.is_public(address)


@pytest.mark.parametrize("fault", [OSError("no such host"), ValueError("label too long"), RuntimeError("broken")])
def test_a_resolver_that_fails_is_told(fault: Exception) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise fault

    with pytest.raises(FetchError, match="could not be looked up"):
        fetch_picture("http://pictures.example/a.png", resolve=resolve)
