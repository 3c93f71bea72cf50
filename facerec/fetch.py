"""The only door to the network for addresses that people type: a picture by its URL, and nothing else.

Whoever types a URL makes this machine send a request, which may reach what they themselves cannot (server-side request
forgery, OWASP A10:2021). So every address that a name leads to must be public, the connection goes to the very address
that was looked at, each redirect is looked at anew, and there are limits on everything.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Thread
from typing import Any
from urllib.parse import unquote

import httpcore
import httpx

from facerec.errors import FetchError, FetchRefused, PictureError
from facerec.images import Picture, decode
from facerec.settings import settings

MOST_BYTES = 10_000_000
MOST_SECONDS = 10.0
MOST_REDIRECTS = 3

_PORTS = {"http": 80, "https": 443}
_LONGEST_URL = 2_000
_NOT_IN_NAMES = '/\\"<>|:*?'
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all that has been assigned for use between networks
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
            *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
        ),
    )
)
"""IANA's registries of special-purpose addresses, IPv4 and IPv6, as of 2025: Python's `is_global` knows those of its
own release, and calls some of them global that serve networks and hold no pictures (6to4 relays, AS112, ORCHID)."""

Resolve = Callable[[str, int], list[str]]
"""From a name and a port to the addresses it leads to."""


@dataclass(frozen=True, eq=False)
class Fetched:
    """A picture from the network.

    Attributes
    ----------
    name : str
        The last part of its address.
    data : bytes
        As it was sent.
    picture : ndarray of shape (height, width, 3), uint8 RGB
    """

    name: str
    data: bytes
    picture: Picture


def fetch_picture(url: str, *, resolve: Resolve | None = None) -> Fetched:
    """Fetch a picture: by http or https, from public addresses, 10 MB and 10 seconds at most.

    Parameters
    ----------
    url : str
    resolve : callable, optional
        Instead of the system's resolver.

    Raises
    ------
    FetchRefused
        For what is not fetched on purpose; says what is.
    FetchError
        When nobody answers, or not with a picture.
    PictureError
        When the picture is damaged or too large.
    """
    if settings().offline or not settings().url_pictures:
        raise FetchRefused("Fetching pictures by URL is switched off here; upload the picture instead.")
    address = _checked(url.strip())
    deadline = time.monotonic() + MOST_SECONDS
    with _client(resolve or _system_resolver, deadline) as client:
        try:
            data, last = _follow(client, address, deadline)
        except (httpcore.TimeoutException, httpx.TimeoutException) as error:
            raise FetchError(_TOO_SLOW) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError) as error:
            raise FetchError("The server could not be reached, or broke off; check the address.") from error
        except (httpx.InvalidURL, UnicodeError) as error:  # httpx looks at the address in a redirect before we can
            raise FetchRefused("The address leads on to what is no address; give the picture's own address.") from error
    name = _name_of(last)
    try:
        return Fetched(name, data, decode(data, name))
    except PictureError as error:
        raise FetchError(f"At this address there is no picture that can be read: {error}") from error


_TOO_SLOW = f"The server took longer than {MOST_SECONDS:.0f} seconds; download the picture and upload it instead."


def _client(resolve: Resolve, deadline: float) -> httpx.Client:
    headers = {"Accept": "image/*", "Accept-Encoding": "identity", "User-Agent": "facerec"}
    return httpx.Client(transport=_Transport(_Guard(resolve, deadline)), headers=headers, trust_env=False)


def _follow(client: httpx.Client, url: httpx.URL, deadline: float) -> tuple[bytes, httpx.URL]:
    """Ask, and ask again where the answer sends one elsewhere; return the body and where it came from."""
    for _ in range(MOST_REDIRECTS + 1):
        with client.stream("GET", url, timeout=MOST_SECONDS) as response:
            if response.has_redirect_location:
                url = _checked(str(url.join(response.headers["Location"])))
                client.cookies.clear()
                continue
            if response.status_code != httpx.codes.OK:
                raise FetchError(f"The server answered with the status {response.status_code}; check the address.")
            return _body(response, deadline), url
    raise FetchRefused(f"The address leads on more than {MOST_REDIRECTS} times; give the picture's own address.")


def _body(response: httpx.Response, deadline: float) -> bytes:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise FetchRefused("The server compresses its answer, though it was asked not to; upload the picture instead.")
    parts, size = [], 0
    for part in response.iter_raw():
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise FetchRefused(f"The picture is larger than {MOST_BYTES // 1_000_000} MB; upload a smaller one.")
        if time.monotonic() > deadline:
            raise FetchError(_TOO_SLOW)
    return b"".join(parts)


def _checked(text: str) -> httpx.URL:
    """Return a URL of a form that is fetched.

    Raises
    ------
    FetchRefused
    """
    try:
        url = httpx.URL(text) if len(text) <= _LONGEST_URL else None
        host = url.host if url else ""  # may need IDNA, which may fail
    except (httpx.InvalidURL, UnicodeError, ValueError):
        url, host = None, ""
    if url is None or url.scheme not in _PORTS or not host:
        raise FetchRefused("That is no address of a picture; give one that begins with http:// or https://.")
    if url.userinfo:
        raise FetchRefused("Addresses with a user name or password are not fetched; upload the picture instead.")
    if url.port not in (None, *_PORTS.values()) and not settings().url_private:
        raise FetchRefused(f"The port {url.port} is not fetched from; allowed are 80 and 443.")
    return url


def _name_of(url: httpx.URL) -> str:
    last = unquote(PurePosixPath(url.path).name)
    kept = "".join(one for one in last if one.isprintable() and one not in _NOT_IN_NAMES)
    return kept[-80:].lstrip(".") or "picture"


# Connecting


class _Guard(httpcore.NetworkBackend):
    """Opens connections to public addresses only, and lets none of them outlive the deadline."""

    def __init__(self, resolve: Resolve, deadline: float) -> None:
        self._resolve = resolve
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Look a name up once, refuse it where any of its addresses is private, and connect to one of these."""
        addresses = _within(lambda: self._resolve(host, port), self._deadline)
        if not settings().url_private and not all(is_public(address) for address in addresses):
            raise FetchRefused("The address leads into a private network; pictures are fetched from public ones only.")
        return _TimedStream(self._connected(addresses, port, local_address, socket_options), self._deadline)

    def _connected(
        self, addresses: list[str], port: int, local_address: str | None, socket_options: Iterable[Any] | None
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; IPv6 may be offered where it leads nowhere."""
        backend, options = httpcore.SyncBackend(), list(socket_options or ())
        for number, address in enumerate(addresses, start=1):
            patience = _left(self._deadline) / (1 if number == len(addresses) else 2)
            try:
                return backend.connect_tcp(address, port, patience, local_address, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise FetchError("No server has this name; check the address.")


class _TimedStream(httpcore.NetworkStream):
    """A connection on which every step must end before the deadline, so that a server cannot drip."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """httpx over connections that a guard opens."""

    def __init__(self, guard: _Guard) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=guard)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore.Request(request.method, url, headers=request.headers.raw, extensions=request.extensions)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def is_public(address: str) -> bool:
    """Whether an IPv4 or IPv6 address belongs to the public internet, also the one that it wraps.

    An IPv6 address may carry an IPv4 address that it leads to: mapped, 6to4 (RFC 3056), Teredo (RFC 4380), NAT64. What
    is no address is not public.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if ip not in _GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _SPECIAL)


def _system_resolver(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _within(work: Callable[[], list[str]], deadline: float) -> list[str]:
    """Look up in a thread, since a resolver knows no deadline; one that hangs is left behind."""
    answer: Future[list[str]] = Future()

    def run() -> None:
        try:
            answer.set_result(work())
        except Exception as error:  # noqa: BLE001 - in a thread of its own it would be lost, and waited for
            answer.set_exception(error)

    Thread(target=run, name="resolve", daemon=True).start()
    try:
        return answer.result(_left(deadline))
    except FutureTimeout as error:
        raise FetchError(_TOO_SLOW) from error
    except Exception as error:
        raise FetchError("The name of the server could not be looked up; check the address.") from error


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchError(_TOO_SLOW)
    return left
