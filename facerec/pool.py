"""Things that serve one caller at a time, shared by many threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Pool(Generic[Thing]):
    """As many things as were ever in use at the same time; a thread that needs one never waits for another.

    Parameters
    ----------
    make : callable
        Makes one more.
    """

    def __init__(self, make: Callable[[], Thing]) -> None:
        self._make = make
        self._idle: list[Thing] = []  # append and pop are atomic

    @contextmanager
    def one(self) -> Iterator[Thing]:
        """Lend a thing to one caller."""
        try:
            thing = self._idle.pop()
        except IndexError:
            thing = self._make()
        try:
            yield thing
        finally:
            self._idle.append(thing)
