"""Faces with five landmarks by YuNet (Wu, Peng & Yu, 2023, doi:10.1007/s11633-023-1423-y), as OpenCV runs it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np

from facerec import zoo
from facerec.detection.detector import Detection, check_score, inside
from facerec.errors import WeightsError
from facerec.images import Picture, shrunk
from facerec.pool import Pool

_LONGEST_SIDE = 1280  # pixels; larger pictures are searched at this size
_SMALLEST_SIDE = 16  # pixels; below, the network has no cells
_OVERLAP = 0.3  # OpenCV's own default for non-maximum suppression
_MOST = 5000  # and for candidates
_FARTHEST = 1e6  # pixels; in flat pictures at low scores the network sees faces as large as the solar system


class YuNet:
    """Find faces, with eyes, nose and corners of the mouth.

    Parameters
    ----------
    name : str, default="yunet"
        In `facerec.zoo`.
    score : float in (0, 1), default=0.6
        The least score of a face.

    Raises
    ------
    BadParameter, UnknownWeights, WeightsMissing, WeightsError
    """

    def __init__(self, name: str = "yunet", *, score: float = 0.6) -> None:
        self.name = name
        self._score = check_score(score)
        self._weights = zoo.weights(name)
        self._nets = _pool(zoo.path(name))

    def detect(self, picture: Picture, *, lenient: bool = False) -> list[Detection]:
        """Return the faces, sorted by box; with `lenient`, from half the score on.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
        lenient : bool, default=False

        Returns
        -------
        list of Detection
            Landmarks are the eyes, tip of the nose, corners of the mouth, each time the one further left first.
        """
        searched, scale = shrunk(picture, _LONGEST_SIDE)
        height, width = searched.shape[:2]
        if min(height, width) < _SMALLEST_SIDE:
            return []
        with self._nets.one() as net:
            net.setInputSize((width, height))
            net.setScoreThreshold(self._score / 2 if lenient else self._score)
            try:
                _, rows = net.detect(cv2.cvtColor(searched, cv2.COLOR_RGB2BGR))
            except cv2.error as error:
                raise WeightsError(f"{self._weights.file} is no YuNet: {error.err}.") from error
        found = np.empty((0, 15)) if rows is None else np.asarray(rows)
        found = found[np.abs(found).max(axis=1, initial=0) < _FARTHEST]
        faces = [self._face(row, scale, picture.shape) for row in found]
        return sorted((face for face in faces if face.box.width > 0 and face.box.height > 0), key=lambda face: face.box)

    @staticmethod
    def _face(row: np.ndarray, scale: float, shape: tuple[int, ...]) -> Detection:
        """Read x, y, width, height, five points (x, y) and the score."""
        left, top, width, height = row[:4] / scale
        points = (row[4:14] / scale).reshape(5, 2).astype(np.float32)
        for pair in ((0, 1), (3, 4)):
            points[list(pair)] = sorted(points[list(pair)].tolist())
        return Detection(inside((left, top, left + width, top + height), shape), float(row[14]), landmarks=points)


@cache
def _pool(file: Path) -> Pool[cv2.FaceDetectorYN]:
    def make() -> cv2.FaceDetectorYN:
        try:
            return cv2.FaceDetectorYN.create(str(file), "", (320, 320), 0.6, _OVERLAP, _MOST)
        except cv2.error as error:
            raise WeightsError(f"{file.name} cannot be read as a network: {error.err}.") from error

    return Pool(make)
