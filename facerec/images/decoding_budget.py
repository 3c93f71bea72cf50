"""A common memory budget for the pictures that are decoded at the same time, in all threads and sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

_BYTES_PER_PIXEL = 16  # measured at 50 megapixels: WebP takes 16, JPEG and PNG 5 to 10


class DecodingBudget:
    """Memory that is lent while pictures are decoded.

    Attributes
    ----------
    lent : int
        Estimated bytes of the pictures that are being decoded.
    """

    def __init__(self) -> None:
        self.lent = 0
        self._changed = Condition()

    @contextmanager
    def borrow(self, pixels: int, limit: int) -> Iterator[None]:
        """Wait until a picture fits beside the others; one that is larger than the whole budget is decoded alone.

        Parameters
        ----------
        pixels : int
            As declared by the header of the picture.
        limit : int
            The budget in bytes.
        """
        needed = pixels * _BYTES_PER_PIXEL
        with self._changed:
            self._changed.wait_for(lambda: not self.lent or self.lent + needed <= limit)
            self.lent += needed
        try:
            yield
        finally:
            with self._changed:
                self.lent -= needed
                self._changed.notify_all()


BUDGET = DecodingBudget()
"""The budget of this process."""
