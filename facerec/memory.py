"""Freed memory, back to the system.

The C library keeps what many threads have freed, as if it were wanted again: after two webcams have gone, 300 MB that
nothing in Python holds.
"""

from __future__ import annotations

import ctypes
import sys
from threading import Timer


def give_back() -> bool:
    """Return freed memory to the system now; some milliseconds.

    Returns
    -------
    bool
        Whether there was any; False where the C library cannot do so (it takes glibc, malloc_trim(3)).
    """
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None)
    return hasattr(library, "malloc_trim") and bool(library.malloc_trim(0))


def give_back_after(seconds: float) -> None:
    """Do it in a while, when others have let go of theirs, too; a program that ends does not wait for it."""
    timer = Timer(seconds, give_back)
    timer.daemon = True
    timer.start()
