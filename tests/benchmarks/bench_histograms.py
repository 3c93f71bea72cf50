"""LBP histograms against OpenCV, and what every recipe costs: training, and one face.

FACEREC_PEER_PYTHON=PYTHON OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_histograms.py -s

PYTHON is an interpreter with opencv-contrib-python-headless, which clashes with ours; without it OpenCV's column stays
empty. Times are processor seconds, the best of some, so that other work on the machine hardly shows.
"""

import cv2
import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from threadpoolctl import threadpool_limits

from facerec import zoo
from facerec.features import HOG, Gabor, LBPHistograms, Resize
from facerec.matching import NearestNeighbor
from facerec.recipes import RECIPES, build
from tests.benchmarks.opencv_peer import opencv
from tests.benchmarks.processor_time import seconds

NETWORKS = ("sface", "mobileface-v2")
"""Embeddings to measure the recipe of that name with: the first that is here."""


@pytest.fixture(autouse=True)
def _one_thread():
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    with threadpool_limits(1):
        yield
    cv2.setNumThreads(threads)


@pytest.mark.timeout(600)
def test_lbph_beside_opencv(att, tmp_path):
    """The recipe, and OpenCV's own parameters: radius 1, 8 by 8 cells of all 256 codes, twice as many filled bins."""
    faces, names = att
    codes = np.unique(names, return_inverse=True)[1]
    same = make_pipeline(LBPHistograms(radius=1, grid=(8, 8)), NearestNeighbor(metric="chi_square"))
    rounds = []
    for _ in range(3):  # in turn, so that all meet the same machine
        peer = opencv(tmp_path, "lbph", faces, codes, repeats=5)
        rounds.append((peer["fit"], peer["ask"]))
        for chain in (build("lbph"), same):
            fit = seconds(lambda chain=chain: chain.fit(faces, names), 5)
            rounds[-1] += fit, seconds(lambda chain=chain: [chain.predict(faces[:1]) for _ in range(20)], 10) / 20
    peer_fit, peer_ask, *ours = np.min(rounds, axis=0) * 1000
    print(f"\nAT&T, 400 faces of 112 x 92, one thread; cv2.face: training {peer_fit:.2f} ms, query {peer_ask:.2f} ms")
    for name, fit, ask in (("recipe lbph", *ours[:2]), ("same histograms", *ours[2:])):
        print(f"{name:16s} training of 400      {fit:8.2f} ms, ratio {peer_fit / fit:5.2f}   goal 3")
        print(f"{name:16s} a query against 400  {ask:8.2f} ms, ratio {peer_ask / ask:5.2f}   goal 5")


def test_milliseconds_a_face(att):
    faces = att[0]
    print("\nms a face of 112 x 92, of 400 at once and of one alone")
    for name, step, given in [
        ("LBP histograms, 8x8 cells", LBPHistograms(), faces),
        ("original LBP histograms", LBPHistograms("original"), faces),
        ("LPQ histograms, radius 3", LBPHistograms("lpq", radius=3, grid=(4, 4), square_root=True), faces),
        ("HOG", HOG(), faces),
        ("Gabor, 46x56", Gabor(), Resize((56, 46)).transform(faces)),
    ]:
        together = seconds(lambda step=step, given=given: step.transform(given), 3) / len(faces)
        alone = seconds(lambda step=step, given=given: [step.transform(given[:1]) for _ in range(20)], 5) / 20
        print(f"{name:28s} {1000 * together:7.3f} {1000 * alone:7.3f}")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe(att, zoo_folder, name):
    """Seconds of training on the 400 faces of AT&T, and milliseconds of one recognition."""
    faces, names = att
    parameters = {}
    if RECIPES[name].colour:  # the time does not depend on how a face was cut
        parameters["model"] = next(
            (network for network in NETWORKS if network in zoo.registry() and zoo.is_here(network)), NETWORKS[0]
        )
        faces = np.stack([np.dstack([cv2.resize(face, (112, 112))] * 3) for face in faces])
    recognizer = build(name, **parameters).fit(faces, names)
    fit = seconds(lambda: build(name, **parameters).fit(faces, names), 2)
    ask = seconds(lambda: [recognizer.predict(faces[:1]) for _ in range(10)], 5) / 10
    print(f"\n{name:24s} {fit:7.3f} s {1000 * ask:8.2f} ms{''.join(f', {value}' for value in parameters.values())}")
