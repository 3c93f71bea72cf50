"""How the pictures of a data set become faces: found in them, or taken as they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from facerec.datasets import People
from facerec.detection.alignment import FACE_SIZE, FIVE_SIZE
from facerec.detection.catalogue import check_name, default_face_detector, detector, gives_five_points
from facerec.detection.cropping import Crop
from facerec.detection.enrolled_face import check_which
from facerec.detection.turns import detect_turned
from facerec.errors import BadParameter, FacerecError, TooFewPeople, WeightsMissing
from facerec.images import Picture, decode_many
from facerec.progress import Progress, silent

_LARGEST_SIDE = 200  # pixels of a whole picture taken for a face: the features gain nothing beyond, and cost grows
_SAMPLE = 24  # pictures looked at to decide
_RELIABLE = 0.9  # share of them with a face, from which on pictures without one are refused
_FACE_FILLS = 0.6  # share of a picture's width, from which on the picture is the face


def decide_crop(
    rule: str,
    people: People,
    size: tuple[int, int] | None = None,
    *,
    detector: str | None = None,
    colour: bool = False,
    which: str = "largest",
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
    which : {"largest", "only", "centre"}, default="largest"
        The face that enrols a person where a picture shows several.
    progress : Progress

    Raises
    ------
    BadParameter, TooFewPeople
    WeightsMissing, WeightsError
        When the detector needs a file that is not here or cannot be used, and when faces are to be in colour, no
        detector is named and none that finds five points is here.
    """
    if rule not in ("auto", "none", "detect"):
        raise BadParameter(f"There is no crop rule {rule!r}; there is auto, none and detect.")
    finder = detector or default_face_detector()
    check_name(finder)
    if colour:
        return replace(_colour_crop(rule, people, size, detector, progress), which=check_which(which))
    return replace(_grey_crop(rule, people, size, finder, progress), which=check_which(which))


def _grey_crop(rule: str, people: People, size: tuple[int, int] | None, finder: str, progress: Progress) -> Crop:
    if rule == "detect":
        return _detecting_crop(size, finder, f"Faces are found in the pictures by {finder}, as asked.")
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
    on_their_side = sum(one[2] for one in looks)
    if on_their_side:  # taken for faces, they would be learned lying on their side
        filling += f"; {on_their_side} of them lie on their side or upside down"
    if on_their_side or share < _FACE_FILLS:
        return _detecting_crop(size, finder, f"Faces are found in the pictures: {filling}.")
    checked = len(shares) >= _RELIABLE * len(looks)
    refused = "; a picture without a face is refused" if checked else ""
    return Crop("none", whole, finder, f"Pictures are taken for faces: {filling}{refused}.", checked=checked)


def _detecting_crop(size: tuple[int, int] | None, finder: str, reason: str) -> Crop:
    return Crop("detect", size or FACE_SIZE, finder, reason, alignment="mouth" if gives_five_points(finder) else "eyes")


def _colour_crop(
    rule: str, people: People, size: tuple[int, int] | None, named: str | None, progress: Progress
) -> Crop:
    if size not in (None, FIVE_SIZE):
        raise BadParameter(f"A size of {size[1]}x{size[0]} is not for embeddings; their faces are 112x112.")
    finder = named or default_face_detector()
    if rule == "none":
        return Crop("none", FIVE_SIZE, finder, "Pictures are taken for aligned faces, as asked.", colour=True)
    if named is None and finder == "haar":
        return _without_five_points(rule, people, progress)
    why = "as asked" if rule == "detect" else "since an embedding wants them aligned"
    return Crop("detect", FIVE_SIZE, finder, f"Faces are found in the pictures by {finder}, {why}.", colour=True)


def _without_five_points(rule: str, people: People, progress: Progress) -> Crop:
    """Take pictures of the size of aligned faces as they are; refuse others, which Haar's cascade would spoil."""
    shapes = [shape for shape, _, _ in _look_at_sample(people, None, progress)]
    if rule == "auto" and _common_size(shapes) == FIVE_SIZE:
        reason = "Pictures are taken for aligned faces: they are 112x112, and no detector of five points is here."
        return Crop("none", FIVE_SIZE, "haar", reason, colour=True)
    raise WeightsMissing(
        "An embedding needs faces aligned by five points, which yunet finds, and its file is not here; get it by:"
        " python -m facerec zoo fetch yunet. Or take pictures that are aligned faces as they are (crop rule none), or"
        " name another detector (haar aligns by the eyes alone and misses more faces)."
    )


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
