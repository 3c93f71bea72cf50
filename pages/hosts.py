"""Which requests are answered: those for the names of this server, and from its own pages.

A foreign page can let its own name lead to this machine (DNS rebinding), and would then read and change everything here
as if it were ours. Its requests carry that name in ``Host`` and ``Origin``. Streamlit's ``server.allowedHosts`` guards
the WebSocket alone; this guards pages, uploads and downloads, too.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from streamlit import config

from facerec.settings import settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - what people give to open the server to the network
_REFUSED = b"This address is none of this server's. Set FACEREC_ALLOWED_HOSTS to the names by which it is reached."


class HostCheck:
    """ASGI middleware that refuses requests for other hosts and from other origins, with the status 403."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket") or is_answered(scope["headers"]):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it was accepted: status 403
        else:
            headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(_REFUSED)).encode())]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": _REFUSED})


def is_answered(headers: list[tuple[bytes, bytes]]) -> bool:
    """Return whether the host that a request asks, and the origin that it comes from, if any, are this server."""
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    origins = [value.decode("latin-1") for name, value in headers if name == b"origin"]
    asked = [f"//{host}" for host in hosts]
    return len(hosts) == 1 and all(_is_own(_name(address)) for address in (*asked, *origins))


def _name(address: str) -> str | None:
    """Return the host in an address, in lower case; None where there is none."""
    try:
        name = urlsplit(address).hostname
    except ValueError:
        return None
    return name.rstrip(".") if name else None


def _is_own(host: str | None) -> bool:
    if host is None:
        return False
    allowed = settings().allowed_hosts
    address = str(config.get_option("server.address") or "").lower()
    if host in _LOOPBACK or host == address or host in allowed or "*" in allowed:
        return True
    if any(name.startswith("*.") and host.endswith(name[1:]) for name in allowed):
        return True
    if address not in _EVERYWHERE:
        return False
    mine = socket.gethostname().lower()
    return host in (mine, f"{mine}.local") or _is_number(host)


def _is_number(host: str) -> bool:
    """Return whether a host is an address instead of a name: no foreign name leads here then."""
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
