"""What one thread leaves for another: always the newest only, so that nothing piles up."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class Newest(Generic[T]):
    """Holds one thing at most, the newest: whoever is slow misses what came in between."""

    _value: T | None = None
    _closed: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def put(self, value: T) -> None:
        """Replace what is held."""
        with self._changed:
            self._value = value
            self._changed.notify_all()

    def take(self) -> T | None:
        """Return what is held, if anything, and hold nothing."""
        with self._changed:
            value, self._value = self._value, None
            return value

    def wait(self) -> T | None:
        """Wait for something and take it; None once it is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._value is not None)
            value, self._value = self._value, None
            return None if self._closed else value

    def rest(self, seconds: float) -> bool:
        """Wait, but not beyond the closing; return whether it is still open."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._closed, seconds)

    def close(self) -> None:
        """Wake up whoever waits."""
        with self._changed:
            self._closed, self._value = True, None
            self._changed.notify_all()
