"""Faces and objects by pretrained networks of the zoo that take pictures of one size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.detection import fastestdet, nanodet, ultraface, yolox
from facerec.detection.candidates import Candidates, Floats
from facerec.detection.close_ups import same_face, with_close_ups
from facerec.detection.detector import Box, Detection, check_picture, check_score, whole_pixels
from facerec.detection.overlaps import surest, without_doubles
from facerec.detection.tiles import found_in, part_of, tiles
from facerec.errors import WeightsError
from facerec.images import Picture, resize, shrunk
from facerec.zoo.network import open_network

DECODERS: dict[str, Callable[[Sequence[Floats], tuple[int, int]], Candidates]] = {
    "ultraface": ultraface.decode,
    "fastestdet": fastestdet.decode,
    "nanodet": nanodet.decode,
    "yolox": yolox.decode,
}
"""How outputs are read, by the name that `facerec.zoo.Weights.decoder` holds."""

# Detectors of faces with one input size also search parts of large pictures: at 1280x960 pixels, RFB-320 alone finds
# 27 % of faces of 30 pixels; and upright pictures with margins, which stretching would make too broad.
_LARGE = 800  # pixels of the longest side, from which on parts are searched
_LONGEST_SIDE = 1280  # pixels; larger pictures are searched at this size
_SMALL = 100  # pixels of width there, from which on the search of the whole picture finds faces
_MARGIN = 0.1  # of a picture's height
_CLOSE_UP = 0.4  # of a picture's width, from which on a face found with margins counts

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
        found = self._search(picture, lenient)
        if not self._of_faces:
            return found
        small = [
            one
            for one in self._search_tiles(picture, lenient)
            if not any(same_face(one.box, other.box) for other in found)
        ]
        found += without_doubles(small)
        return with_close_ups(found, self._search_with_margin(picture, lenient), _CLOSE_UP * picture.shape[1])

    @property
    def _of_faces(self) -> bool:
        """Whether it finds faces in pictures stretched to its size."""
        return self._network.described.task == "faces" and self._network.described.input.crop == "none"

    def _search_tiles(self, picture: Picture, lenient: bool) -> list[Detection]:
        """Search parts of a large picture, in which faces are small for the whole picture at the network's size."""
        if max(picture.shape[:2]) < _LARGE:
            return []
        searched, scale = shrunk(picture, _LONGEST_SIDE)
        inside = (
            one
            for tile in tiles(searched.shape[:2], (2 * self._size[0], 2 * self._size[1]))
            for one in found_in(tile, searched, self._search(part_of(searched, tile), lenient))
            if one.box.width < _SMALL
        )
        return [replace(one, box=_scaled(one.box, 1 / scale, picture.shape)) for one in inside]

    def _search_with_margin(self, picture: Picture, lenient: bool) -> list[Detection]:
        """Search an upright or square picture with margins that keep a large face's proportions."""
        height, width = picture.shape[:2]
        across = round(height * (1 + 2 * _MARGIN) * self._size[1] / self._size[0])
        if width > height or across <= width:
            return []
        down, right = round(_MARGIN * height), (across - width) // 2
        padded = cv2.copyMakeBorder(picture, down, down, right, right, cv2.BORDER_REPLICATE).astype(
            np.uint8, copy=False
        )
        shift = np.array([right, down, right, down])
        found = self._search(padded, lenient)
        boxes = whole_pixels(np.array([one.box for one in found]).reshape(-1, 4) - shift, picture.shape)
        moved = (replace(one, box=Box(*box)) for one, box in zip(found, boxes.tolist(), strict=True))
        return [one for one in moved if one.box.width > 0 and one.box.height > 0]

    def _search(self, picture: Picture, lenient: bool) -> list[Detection]:
        """Search a whole picture at the size of the network."""
        wanted, size = self._network.described.input, self._size
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

    @property
    def _size(self) -> tuple[int, int]:
        """Height and width of the network's input, in pixels."""
        return self._network.described.input.height, self._network.described.input.width


def _scaled(box: Box, scale: float, shape: tuple[int, ...]) -> Box:
    return Box(*whole_pixels(scale * np.array([box]), shape)[0].tolist())


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
