"""From pictures to faces: one rule a data set, decided once and stored in the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.datasets import People
from facerec.detection.detector import Box, Detection, detector
from facerec.errors import BadParameter, FacerecError, NoFaceFound, TooFewPeople
from facerec.images import Face, Picture, decode_many, resize, to_grey
from facerec.progress import Progress, silent

EYES = np.array([[0.29, 0.38], [0.71, 0.38]])
"""Where the eyes land, in shares of a face's width and height: brows to chin and no background, as in AT&T."""

EYES_IN_BOX = np.array([[0.31, 0.39], [0.69, 0.39]])
"""Where they are on average in the box of `HaarFaces`; stands in for eyes that are not found."""

FACE_SIZE = (112, 92)
"""Height and width of a face cut by detection; that of AT&T, for which published figures exist."""

_LARGEST_SIDE = 200  # pixels of a whole picture taken for a face: the features gain nothing beyond, and cost grows
_SAMPLE = 24  # pictures looked at to decide
_FACE_FILLS = 0.6  # share of a picture's width, from which on the picture is the face


def align(picture: NDArray[np.uint8], detection: Detection, size: tuple[int, int] = FACE_SIZE) -> Face:
    """Rotate, scale and cut a face so that its eyes land on `EYES`.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8
    detection : Detection
        Its landmarks give the eyes; without, they are taken to be where they mostly are in a box.
    size : (height, width)

    Returns
    -------
    ndarray of shape (height, width), uint8
        Grey; beyond the picture its border goes on.
    """
    grey = to_grey(picture) if picture.ndim == 3 else picture
    height, width = size
    eyes = detection.landmarks[:2] if detection.landmarks is not None else _eyes_of(detection.box)
    target = EYES * [width, height]
    across, wanted = eyes[1] - eyes[0], target[1] - target[0]
    scale = np.hypot(*wanted) / max(float(np.hypot(*across)), 1e-3)
    turn = np.arctan2(across[1], across[0])
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    linear = np.array([[cos, sin], [-sin, cos]])
    matrix = np.column_stack([linear, target.mean(axis=0) - linear @ eyes.mean(axis=0)])
    grey, matrix = _around(grey, matrix, size)
    if scale < 0.5:  # a warp samples points; blur first, so that none of a large face is missed
        grey = cv2.GaussianBlur(grey, (0, 0), 0.4 / scale).astype(np.uint8, copy=False)
    face = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return face.astype(np.uint8, copy=False)


def _around(grey: Face, matrix: NDArray[np.float64], size: tuple[int, int]) -> tuple[Face, NDArray[np.float64]]:
    """Cut out what a warp needs: blurring a whole photo takes long, and OpenCV warps at most 32,767 pixels a side."""
    height, width = size
    linear, shift = matrix[:, :2], matrix[:, 2:]
    corners = np.linalg.inv(linear) @ (np.array([[0, width, 0, width], [0, 0, height, height]]) - shift)
    margin = 4 + 2 / np.sqrt(np.linalg.det(linear))  # more than the blur reaches
    last = np.array(grey.shape[::-1]) - 1
    left, top = low = np.clip(corners.min(axis=1) - margin, 0, last).astype(int)
    right, bottom = np.clip(corners.max(axis=1) + margin, 0, last).astype(int) + 1
    return grey[top:bottom, left:right], np.hstack([linear, shift + linear @ low[:, None]])


def _eyes_of(box: Box) -> NDArray[np.float64]:
    return EYES_IN_BOX * [box.width, box.height] + [box.left, box.top]


