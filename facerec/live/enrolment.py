"""Taking somebody's faces from a stream: varied and sharp ones, with advice on what to do."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.detection import Box, Crop, Detection
from facerec.images import Face, Picture, resize, to_grey
from facerec.live.faces import cut_face
from facerec.live.rectangles import overlaps

FACES = 10
"""How many are taken."""

_SMALLEST = 60  # pixels across a face
_DARK, _BRIGHT = 40, 225  # mean grey level of a face
_SHARP = 0.02  # of the variance of a face's grey levels, the least that its Laplacian must have ...
_AS_SHARP = 0.4  # ... and the share of what the sharpest face so far had ...
_FADES = 0.97  # ... which counts less after each blurred one, since a sharper camera than there is will not come
_LOOK = (28, 23)  # height and width at which faces are compared: what remains is pose, expression and light
_VARIED = 0.06  # 1 - correlation to every face that was taken, at first ...
_PATIENCE = 0.9  # ... and times this after each face that was refused, so that nobody waits for ever ...
_AT_LEAST = 0.003  # ... down to this, which only another frame of a person who moves has
_SAME_PERSON = 0.4  # and to the nearest of them, at most, where the face was not followed from one to the next
_FOLLOWED = 0.3  # intersection over union of a face's boxes in two frames that are looked at


class Enrolment:
    """Ten varied, sharp faces of one person, for `FaceRecognizer.enrol`.

    Parameters
    ----------
    name : str
        Whose faces they are.
    crop : Crop
        The rule by which the recognizer's faces are cut.

    Attributes
    ----------
    advice : str
        What to do now, in a sentence.
    wanted : int
        How many faces are taken.
    """

    wanted = FACES

    def __init__(self, name: str, crop: Crop) -> None:
        self.name = name
        self.advice = "Look into the camera."
        self._crop = crop.detecting() if crop.rule == "none" else crop
        self._faces: tuple[Face, ...] = ()
        self._looks: list[NDArray[np.float32]] = []
        self._sharpest, self._demand = 0.0, _VARIED
        self._last: Box | None = None  # of the face, as long as nothing came between

    @property
    def taken(self) -> int:
        """How many faces there are by now."""
        return len(self._faces)

    @property
    def done(self) -> bool:
        """Whether they are enough."""
        return self.taken >= FACES

    @property
    def faces(self) -> NDArray[np.uint8]:
        """Return the faces, shape (n_faces, ...), uint8, cut as at training."""
        faces = self._faces
        return np.stack(faces) if faces else np.empty((0, *self._crop.size), np.uint8)

    def consider(self, picture: Picture, found: Sequence[Detection]) -> None:
        """Take the face in a frame if it is a good one, and advise what to do next.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
        found : sequence of Detection
            The faces in it.
        """
        if not self.done:
            self.advice = self._complaint(picture, found) or self._progress()

    def _complaint(self, picture: Picture, found: Sequence[Detection]) -> str | None:
        """Say what is wrong with a frame; None where its face was taken."""
        before, self._last = self._last, found[0].box if len(found) == 1 else None
        if not found:
            return "No face is seen: come into the picture."
        if len(found) > 1:
            return "Only one face, please: the others step out of the picture."
        if found[0].box.width < _SMALLEST:
            return "Come closer."
        left, top, right, bottom = found[0].box
        light = to_grey(picture[top:bottom, left:right]).mean()
        if not _DARK <= light <= _BRIGHT:
            return "More light, please: the face is too dark." if light < _DARK else "Less light, please."
        face = cut_face(self._crop, picture, found[0].box)
        if face is None:
            return "Look into the camera."
        followed = before is not None and float(overlaps([before], [found[0].box])[0].item()) > _FOLLOWED
        complaint = self._about(face, followed=followed)
        if complaint is not None and complaint == self._somebody_else:
            self._last = None  # and so is the next frame's
        return complaint

    @property
    def _somebody_else(self) -> str:
        return f"Only {self.name}, please: this looks like somebody else."

    def _about(self, face: Face, *, followed: bool) -> str | None:
        grey = to_grey(face) if face.ndim == 3 else face
        sharpness = sharpness_of(grey)
        self._sharpest = max(_FADES * self._sharpest, sharpness)
        if sharpness < max(_SHARP, _AS_SHARP * self._sharpest):
            return "Hold still: the picture is blurred."
        look = _look_of(grey)
        apart = [1 - float(np.vdot(look, other)) for other in self._looks]
        if apart and min(apart) > _SAME_PERSON and not followed:
            return self._somebody_else
        if apart and min(apart) < self._demand:
            self._demand = max(self._demand * _PATIENCE, _AT_LEAST)
            return "Turn your head a little."
        self._demand = _VARIED
        self._looks.append(look)
        self._faces = (*self._faces, face)
        return None

    def _progress(self) -> str:
        if self.done:
            return f"Thank you: {FACES} faces are taken."
        return f"Good: {self.taken} of {FACES}. Turn your head a little, smile, come nearer or lean back."


def sharpness_of(face: Face) -> float:
    """Return the variance of the Laplacian, as a share of the variance of the grey levels.

    The share does not depend on light and contrast. Variance of the Laplacian: Pech-Pacheco et al., "Diatom
    autofocusing in brightfield microscopy", 2000, doi:10.1109/ICPR.2000.903548.
    """
    levels = resize(face, (112, 92)).astype(np.float32)
    return float(cv2.Laplacian(levels, cv2.CV_32F).var() / max(levels.var(), 1.0))


def _look_of(face: Face) -> NDArray[np.float32]:
    """Return a face for comparing: small, without its mean, of unit length; their products are correlations."""
    small = resize(face, _LOOK).astype(np.float32).ravel()
    small -= small.mean()
    return np.asarray(small / max(float(np.linalg.norm(small)), 1e-6), np.float32)
