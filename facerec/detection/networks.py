"""Faces and objects by pretrained networks of the zoo that take pictures of one size."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from facerec.detection import fastestdet, nanodet, ultraface, yolox
from facerec.detection.candidates import Candidates, Floats
from facerec.detection.detector import Box, Detection, check_picture, check_score, whole_pixels
from facerec.detection.overlaps import surest
from facerec.errors import WeightsError
from facerec.images import Picture, resize
from facerec.zoo.network import open_network

DECODERS: dict[str, Callable[[Sequence[Floats], tuple[int, int]], Candidates]] = {
    "ultraface": ultraface.decode,
    "fastestdet": fastestdet.decode,
    "nanodet": nanodet.decode,
    "yolox": yolox.decode,
}
"""How outputs are read, by the name that `facerec.zoo.Weights.decoder` holds."""

_GREY = 114  # of the border of a letterboxed picture, as where YOLOX learned
_MOST = 1000  # candidates that are compared with each other


class NetworkDetector:
    """Find what a pretrained network was trained to find.

    Parameters
    ----------
    name : str
        In `facerec.zoo`; its decoder is one of `DECODERS`.
    score : float in (0, 1), default=0.6
        The least score of a detection.

    Raises
    ------
    BadParameter, UnknownWeights, WeightsMissing, WeightsError
    """

    def __init__(self, name: str, *, score: float = 0.6) -> None:
        self.name = name
        self._score = check_score(score)
        self._network = open_network(name)
        self._decode = DECODERS[self._network.described.decoder]

    def detect(self, picture: Picture, *, lenient: bool = False) -> list[Detection]:
        """Return what is found, sorted by box, without landmarks; with `lenient`, from half the score on."""
        check_picture(picture)
        wanted = self._network.described.input
        size = (wanted.height, wanted.width)
        fitted, scales = _letterboxed(picture, size) if wanted.crop == "letterbox" else _stretched(picture, size)
        least = self._score / 2 if lenient else self._score
        labels = self._network.described.labels or ("face",)
        try:
            candidates = _best(self._decode(self._network.run(fitted[None]), size), least, len(labels))
        except (ValueError, IndexError) as error:  # numpy's, where the shapes are others than the decoder's
            file, decoder = self._network.described.file, self._network.described.decoder
            raise WeightsError(f"The output of {file} is not one that {decoder} gives: {error}.") from error
        boxes, scores, classes = _in_picture(candidates, scales, picture.shape)
        kept = surest(boxes, scores, classes)
        found = zip(boxes[kept].tolist(), scores[kept].tolist(), classes[kept].tolist(), strict=True)
        return sorted(
            (Detection(Box(*box), min(1.0, score), labels[number]) for box, score, number in found),
            key=lambda one: one.box,
        )


def _best(candidates: Candidates, least: float, n_labels: int) -> Candidates:
    """Return the surest candidates; those that have no label or no end are none."""
    boxes, scores, classes = candidates
    if not len(boxes) == len(scores) == len(classes):
        raise ValueError(f"{len(boxes)} boxes with {len(scores)} scores")
    sure = np.flatnonzero(scores >= least)  # few, so that all else is quick
    good = sure[(classes[sure] < n_labels) & np.isfinite(boxes[sure]).all(axis=1)]
    good = good[np.argsort(-scores[good], kind="stable")][:_MOST]
    return Candidates(boxes[good], scores[good], classes[good])


def _in_picture(
    candidates: Candidates, scales: tuple[float, float], shape: tuple[int, ...]
) -> tuple[NDArray[np.intp], Floats, NDArray[np.intp]]:
    """Return boxes in whole pixels of a picture of a shape (height, width, ...), scores and classes; none is empty."""
    boxes = whole_pixels(candidates.boxes / np.array((*scales, *scales)), shape)
    seen = (boxes[:, 2:] > boxes[:, :2]).all(axis=1)
    return boxes[seen], candidates.scores[seen], candidates.classes[seen]


def _stretched(picture: Picture, size: tuple[int, int]) -> tuple[Picture, tuple[float, float]]:
    """Return a picture of the wanted size, and by how much x and y were scaled."""
    height, width = picture.shape[:2]
    return resize(picture, size), (size[1] / width, size[0] / height)


def _letterboxed(picture: Picture, size: tuple[int, int]) -> tuple[Picture, tuple[float, float]]:
    """Return a picture that keeps its proportions, in the left upper corner of the wanted size."""
    scale = min(size[0] / picture.shape[0], size[1] / picture.shape[1])
    smaller = resize(picture, tuple(max(1, round(side * scale)) for side in picture.shape[:2]))
    padded = np.full((*size, 3), _GREY, np.uint8)
    padded[: smaller.shape[0], : smaller.shape[1]] = smaller
    return padded, (smaller.shape[1] / picture.shape[1], smaller.shape[0] / picture.shape[0])
