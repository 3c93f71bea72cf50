"""How fast names are found, beside peers in the same run.

OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_matching.py -s

cv2.face compares an LBP histogram with every one of the gallery by `cv2.compareHist`, so that loop stands for it here;
its own predict adds the coding of the picture.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics.pairwise import chi2_kernel
from sklearn.neighbors import KNeighborsClassifier

from facerec.matching import METRICS, NearestNeighbor
from tests.benchmarks.processor_time import seconds

NAMES = np.repeat([f"s{person}" for person in range(40)], 10)
RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _one_thread():
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(threads)


def milliseconds(work, rounds=60):
    return 1000 * seconds(work, rounds)


def report(what: str, ours: float, **peers: float) -> None:
    """Print our time and the peers' with their ratios."""
    others = ", ".join(f"{name} {time:.3f} ms ({time / ours:.1f} times ours)" for name, time in peers.items())
    print(f"\n{what}: {ours:.3f} ms; {others}")


def histograms(n_faces: int) -> np.ndarray:
    """Return histograms such as 8x8 cells of LBP codes give: 64 times 256 bins, a fifth of them filled."""
    shares = RNG.dirichlet(np.full(256, 0.25), size=64)
    cells = [RNG.multinomial(154, share, size=n_faces) for share in shares]
    return np.concatenate(cells, axis=1).astype(np.float32)


def test_one_query_of_coefficients() -> None:
    """One face of 80 coefficients against 400."""
    gallery = RNG.normal(size=(400, 80)).astype(np.float32)
    query = gallery[:1] + np.float32(0.1)
    ours, theirs = NearestNeighbor().fit(gallery, NAMES), KNeighborsClassifier(1, algorithm="brute").fit(gallery, NAMES)
    report(
        "one query, 400 x 80, euclidean",
        milliseconds(lambda: ours.predict(query), 500),
        scikit_learn=milliseconds(lambda: theirs.predict(query), 100),
    )


def test_one_query_of_histograms() -> None:
    """One LBP histogram against 400."""
    gallery = histograms(400)
    query = gallery[:1]
    ours = NearestNeighbor(metric="chi_square").fit(gallery, NAMES)
    report(
        f"one query, 400 x 16384 ({(gallery > 0).mean():.0%} filled), chi-square",
        milliseconds(lambda: ours.predict(query)),
        opencv=milliseconds(lambda: [cv2.compareHist(query[0], row, cv2.HISTCMP_CHISQR_ALT) for row in gallery], 20),
        scikit_learn=milliseconds(lambda: chi2_kernel(query, gallery), 5),
    )


def test_many_queries() -> None:
    """All pairs of 400 faces of 10304 pixels."""
    faces = RNG.integers(0, 256, size=(400, 10304)).astype(np.float32)
    report(
        "400 x 400 x 10304, euclidean",
        milliseconds(lambda: METRICS["euclidean"](faces, faces), 3),
        scipy=milliseconds(lambda: cdist(faces, faces), 1),
    )
