"""Run by an interpreter that has cv2.face: fits and asks its recognizers, and prints what they took as JSON.

python peer_cv2_face.py FACES.npz eigen|fisher|lbph REPEATS; the file holds faces, codes and splits: train_0, test_0, …
REPEATS of 0 measures no times.
"""

import json
import sys

import cv2
import numpy as np
from processor_time import seconds  # of this folder, which is the script's own


def create(kind):
    return {
        "eigen": lambda: cv2.face.EigenFaceRecognizer_create(80),
        "fisher": cv2.face.FisherFaceRecognizer_create,
        "lbph": cv2.face.LBPHFaceRecognizer_create,
    }[kind]()


def main():
    cv2.setNumThreads(1)
    data, kind, repeats = np.load(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    faces, codes = data["faces"], data["codes"].astype(np.int32)
    model = create(kind)
    fit = ask = None
    if repeats:
        fit = seconds(lambda: model.train(list(faces), codes), repeats)
        ask = seconds(lambda: [model.predict(faces[0]) for _ in range(50)], 5) / 50
    right = []
    for i in range(sum(name.startswith("train_") for name in data.files)):
        train, test = data[f"train_{i}"], data[f"test_{i}"]
        model = create(kind)
        model.train(list(faces[train]), codes[train])
        right.append([bool(model.predict(faces[j])[0] == codes[j]) for j in test])
    rank1 = [float(np.mean(each)) for each in right]
    json.dump({"fit": fit, "ask": ask, "rank1": rank1, "right": right}, sys.stdout)


main()
