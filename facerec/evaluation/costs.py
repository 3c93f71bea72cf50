"""What a method costs: time, bytes, memory."""

from __future__ import annotations

import os
import platform
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from threadpoolctl import threadpool_limits

from facerec.errors import ModelError
from facerec.matching import person_distances
from facerec.storage.objects import dumps

_QUICK = 0.5  # seconds, until which a training is timed again
_TIMES = 3
_ASKED = 20


@dataclass(frozen=True)
class Cost:
    """What a method costs on this machine, on one thread.

    Attributes
    ----------
    train_seconds : float
        To learn all faces, the thresholds aside; the quickest of up to three times.
    ms_per_face : float
        To name one face, one at a time; the median of up to twenty.
    model_bytes : int or None
        Of the fitted pipeline in a model file; None for one that no model file can hold.
    peak_bytes : int
        Memory taken while learning, the faces themselves aside.
    """

    train_seconds: float
    ms_per_face: float
    model_bytes: int | None
    peak_bytes: int


def measure_cost(pipeline: Any, faces: NDArray[Any], names: NDArray[Any]) -> Cost:
    """Train on all faces and name some.

    Parameters
    ----------
    pipeline : estimator
        Unfitted; ends in a classifier.
    faces : ndarray of shape (n_faces, ...)
    names : ndarray of shape (n_faces,)
    """
    with threadpool_limits(1):
        peak = _peak(pipeline, faces, names)  # first, as the first one also loads code
        timed: list[float] = []
        while len(timed) < _TIMES and sum(timed) < _QUICK:
            fitted, seconds = _timed(lambda: clone(pipeline).fit(faces, names))
            timed.append(seconds)
        chosen = np.linspace(0, len(faces) - 1, min(_ASKED, len(faces))).astype(int)
        person_distances(fitted, faces[:1])
        each = [_timed(partial(person_distances, fitted, faces[row : row + 1]))[1] for row in chosen]
        return Cost(min(timed), 1000 * float(np.median(each)), _bytes(fitted), peak)


def machine() -> str:
    """Describe the machine in a line: processor, cores, system, Python and NumPy."""
    processor = platform.processor() or platform.machine()
    return (
        f"{processor}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}"
    )


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def _bytes(fitted: Any) -> int | None:
    try:
        return len(dumps({"pipeline": fitted}))
    except ModelError:
        return None


def _peak(pipeline: Any, faces: NDArray[Any], names: NDArray[Any]) -> int:
    """Measure the memory that Python and NumPy take while learning.

    Somebody else may be tracing already; then theirs goes on, and other threads count in.
    """
    traced = tracemalloc.is_tracing()
    if not traced:
        tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        clone(pipeline).fit(faces, names)
        _, peak = tracemalloc.get_traced_memory()
    finally:  # also where a method cannot learn: all that this process does later would take several times as long
        if not traced:
            tracemalloc.stop()
    return max(0, peak - before)
