"""How much our detectors add to the same calls of OpenCV, in processor time of one thread.

    OMP_NUM_THREADS=1 FACEREC_ZOO_DIR=WEIGHTS pytest tests/benchmarks/bench_detection.py -s

Both sides start from a decoded RGB picture and end with boxes. They take turns, and neighbours are compared, so that
other work on the machine hardly shows.
Detectors whose file is not here are left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec import zoo
from facerec.detection import detector, needs_file
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
        return net.detect(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))

    return find


def rfb(file: Path) -> Find:
    net = cv2.dnn.readNetFromONNX(str(file))

    def find(picture: np.ndarray) -> object:
        smaller = cv2.resize(picture, (320, 240), interpolation=cv2.INTER_AREA)
        net.setInput(cv2.dnn.blobFromImage(smaller, 1 / 128, (320, 240), (127, 127, 127)))
        scores, boxes = (output[0] for output in net.forward(["scores", "boxes"]))
        sure = scores[:, 1] >= 0.6
        boxes = boxes[sure] * np.tile(picture.shape[1::-1], 2)
        boxes[:, 2:] -= boxes[:, :2]
        return cv2.dnn.NMSBoxes(boxes.tolist(), scores[sure, 1].tolist(), 0.6, 0.35)

    return find


def fastestdet(file: Path) -> Find:
    """Run the network alone: OpenCV has no call that reads its output."""
    net = cv2.dnn.readNetFromONNX(str(file))

    def find(picture: np.ndarray) -> object:
        smaller = cv2.resize(picture, (352, 352), interpolation=cv2.INTER_AREA)
        net.setInput(cv2.dnn.blobFromImage(smaller, 1 / 255, (352, 352), swapRB=True))
        return net.forward()

    return find


PLAIN = {"yunet": yunet, "rfb-320": rfb, "fastestdet": fastestdet}


@pytest.mark.parametrize("name", [*(name for name in CASCADES if name != "haar-profile"), *PLAIN])
def test_overhead(name: str, assets: Path, zoo_folder: Path) -> None:
    if needs_file(name):
        pytest.skip(f"{name} needs its file")
    cv2.setNumThreads(1)
    picture = read(assets / "data" / "pictures" / "test_face_processing.jpg")
    plain = cascade(CASCADES[name].file) if name in CASCADES else PLAIN[name](zoo.path(name))
    theirs, more = compared(detector(name).detect, plain, picture)
    print(f"\n{name:18} plain OpenCV {1000 * theirs:7.2f} ms, ours {more / theirs:+.1%}")


def compared(ours: Find, theirs: Find, picture: np.ndarray, seconds: float = 10.0) -> tuple[float, float]:
    """Return the median processor time of theirs, and the median of what ours takes more right before or after it."""
    ours(picture), theirs(picture)
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pair = [(ours, 0), (theirs, 1)]
        took = [0.0, 0.0]
        for find, number in pair if len(times) % 2 else pair[::-1]:
            begun = time.process_time()
            find(picture)
            took[number] = time.process_time() - begun
        times.append(took)
    mine, plain = np.array(times).T
    return float(np.median(plain)), float(np.median(mine - plain))
