"""How much our detectors add to the same calls of OpenCV, in processor time of one thread.

    OMP_NUM_THREADS=1 pytest tests/benchmarks/bench_detection.py -s

Both sides start from a decoded RGB picture and end with boxes in its pixels, without doubles: where OpenCV has no call
that reads a network's output, that is done with NumPy at once, not box by box. Nothing is checked, sorted or made an
object of. They take turns, the first of a turn drawn at random, and neighbours are compared, so that other work on the
machine hardly shows. The interval is that of the median, by the bootstrap over turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec import zoo
from facerec.detection import detector
from facerec.detection.haar import CASCADES
from facerec.images import read

Find = Callable[[np.ndarray], object]


def cascade(file: str) -> Find:
    classifier = cv2.CascadeClassifier(cv2.data.haarcascades + file)
    return lambda picture: classifier.detectMultiScale(
        cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), 1.1, 5, minSize=(25, 25)
    )


def yunet(file: Path) -> Find:
    net = cv2.FaceDetectorYN.create(str(file), "", (320, 320), 0.6, 0.3, 5000)

    def find(picture: np.ndarray) -> object:
        net.setInputSize(picture.shape[1::-1])
        _, faces = net.detect(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        return edges(faces[:, :4].copy(), picture), faces[:, 4:14].reshape(-1, 5, 2), faces[:, 14]

    return find


def rfb(file: Path) -> Find:
    net = cv2.dnn.readNetFromONNX(str(file))

    def find(picture: np.ndarray) -> object:
        smaller = cv2.resize(picture, (320, 240), interpolation=cv2.INTER_AREA)
        net.setInput(cv2.dnn.blobFromImage(smaller, 1 / 128, (320, 240), (127, 127, 127)))
        scores, boxes = (output[0] for output in net.forward(["scores", "boxes"]))
        sure = scores[:, 1] >= 0.6
        sized = boxes[sure] * np.tile(picture.shape[1::-1], 2)
        sized[:, 2:] -= sized[:, :2]
        return without_doubles(sized, scores[sure, 1], np.zeros(len(sized), int), picture)

    return find


def fastestdet(file: Path) -> Find:
    net = cv2.dnn.readNetFromONNX(str(file))
    corners = np.stack(np.meshgrid(np.arange(22), np.arange(22)), axis=-1).reshape(-1, 2)

    def find(picture: np.ndarray) -> object:
        smaller = cv2.resize(picture, (352, 352), interpolation=cv2.INTER_AREA)
        net.setInput(cv2.dnn.blobFromImage(smaller, 1 / 255, (352, 352), swapRB=True))
        cells = net.forward()[0].reshape(85, -1).T
        classes = cells[:, 5:].argmax(axis=1)
        scores = cells[:, 0] ** 0.6 * cells[:, 5:].max(axis=1) ** 0.4
        sure = scores >= 0.6
        centres = (np.tanh(cells[sure, 1:3]) + corners[sure]) / 22
        sizes = 1 / (1 + np.exp(-cells[sure, 3:5]))
        sized = np.hstack([centres - sizes / 2, sizes]) * np.tile(picture.shape[1::-1], 2)
        return without_doubles(sized, scores[sure], classes[sure], picture)

    return find


def without_doubles(sized: np.ndarray, scores: np.ndarray, classes: np.ndarray, picture: np.ndarray) -> object:
    """Keep the surest boxes (left, top, width, height)."""
    kept = cv2.dnn.NMSBoxesBatched(sized.tolist(), scores.tolist(), classes.tolist(), 0.6, 0.35)
    return edges(sized[kept], picture), scores[kept], classes[kept]


def edges(sized: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """Turn left, top, width and height into left, top, right and bottom, whole pixels inside the picture."""
    sized[:, 2:] += sized[:, :2]
    return np.clip(np.rint(sized), 0, np.tile(picture.shape[1::-1], 2)).astype(int)


PLAIN = {"yunet": yunet, "rfb-320": rfb, "fastestdet": fastestdet}


@pytest.mark.parametrize("name", [*(name for name in CASCADES if name != "haar-profile"), *PLAIN])
def test_overhead(name: str, assets: Path, zoo_folder: Path) -> None:
    cv2.setNumThreads(1)
    picture = read(assets / "data" / "pictures" / ("cat.jpg" if name == "fastestdet" else "test_face_processing.jpg"))
    plain = cascade(CASCADES[name].file) if name in CASCADES else PLAIN[name](zoo.path(name))
    ours = detector(name).detect
    if name in PLAIN:
        theirs = sorted(plain(picture)[0].tolist())
        np.testing.assert_allclose([one.box for one in ours(picture)], theirs, atol=1)  # both find the same
    median, low, high = overhead(ours, plain, picture)
    print(f"\n{name:18} ours {median:+.1%} ({low:+.1%} to {high:+.1%})")


def overhead(ours: Find, theirs: Find, picture: np.ndarray, seconds: float = 12.0) -> tuple[float, float, float]:
    """Return the median of what ours takes more right before or after theirs, over the median of theirs, and ends."""
    pair, times, random = (ours, theirs), [], np.random.default_rng(0)
    ours(picture), theirs(picture)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        took = [0.0, 0.0]
        for number in random.permutation(2):
            begun = time.process_time()
            pair[number](picture)
            took[number] = time.process_time() - begun
        times.append(took)
    turns = np.array(times)
    drawn = turns[random.integers(0, len(turns), (1000, len(turns)))]
    more = np.median(drawn[..., 0] - drawn[..., 1], axis=1) / np.median(turns[:, 1])
    median = np.median(turns[:, 0] - turns[:, 1]) / np.median(turns[:, 1])
    return float(median), *(float(end) for end in np.quantile(more, [0.025, 0.975]))
