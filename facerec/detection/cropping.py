"""From pictures to faces: one rule a data set, decided once and stored in the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from facerec.detection.alignment import FACE_SIZE, align, align_five, align_four
from facerec.detection.catalogue import check_name, detector, digests
from facerec.detection.detector import Box, Detection
from facerec.detection.enrolled_face import EnrolledFace, Which, check_which, subject
from facerec.detection.turns import detect_turned, move, note_of_turns, turned
from facerec.errors import NoFaceFound
from facerec.images import Face, Picture, resize, to_grey

_CLOSE_CUT = 0.3  # share of a picture's width, below which a face in it makes it a scene


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
    which : {"largest", "only", "centre"}
        The face that enrols a person where a picture shows several, as in `facerec.detection.enrolled_face.subject`.
    checked : bool
        Whether, under the rule "none", a picture without a face is refused at enrolment.
    alignment : {"eyes", "mouth"}, default="eyes"
        Landmarks that bring a grey face upright. "eyes": the two eyes, as `align` does. "mouth": the eyes and the
        corners of the mouth where the detector gives them, as `align_four` does.
    """

    rule: Literal["none", "detect"]
    size: tuple[int, int] = FACE_SIZE
    detector: str = "haar"
    reason: str = ""
    colour: bool = False
    which: Which = "largest"
    checked: bool = False
    alignment: Literal["eyes", "mouth"] = "eyes"

    @property
    def shape(self) -> tuple[int, ...]:
        """Of a face: (height, width), or (height, width, 3) in colour."""
        return (*self.size, 3) if self.colour else self.size

    def face(self, picture: Picture) -> Face:
        """Return the face by which a picture enrols a person; as `enrolled`, without what else was found."""
        return self.enrolled(picture).face

    def enrolled(self, picture: Picture) -> EnrolledFace:
        """Find and cut the face by which a picture enrols a person.

        Faces are found as `faces` finds them, so that nothing is enrolled that is never recognized.

        Raises
        ------
        NoFaceFound
            When the rule is "detect", or `checked`, and no face is found.
        SeveralFaces
            When several faces are found and `which` does not decide between them.
        """
        if self.rule == "none":
            return self._whole(picture)
        found = detect_turned(detector(self.detector), picture)
        taken = subject(found, picture.shape, self.which)
        return EnrolledFace(self.aligned(picture, taken), tuple(found), taken)

    def check(self, picture: Picture) -> None:
        """Refuse a picture that is taken whole and shows no face, or several, as `enrolled` does.

        Raises
        ------
        NoFaceFound, SeveralFaces
        """
        if self.rule == "none":
            self._whole(picture)

    def _whole(self, picture: Picture) -> EnrolledFace:
        face = resize(picture if self.colour else to_grey(picture), self.size)
        if not self.checked:
            return EnrolledFace(face)
        finder = detector(self.detector)
        found = finder.detect(picture)
        if not found:  # detectors miss some close cuts, which are known to be faces: less certainty is enough there
            least = _CLOSE_CUT * picture.shape[1]
            found = [one for one in finder.detect(picture, lenient=True) if one.box.width >= least][:1]
        if not found:
            raise NoFaceFound(
                f"No face was found in it by {self.detector}, though most pictures beside it are faces. To enrol it all"
                " the same, take pictures for faces without a check (crop rule none)."
            )
        if len(found) > 1:
            subject(found, picture.shape, self.which)
        return EnrolledFace(face, tuple(found))

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
            face = resize(picture if self.colour else to_grey(picture), self.size)
            return [(Detection(Box(0, 0, width, height), 1.0), face)]
        finder = detector(self.detector)
        found = detect_turned(finder, picture) if turns else finder.detect(picture)
        return [(detection, self.aligned(picture, detection)) for detection in found]

    def aligned(self, picture: Picture, detection: Detection) -> Face:
        """Return the face of a detection, upright and at the size of the rule."""
        if detection.turned:
            degrees, shape = detection.turned, picture.shape
            picture, detection = turned(picture, degrees), move(detection, degrees, shape)
        if self.colour:
            return align_five(picture, detection)
        return (align_four if self.alignment == "mouth" else align)(picture, detection, self.size)

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
        if len(found) < 2 and largest >= _CLOSE_CUT * picture.shape[1]:
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
        crop = cls(
            values["rule"],
            (int(height), int(width)),
            str(values["detector"]),
            str(values["reason"]),
            colour=bool(values.get("colour", False)),  # older files hold neither this nor the following
            which=check_which(str(values.get("which", "largest"))),
            checked=bool(values.get("checked", False)),
            alignment=_alignment(str(values.get("alignment", "eyes"))),
        )
        if crop.rule not in ("none", "detect") or not (0 < crop.size[0] <= 1024 and 0 < crop.size[1] <= 1024):
            raise ValueError(f"a crop rule {crop.rule!r} of size {crop.size}")
        check_name(crop.detector)  # its file may be missing: then the model opens, and says so when it is asked
        return crop


def _alignment(name: str) -> Literal["eyes", "mouth"]:
    if name not in ("eyes", "mouth"):
        raise ValueError(f"an alignment {name!r}")
    return "mouth" if name == "mouth" else "eyes"
