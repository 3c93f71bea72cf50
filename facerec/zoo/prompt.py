"""Requests to servers that must be prompt.

requests bounds the wait for each piece of an answer, so that a server that sends the head byte by byte could hold it
for days. Here all of the head has to come within some seconds.
"""

from __future__ import annotations

from contextlib import suppress
from socket import SHUT_RDWR
from threading import Event, Timer
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool

MOST_REDIRECTS = 5


def session(seconds: float) -> requests.Session:
    """Return a session in which the head of every answer has to come within some seconds."""
    asking = requests.Session()
    asking.max_redirects = MOST_REDIRECTS
    for scheme in ("http://", "https://"):
        asking.mount(scheme, _Adapter(seconds))
    return asking


class _PromptHead(HTTPConnection):
    """A connection that is cut where the head of an answer takes too long."""

    seconds = 0.0

    def getresponse(self) -> Any:
        late, socket = Event(), self.sock

        def cut() -> None:
            late.set()
            with suppress(OSError):  # closed by now
                socket.shutdown(SHUT_RDWR)

        timer = Timer(self.seconds, cut)
        timer.start()
        try:
            return super().getresponse()
        finally:
            timer.cancel()
            if late.is_set():
                raise TimeoutError("timed out")


class _PromptHeadTLS(_PromptHead, HTTPSConnection):
    pass


class _Adapter(HTTPAdapter):
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._kinds = {
            "http": type("_Http", (_PromptHead,), {"seconds": seconds}),
            "https": type("_Https", (_PromptHeadTLS,), {"seconds": seconds}),
        }

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = self._kinds[pool.scheme]
        return pool