@dataclass(frozen=True)
class Crop:
    """How a picture becomes a face; decided once a data set and stored in the model.

    Attributes
    ----------
    rule : {"none", "detect"}
        "none": pictures are faces already. "detect": the face is found and aligned.
    size : (height, width)
        Of a face, in pixels.
    detector : str
        Who finds the faces.
    reason : str
        Why this rule, in a sentence.
    """

    rule: Literal["none", "detect"]
    size: tuple[int, int] = FACE_SIZE
    detector: str = "haar"
    reason: str = ""

    def face(self, picture: Picture) -> Face:
        """Return the face of a picture that shows one person; the largest where there are several.

        Raises
        ------
        NoFaceFound
        """
        if self.rule == "none":
            return resize(to_grey(picture), self.size)
        finder = detector(self.detector)
        found = finder.detect(picture) or finder.detect(picture, lenient=True)
        if not found:
            raise NoFaceFound(
                "No face was found in it; take a picture with a larger, brighter face seen from the front."
            )
        return align(picture, max(found, key=lambda detection: detection.box.width), self.size)

    def faces(self, picture: Picture) -> list[tuple[Detection, Face]]:
        """Return the faces to recognize in a picture, with where they are; rule "none" gives the whole picture."""
        if self.rule == "none":
            height, width = picture.shape[:2]
            return [(Detection(Box(0, 0, width, height), 1.0), self.face(picture))]
        found = detector(self.detector).detect(picture)
        return [(detection, align(picture, detection, self.size)) for detection in found]

    def note(self, picture: Picture) -> str | None:
        """Say when a picture does not look like what the rule expects: a scene where a face should fill the picture."""
        if self.rule == "detect":
            return None
        found = detector(self.detector).detect(picture)
        largest = max((detection.box.width for detection in found), default=picture.shape[1])
        if len(found) < 2 and largest >= 0.5 * _FACE_FILLS * picture.shape[1]:
            return None
        seen = f"{len(found)} faces" if len(found) > 1 else "a small face"
        return (
            f"The model takes a whole picture for one face, but this picture seems to show {seen}."
            " Let the faces be found first."
        )

    def detecting(self) -> Crop:
        """Return the rule that finds the faces first, at the same size."""
        return replace(self, rule="detect", reason="faces are found first, as asked at recognition")

    def weights(self) -> Mapping[str, str]:
        """Return the SHA-256 of the files the rule depends on, by name."""
        return detector(self.detector).weights() if self.rule == "detect" else {}

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for a model file."""
        return asdict(self) | {"size": list(self.size)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Crop:
        """Return the crop that `to_dict` described; ValueError or TypeError where it did not."""
        height, width = values["size"]
        crop = cls(values["rule"], (int(height), int(width)), values["detector"], str(values["reason"]))
        if crop.rule not in ("none", "detect") or not (0 < crop.size[0] <= 4096 and 0 < crop.size[1] <= 4096):
            raise ValueError(f"a crop rule {crop.rule!r} of size {crop.size}")
        detector(crop.detector)
        return crop


def decide_crop(rule: str, people: People, size: tuple[int, int] | None = None, *, progress: Progress = silent) -> Crop:
    """Decide how the pictures of a data set become faces.

    Parameters
    ----------
    rule : {"auto", "none", "detect"}
        "auto" looks at a sample of the pictures and says in `Crop.reason` what it decided and why.
    people : People
    size : (height, width), optional
        Of a face; by default the size most pictures have ("none", at most 200 pixels a side), or `FACE_SIZE`.
    progress : Progress

    Raises
    ------
    BadParameter, TooFewPeople
    """
    if rule not in ("auto", "none", "detect"):
        raise BadParameter(f"There is no crop rule {rule!r}; there is auto, none and detect.")
    if rule == "detect":
        return Crop("detect", size or FACE_SIZE, reason="Faces are found in the pictures, as asked.")
    looks = _look_at_sample(people, search=rule == "auto", progress=progress)
    whole = size or _common_size([shape for shape, _ in looks])
    if rule == "none":
        return Crop("none", whole, reason="Pictures are taken for faces, as asked.")
    shares = [share for _, share in looks if share is not None]
    seen = f"a face was found in {len(shares)} of {len(looks)} pictures looked at"
    if 2 * len(shares) < len(looks):
        return Crop("none", whole, reason=f"Pictures are taken for faces: {seen}, too few to search them all.")
    share = float(np.median(shares))
    filling = f"{seen}, and fills {share:.0%} of the width"
    if share >= _FACE_FILLS:
        return Crop("none", whole, reason=f"Pictures are taken for faces: {filling}.")
    return Crop("detect", size or FACE_SIZE, reason=f"Faces are found in the pictures: {filling}.")


def _look_at_sample(people: People, *, search: bool, progress: Progress) -> list[tuple[tuple[int, int], float | None]]:
    """Return size and share of the width that the largest face fills (None: no face), for pictures spread evenly."""

    def look(picture: Picture) -> tuple[tuple[int, int], float | None]:
        height, width = picture.shape[:2]
        found = detector("haar").detect(picture) if search else []
        share = max((detection.box.width for detection in found), default=0) / width
        return (height, width), share or None

    step = max(1, len(people.entries) // _SAMPLE)
    sample = [source for _, source in people.entries[::step][:_SAMPLE]]
    looks = list(decode_many(sample, look, stage="Looking at a sample", progress=progress))
    good = [one for one in looks if not isinstance(one, FacerecError)]
    if not good:
        why = f" {looks[0]}" if looks else ""
        raise TooFewPeople(f"None of the pictures looked at could be read.{why}")
    return good


def _common_size(sizes: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the size that most pictures have, else the median; scaled down to at most 200 pixels a side."""
    (common, count) = Counter(sizes).most_common(1)[0]
    height, width = common if 2 * count > len(sizes) else np.median(sizes, axis=0)
    scale = min(1.0, _LARGEST_SIDE / max(height, width))
    return max(8, round(height * scale)), max(8, round(width * scale))
