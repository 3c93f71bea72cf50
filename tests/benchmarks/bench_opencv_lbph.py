"""LBP histograms against OpenCV's LBPHFaceRecognizer with the same parameters, under brightness and side light.

FACEREC_PEER_PYTHON=PYTHON OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_opencv_lbph.py -s

PYTHON is an interpreter with opencv-contrib-python-headless. FACEREC_BENCH_DRAWS sets the number of random draws.
"""

import os

import cv2
import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from threadpoolctl import threadpool_limits

from facerec.evaluation.perturbations import perturb
from facerec.features import LBPHistograms
from facerec.matching import NearestNeighbor
from facerec.recipes import build
from tests.benchmarks.cropped_faces import SAMPLE_PEOPLE, cropped
from tests.benchmarks.opencv_peer import opencv

KINDS = (("clean", 0), ("light", 3), ("light", 5), ("brightness", 3), ("brightness", 5))
DRAWS = int(os.environ.get("FACEREC_BENCH_DRAWS", "20"))
PROBES = 80  # of a draw
RESAMPLES = 2000


def shown(faces, kind, level, seed):
    return faces if kind == "clean" else perturb(faces, kind, level, seed=seed)


def interval(differences, people):
    """Return the 95 % interval of a mean paired difference: people are drawn anew (bootstrap)."""
    codes = np.unique(people, return_inverse=True)[1]
    sums, counts = np.bincount(codes, differences), np.bincount(codes)
    drawn = np.random.default_rng(0).integers(len(counts), size=(RESAMPLES, len(counts)))
    return np.percentile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), [2.5, 97.5])


@pytest.fixture
def people(request):
    """Faces and numbers of people, and how many pictures of each person are trained on."""

    def read(data):
        if data == "att":
            faces, names = request.getfixturevalue("att")
            return faces, np.unique(names, return_inverse=True)[1], 5
        source = SAMPLE_PEOPLE if data == "sample" else request.getfixturevalue("assets") / "data" / "photos"
        return *cropped(data, source), 3

    return read


@pytest.mark.timeout(0)
@pytest.mark.parametrize("data", ["att", "photos", "sample"])
def test_lbph_under_light(people, data, tmp_path):
    if "FACEREC_PEER_PYTHON" not in os.environ:
        pytest.skip("FACEREC_PEER_PYTHON names no interpreter with opencv-contrib-python-headless")
    cv2.setNumThreads(1)
    faces, codes, pictures = people(data)
    chains = {
        "all pixels": make_pipeline(LBPHistograms(radius=1, grid=(8, 8)), NearestNeighbor(metric="chi_square")),
        "without flat": make_pipeline(
            LBPHistograms(radius=1, grid=(8, 8), count_flat=False), NearestNeighbor(metric="chi_square")
        ),
        "recipe lbph": build("lbph"),
    }
    right, asked = {name: [] for name in [*chains, "OpenCV"]}, []
    for draw in range(DRAWS):
        rng = np.random.default_rng(400 + draw)
        rows = rng.permutation(len(codes))
        ranks = np.array([np.sum(codes[rows[:place]] == codes[row]) for place, row in enumerate(rows)])
        train, test = rows[ranks < pictures], rows[ranks >= pictures][:PROBES]
        probes = np.concatenate([shown(faces[test], kind, level, draw) for kind, level in KINDS])
        truth = np.tile(codes[test], len(KINDS))
        with threadpool_limits(1):
            for name, chain in chains.items():
                right[name].append(chain.fit(faces[train], codes[train]).predict(probes) == truth)
        every = np.concatenate([faces[train], probes])
        split = (np.arange(len(train)), np.arange(len(train), len(every)))
        peer = opencv(tmp_path, "lbph", every, np.concatenate([codes[train], truth]), [split], repeats=0)
        right["OpenCV"].append(np.array(peer["right"][0]))
        asked.append(codes[test])
    everybody = np.concatenate(asked)
    hits = {name: np.array(each).reshape(len(each), len(KINDS), -1) for name, each in right.items()}
    print(
        f"\n{data}, {pictures} pictures to train on, {DRAWS} draws, {len(everybody):,} probes of each kind: rank 1, %"
    )
    for place, (kind, level) in enumerate(KINDS):
        peer = hits["OpenCV"][:, place].ravel().astype(float)
        line = f"{kind}{level or '':<2} OpenCV {100 * peer.mean():.1f}"
        for name in chains:
            mine = hits[name][:, place].ravel()
            low, high = 100 * interval(mine - peer, everybody)
            line += f"; {name} {100 * mine.mean():.1f} ({100 * (mine - peer).mean():+.1f}, {low:+.1f} to {high:+.1f})"
        print(line)
