"""The one face by which a picture enrols a person, of the faces that were found in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from facerec.detection.detector import Box, Detection
from facerec.errors import BadParameter, NoFaceFound, SeveralFaces
from facerec.images import Face

Which: TypeAlias = Literal["largest", "only", "centre"]
WHICH: tuple[Which, ...] = ("largest", "only", "centre")
"""Rules for pictures that show several faces, by the names that commands and model files use."""

CLEARLY_LARGER = 2.0
"""Ratio of the areas of the two largest faces, from which on the larger one is the subject of the picture."""


@dataclass(frozen=True, eq=False)
class EnrolledFace:
    """A face cut for enrolment, with what was found around it.

    Attributes
    ----------
    face : ndarray of shape (height, width) or (height, width, 3), uint8
    found : tuple of Detection, or None
        All faces in the picture; None where the picture was not searched.
    taken : Detection or None
        The one that was cut; None where the whole picture was taken.
    """

    face: Face
    found: tuple[Detection, ...] | None = None
    taken: Detection | None = None


def check_which(which: str) -> Which:
    """Return the rule by name.

    Raises
    ------
    BadParameter
    """
    for known in WHICH:
        if which == known:
            return known
    raise BadParameter(f"which={which!r}; allowed are {', '.join(WHICH)}.")


def subject(found: Sequence[Detection], shape: tuple[int, ...], which: Which = "largest") -> Detection:
    """Choose the face that shows the person whose picture it is.

    Parameters
    ----------
    found : sequence of Detection
        The faces in the picture.
    shape : (height, width, ...)
        Of the picture, in pixels.
    which : {"largest", "only", "centre"}, default="largest"
        "largest": the largest face, if its area is at least `CLEARLY_LARGER` times that of the next. "only": the
        picture must show one face. "centre": the face nearest to the centre of the picture.

    Raises
    ------
    NoFaceFound
        When there is no face.
    SeveralFaces
        When the rule does not decide between the faces.
    """
    if not found:
        raise NoFaceFound("No face was found in it; take a picture with a larger, brighter face seen from the front.")
    if which == "centre":
        centre = np.array([shape[1], shape[0]]) / 2
        return min(found, key=lambda one: float(np.hypot(*(_centre(one.box) - centre))))
    ordered = sorted(found, key=lambda one: -_area(one.box))
    if len(ordered) == 1 or (which == "largest" and _area(ordered[0].box) >= CLEARLY_LARGER * _area(ordered[1].box)):
        return ordered[0]
    raise SeveralFaces(
        f"It shows several faces ({len(ordered)}): the two largest are {ordered[0].box.width} and"
        f" {ordered[1].box.width} pixels wide. Crop the picture to one person, or choose which face counts: largest"
        f" (at least {CLEARLY_LARGER:g} times the area of the next), only or centre."
    )


def _area(box: Box) -> int:
    return box.width * box.height


def _centre(box: Box) -> np.ndarray:
    return np.array([box.left + box.right, box.top + box.bottom]) / 2
