"""From pictures to faces: one rule a data set, decided once and stored in the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from facerec.datasets import People
from facerec.detection.alignment import FACE_SIZE, FIVE_SIZE, align, align_five
from facerec.detection.catalogue import check_name, default_face_detector, detector, digests
from facerec.detection.detector import Box, Detection
from facerec.detection.turns import detect_turned, move, note_of_turns, turned
from facerec.errors import BadParameter, FacerecError, NoFaceFound, TooFewPeople
from facerec.images import Face, Picture, decode_many, resize, to_grey
from facerec.progress import Progress, silent

_LARGEST_SIDE = 200  # pixels of a whole picture taken for a face: the features gain nothing beyond, and cost grows
_SAMPLE = 24  # pictures looked at to decide
_FACE_FILLS = 0.6  # share of a picture's width, from which on the picture is the face


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
    colour : bool
        Whether faces are colour, aligned by five points, as embeddings want them; their size is 112 x 112 then.
    """

    rule: Literal["none", "detect"]
    size: tuple[int, int] = FACE_SIZE
    detector: str = "haar"
    reason: str = ""
    colour: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """Of a face: (height, width), or (height, width, 3) in colour."""
        return (*self.size, 3) if self.colour else self.size

    def face(self, picture: Picture) -> Face:
        """Return the face of a picture that shows one person; the largest where there are several.

        Raises
        ------
        NoFaceFound
        """
        if self.rule == "none":
            return resize(picture if self.colour else to_grey(picture), self.size)
        finder = detector(self.detector)
        found = detect_turned(finder, picture) or finder.detect(picture, lenient=True)
        if not found:
            raise NoFaceFound(
                "No face was found in it; take a picture with a larger, brighter face seen from the front."
            )
        return self.aligned(picture, max(found, key=lambda detection: detection.box.width))

    def faces(self, picture: Picture, *, turns: bool = True) -> list[tuple[Detection, Face]]:
        """Return the faces to recognize in a picture, with where they are; rule "none" gives the whole picture.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
        turns : bool, default=True
            Also search the picture turned by 90, 180 and 270 degrees where no sure face is found in it as it is.
        """
        if self.rule == "none":
            height, width = picture.shape[:2]
            return [(Detection(Box(0, 0, width, height), 1.0), self.face(picture))]
        finder = detector(self.detector)
        found = detect_turned(finder, picture) if turns else finder.detect(picture)
        return [(detection, self.aligned(picture, detection)) for detection in found]

    def aligned(self, picture: Picture, detection: Detection) -> Face:
        """Return the face of a detection, upright and at the size of the rule."""
        if detection.turned:
            degrees, shape = detection.turned, picture.shape
            picture, detection = turned(picture, degrees), move(detection, degrees, shape)
        return align_five(picture, detection) if self.colour else align(picture, detection, self.size)

    def note(self, picture: Picture, faces: Iterable[tuple[Detection, Face]] = ()) -> str | None:
        """Return what to know about how faces were taken from a picture, or None.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
        faces : iterable of (Detection, face)
            What `faces` returned for it. Rule "detect" reports whether the picture was turned to find them; rule
            "none" reports a picture that seems to be a scene instead of one face.
        """
        if self.rule == "detect":
            return note_of_turns(detection for detection, _ in faces)
        found = detect_turned(detector(self.detector), picture)
        if any(detection.turned for detection in found):
            return (
                f"The face in this picture seems to be turned by {360 - found[0].turned} degrees clockwise, and the"
                " model takes the picture as it is. Save it upright, or let the faces be found first."
            )
        largest = max((detection.box.width for detection in found), default=picture.shape[1])
        if len(found) < 2 and largest >= 0.5 * _FACE_FILLS * picture.shape[1]:
            return None
        seen = f"{len(found)} faces" if len(found) > 1 else "a small face"
        return (
            f"The model takes a whole picture for one face, but this picture seems to show {seen}."
            " Let the faces be found first."
        )

    def detecting(self, detector: str | None = None) -> Crop:
        """Return the rule that finds the faces first, at the same size; by another detector where one is named.

        Raises
        ------
        BadParameter
        """
        finder = detector or self.detector
        check_name(finder)
        reason = f"faces are found first, by {finder}, as asked at recognition"
        return replace(self, rule="detect", detector=finder, reason=reason)

    def weights(self) -> Mapping[str, str]:
        """Return the SHA-256 of the files the rule depends on, by name."""
        return digests(self.detector) if self.rule == "detect" else {}

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for a model file."""
        return asdict(self) | {"size": list(self.size)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Crop:
        """Return the crop that `to_dict` described; ValueError or TypeError where it did not."""
        height, width = values["size"]
        colour = bool(values.get("colour", False))  # older files do not say
        crop = cls(values["rule"], (int(height), int(width)), str(values["detector"]), str(values["reason"]), colour)
        if crop.rule not in ("none", "detect") or not (0 < crop.size[0] <= 4096 and 0 < crop.size[1] <= 4096):
            raise ValueError(f"a crop rule {crop.rule!r} of size {crop.size}")
        check_name(crop.detector)  # its file may be missing: then the model opens, and says so when it is asked
        return crop


def decide_crop(
    rule: str,
    people: People,
    size: tuple[int, int] | None = None,
    *,
    detector: str | None = None,
    colour: bool = False,
    progress: Progress = silent,
) -> Crop:
    """Decide how the pictures of a data set become faces.

    Parameters
    ----------
    rule : {"auto", "none", "detect"}
        "auto" looks at a sample of the pictures and says in `Crop.reason` what it decided and why.
    people : People
    size : (height, width), optional
        Of a face; by default the size most pictures have ("none", at most 200 pixels a side), or `FACE_SIZE`.
    detector : str, optional
        Who finds the faces; by default the best that is here.
    colour : bool, default=False
        Whether faces are to be colour, 112 x 112, aligned by five points; "auto" finds them then in any case, since
        without their points they cannot be aligned.
    progress : Progress

    Raises
    ------
    BadParameter, TooFewPeople
    WeightsMissing, WeightsError
        When the detector needs a file that is not here or cannot be used.
    """
    if rule not in ("auto", "none", "detect"):
        raise BadParameter(f"There is no crop rule {rule!r}; there is auto, none and detect.")
    finder = detector or default_face_detector()
    check_name(finder)
    if colour:
        return _colour_crop(rule, size, finder)
    if rule == "detect":
        return Crop("detect", size or FACE_SIZE, finder, f"Faces are found in the pictures by {finder}, as asked.")
    looks = _look_at_sample(people, finder if rule == "auto" else None, progress)
    whole = size or _common_size([shape for shape, _, _ in looks])
    if rule == "none":
        return Crop("none", whole, finder, "Pictures are taken for faces, as asked.")
    shares = [share for _, share, _ in looks if share is not None]
    seen = f"{finder} found a face in {len(shares)} of {len(looks)} pictures looked at"
    if 2 * len(shares) < len(looks):
        return Crop("none", whole, finder, f"Pictures are taken for faces: {seen}, too few to search them all.")
    share = float(np.median(shares))
    filling = f"{seen}, which fills {100 * share:.0f} % of the width"
    turned_ones = sum(one[2] for one in looks)
    if turned_ones:  # taken for faces, they would be learned lying on their side
        filling += f"; {turned_ones} of them lie on their side or upside down"
    elif share >= _FACE_FILLS:
        return Crop("none", whole, finder, f"Pictures are taken for faces: {filling}.")
    return Crop("detect", size or FACE_SIZE, finder, f"Faces are found in the pictures: {filling}.")


def _colour_crop(rule: str, size: tuple[int, int] | None, finder: str) -> Crop:
    if size not in (None, FIVE_SIZE):
        raise BadParameter(f"A size of {size[1]}x{size[0]} is not for embeddings; their faces are 112x112.")
    if rule == "none":
        return Crop("none", FIVE_SIZE, finder, "Pictures are taken for aligned faces, as asked.", colour=True)
    why = "as asked" if rule == "detect" else "since an embedding wants them aligned"
    return Crop("detect", FIVE_SIZE, finder, f"Faces are found in the pictures by {finder}, {why}.", colour=True)


def _look_at_sample(
    people: People, finder: str | None, progress: Progress
) -> list[tuple[tuple[int, int], float | None, bool]]:
    """Look at pictures spread evenly over a data set.

    Returns
    -------
    list of (size, share, turned)
        Size of the picture, share of its width that the largest face fills (None: no face), and whether the picture
        had to be turned to find it.
    """

    def look(picture: Picture) -> tuple[tuple[int, int], float | None, bool]:
        height, width = picture.shape[:2]
        found = detect_turned(detector(finder), picture) if finder else []
        widths = (one.box.height / height if one.turned % 180 else one.box.width / width for one in found)
        return (height, width), max(widths, default=None), any(one.turned for one in found)

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
