"""Many small jobs on some threads, in order, stopped at once when nobody wants them any more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from threading import Event
from typing import Any

from joblib import Parallel, delayed

from facerec.errors import Cancelled


def in_parallel(jobs: Sequence[Callable[[], Any]], threads: int, stopped: Event) -> Generator[Any, None, None]:
    """Yield what the jobs return, in their order, each as soon as it and those before it are done.

    Parameters
    ----------
    jobs : sequence of callable
        Each looks at `stopped` from time to time and raises `Cancelled` when it is set.
    threads : int
    stopped : Event
        Set when the generator is closed before its end; it then waits for the jobs that are at work.
    """
    results = Parallel(n_jobs=threads, backend="threading", return_as="generator", batch_size=1)(
        delayed(job)() for job in jobs
    )
    left = len(jobs)
    try:
        for result in results:
            left -= 1
            yield result
    finally:
        if left:
            stopped.set()
            with suppress(Cancelled):  # joblib warns of work that is done and not fetched
                deque(results, maxlen=0)
