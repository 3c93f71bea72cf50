"""Faces with five landmarks by YuNet (Wu, Peng & Yu, 2023, doi:10.1007/s11633-023-1423-y), as OpenCV runs it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec import zoo
from facerec.detection.close_ups import with_close_ups
from facerec.detection.detector import Box, Detection, check_picture, check_score, whole_pixels
from facerec.errors import WeightsError
from facerec.images import Picture, shrunk
from facerec.pool import Pool
from facerec.zoo import trial

_LONGEST_SIDE = 1280  # pixels; larger pictures are searched at this size
# Right boxes on enlarged photos: all of 420 pixels' width, 97 % of 560, 60 % of 900; at a quarter of the size all.
_LARGEST_FACE = 400  # pixels of width; pictures with room for larger faces are searched a second time, at a small size
_WIDTH_OF_HEIGHT = 0.77  # of a face's box, so that no face in a picture of 640x480 pixels is too large
_CLOSE_UP_SIDE = 320  # pixels of the longest side in the second search
_CLOSE_UP = 300  # pixels in the first search, from which on a face of the second one counts
_SMALLEST_SIDE = 16  # pixels; below, there is no room for a face
_SMALLEST_INPUT = 64  # pixels; with a single row of cells, OpenCV 4.14's convolutions read memory that is not theirs
_OVERLAP = 0.3  # OpenCV's own default for non-maximum suppression
_MOST = 5000  # and for candidates


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
        self._nets = _pool(self._weights, zoo.path(name))

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
        check_picture(picture)
        searched, scale = shrunk(picture, _LONGEST_SIDE)
        found = self._search(searched, scale, picture.shape, lenient)
        if min(_WIDTH_OF_HEIGHT * searched.shape[0], searched.shape[1]) <= _LARGEST_FACE:
            return found
        small, its_scale = shrunk(searched, _CLOSE_UP_SIDE)
        close = self._search(small, its_scale * scale, picture.shape, lenient)
        return with_close_ups(found, close, _CLOSE_UP / scale)

    def _search(self, picture: Picture, scale: float, shape: tuple[int, ...], lenient: bool) -> list[Detection]:
        """Search a picture as it is; boxes are those in the picture of a shape from which it was scaled."""
        if min(picture.shape[:2]) < _SMALLEST_SIDE:
            return []
        padded = _at_least(_SMALLEST_INPUT, picture)
        with self._nets.one() as net:
            net.setInputSize((padded.shape[1], padded.shape[0]))
            net.setScoreThreshold(self._score / 2 if lenient else self._score)
            try:
                _, rows = net.detect(cv2.cvtColor(padded, cv2.COLOR_RGB2BGR))
            except cv2.error as error:
                raise WeightsError(f"{self._weights.file} is no YuNet: {error.err}.") from error
        return [] if rows is None else _faces(np.asarray(rows), scale, shape)


def _at_least(side: int, picture: Picture) -> Picture:
    """Pad with black on the right and below, as OpenCV itself does up to the next 32 pixels."""
    below, right = (max(side - length, 0) for length in picture.shape[:2])
    return np.pad(picture, ((0, below), (0, right), (0, 0))) if below or right else picture


def _faces(rows: NDArray[np.float32], scale: float, shape: tuple[int, ...]) -> list[Detection]:
    """Read x, y, width, height, five points (x, y) and the score of each row, all at once, and sort them by box."""
    corners, points = rows[:, :4] / scale, (rows[:, 4:14] / scale).astype(np.float32).reshape(-1, 5, 2)
    corners[:, 2:] += corners[:, :2]
    boxes = whole_pixels(corners, shape)
    for left, right in ((0, 1), (3, 4)):
        swapped = points[:, left, 0] > points[:, right, 0]
        points[swapped, left], points[swapped, right] = points[swapped, right], points[swapped, left]
    seen = (boxes[:, 2:] > boxes[:, :2]).all(axis=1)
    found = zip(boxes[seen].tolist(), rows[seen, 14].tolist(), points[seen], strict=True)
    faces = [Detection(Box(*box), score, landmarks=five) for box, score, five in found]
    return sorted(faces, key=lambda face: face.box)


@cache
def _pool(described: zoo.Weights, file: Path) -> Pool[cv2.FaceDetectorYN]:
    trial.check(described, file)

    def make() -> cv2.FaceDetectorYN:
        try:
            return cv2.FaceDetectorYN.create(str(file), "", (320, 320), 0.6, _OVERLAP, _MOST)
        except cv2.error as error:
            raise WeightsError(f"{file.name} cannot be read as a network: {error.err}.") from error

    return Pool(make)
