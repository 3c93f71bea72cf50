"""Read a network and run it on black pictures: the process that `facerec.zoo.trial` starts, and that may come down."""

from __future__ import annotations

import sys

import cv2
import numpy as np


def try_out(file: str, decoder: str, shape: tuple[int, ...]) -> None:
    """Do with a file what `Network`, `Embedding` and `YuNet` do; what is wrong with it may raise anything."""
    if decoder == "yunet":
        _, height, width = shape
        detector = cv2.FaceDetectorYN.create(file, "", (width, height))
        detector.detect(np.zeros((height, width, 3), np.uint8))
        return
    net = cv2.dnn.readNetFromONNX(file)
    for together in (1, 2):
        net.setInput(np.zeros((together, *shape), np.float32))
        net.forward(net.getUnconnectedOutLayersNames())


if __name__ == "__main__":
    try_out(sys.argv[1], sys.argv[2], tuple(int(side) for side in sys.argv[3:]))
