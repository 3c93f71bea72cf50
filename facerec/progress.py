"""How long work tells how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""``progress(stage, done, total)``: the stage in words, e.g. "Reading pictures", and two counts.

Called from the thread that asked for the work. To stop the work, raise from inside the callback
(`facerec.errors.Cancelled`, or whatever the caller uses for that): the exception passes through unchanged and nothing
half-done is left behind.
"""


def silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""
