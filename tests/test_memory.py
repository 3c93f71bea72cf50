"""Memory that was freed in many threads goes back to the system."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from facerec.memory import give_back, give_back_after

THREADS, BLOCKS, BLOCK = 4, 400, 50_000  # 80 MB in blocks that the C library takes from its heaps


def resident() -> float:
    """Return what this process holds in memory, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1000


def freed_with_holes() -> list[bytes]:
    """Fill and free memory in several threads; the last block of each stays, and keeps its heap from shrinking."""
    everybody = Barrier(THREADS)

    def fill(_: int) -> bytes:
        everybody.wait()
        return [bytes([1]) * BLOCK for _ in range(BLOCKS)][-1]

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(fill, range(THREADS)))


@pytest.mark.skipif(sys.platform != "linux", reason="malloc_trim is glibc's, and /proc is Linux's")
def test_what_threads_have_freed_goes_back() -> None:
    give_back()
    before = resident()
    kept = freed_with_holes()
    held = resident()
    assert held > before + 40, "the C library has given it back by itself"
    assert give_back()
    assert resident() < before + 0.5 * (held - before)
    assert len(kept) == THREADS


def test_later_is_later_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[float] = []
    monkeypatch.setattr("facerec.memory.give_back", lambda: done.append(time.monotonic()))
    started = time.monotonic()
    give_back_after(0.2)
    assert not done
    while not done:
        time.sleep(0.01)
    assert done[0] - started >= 0.2
