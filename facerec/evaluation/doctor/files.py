"""What only the picture a face was cut from can tell: its size, how many faces it shows, which way they look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from facerec import zoo
from facerec.datasets import Dataset, People
from facerec.datasets.loading import gather
from facerec.detection import FIVE_SIZE, Crop, Detection, default_face_detector, detector
from facerec.detection.enrolled_face import Which, subject
from facerec.errors import FacerecError, NoFaceFound, SeveralFaces
from facerec.evaluation.doctor.finding import Finding, about
from facerec.features import Embedding
from facerec.images import Face, Picture, decode_many
from facerec.progress import Progress, silent

ENLARGED = 1.5
"""Times a face was enlarged, from which on it is too small: what a cut adds by itself stays below."""
TURNED = 0.25
"""Offset of the nose from between the eyes, in eye distances; AT&T, turned by some 20 degrees, has at most 0.23, drawn
people turned by 35 degrees or more have 0.26 or more."""
_TAKEN: dict[Which, str] = {
    "largest": "the largest was taken",
    "only": "only one was expected",
    "centre": "the one nearest to the centre was taken",
}
_MOST_NAMED = 5  # turned pictures in one sentence
_NOSE = 2  # row of the landmarks after the two eyes


@dataclass(frozen=True)
class Look:
    """A picture as it came.

    Attributes
    ----------
    height, width : int
        In pixels.
    face_width : int
        Of the face in it, in pixels; of the whole picture where that is the face.
    faces : int or None
        How many were found; None where nobody looked.
    turn : float or None
        Offset of the nose from between the eyes, in eye distances; None without a landmark for it.
    which : str
        The rule that chose the face where there are several.
    template : ndarray of shape (n_features,), float32, or None
        Features of the face by an embedding; None where none described it.
    turned_by : int
        Degrees, clockwise, by which the picture was turned to find the face: 0, 90, 180 or 270.
    """

    height: int
    width: int
    face_width: int
    faces: int | None = None
    turn: float | None = None
    which: Which = "largest"
    template: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)
    turned_by: int = 0


def face_describer() -> str | None:
    """Return the embedding that can judge names, for `look_at`; None where its file or YuNet's is not here."""
    if not zoo.is_here("yunet"):
        return None
    return next((name for name, one in zoo.registry().items() if one.task == "embedding" and zoo.is_here(name)), None)


def face_counter() -> str | None:
    """Return who can count the faces in pictures that are taken for faces, for `look_at`.

    None where only Haar's cascade is here: it misses one in sixteen faces cut as closely as AT&T's.
    """
    best = default_face_detector()
    return None if best == "haar" else best


def look_at(
    people: People,
    crop: Crop,
    *,
    count_with: str | None = None,
    describe_with: str | None = None,
    progress: Progress = silent,
) -> tuple[Dataset, list[Look]]:
    """Read everybody's pictures as for a training, and keep what the doctor asks of them.

    Parameters
    ----------
    people : People
    crop : Crop
    count_with : str, optional
        The detector that counts the faces where `crop` takes whole pictures for faces; without, nobody counts.
    describe_with : str, optional
        The embedding, by its name in `facerec.zoo`, that describes the faces, so that names are judged by it.
    progress : Progress

    Returns
    -------
    dataset : Dataset
        What `facerec.datasets.load` gives, with a note on pictures that were turned to find the face.
    looks : list of Look
        For each of its rows.

    Raises
    ------
    TooFewPeople
    """
    looks: list[Look] = []
    aligned: list[Picture | None] = []
    in_colour = Crop("detect", FIVE_SIZE, "yunet", colour=True, which=crop.which)

    def look(picture: Picture) -> tuple[Face, Look, Picture | None]:
        enrolled = crop.enrolled(picture)
        found = enrolled.found
        if found is None and count_with:
            found = tuple(detector(count_with).detect(picture, lenient=True))
        width = enrolled.taken.box.width if enrolled.taken else picture.shape[1]
        seen = _look(picture, found, width, crop.which)
        seen = replace(seen, turned_by=enrolled.taken.turned) if enrolled.taken else seen
        five = _aligned(in_colour, picture) if describe_with else None
        return enrolled.face, seen, five

    def faces_alone() -> Iterator[Face | FacerecError]:
        listed = [source for _, source in (*people.entries, *people.strangers)]
        for place, result in enumerate(decode_many(listed, look, progress=progress)):
            if isinstance(result, FacerecError):
                yield result
                continue
            if place < len(people.entries):
                looks.append(result[1])
                aligned.append(result[2])
            yield result[0]

    dataset = gather(people, faces_alone())
    dataset = replace(dataset, notes=(*dataset.notes, *_turned_pictures(dataset.sources, looks)))
    return dataset, _described(looks, aligned, describe_with) if describe_with else looks


def _turned_pictures(sources: Sequence[str], looks: Sequence[Look]) -> Iterator[str]:
    """Say which pictures lay on their side or upside down."""
    lying = [f"{file} by {look.turned_by}" for file, look in zip(sources, looks, strict=True) if look.turned_by]
    if lying:
        named = ", ".join(lying[:_MOST_NAMED]) + (", …" if len(lying) > _MOST_NAMED else "")
        pictures = f"{len(lying)} pictures were" if len(lying) > 1 else "One picture was"
        yield f"{pictures} turned to find the face, in degrees clockwise: {named}."


def _aligned(crop: Crop, picture: Picture) -> Picture | None:
    try:
        return crop.face(picture)
    except (NoFaceFound, SeveralFaces):
        return None


def _described(looks: list[Look], aligned: list[Picture | None], embedding: str) -> list[Look]:
    rows = [row for row, face in enumerate(aligned) if face is not None]
    if not rows:
        return looks
    faces = np.stack([face for face in aligned if face is not None])
    templates = dict(zip(rows, Embedding(embedding).fit(faces).transform(faces), strict=True))
    return [replace(look, template=templates.get(row)) for row, look in enumerate(looks)]


def templates_of(looks: Sequence[Look] | None) -> NDArray[np.float32] | None:
    """Return the templates (n_faces, n_features) of looks, NaN where a face has none; None where no face has one."""
    there = [look.template for look in looks or () if look.template is not None]
    if not looks or not there:
        return None
    missing = np.full(there[0].shape, np.nan, np.float32)
    return np.stack([missing if look.template is None else look.template for look in looks])


def _look(picture: Picture, found: Sequence[Detection] | None, face_width: int, which: Which) -> Look:
    height, width = picture.shape[:2]
    if not found:
        return Look(height, width, face_width, None if found is None else 0)
    try:
        turn = _turn(subject(found, picture.shape, which))
    except SeveralFaces:
        turn = None
    return Look(height, width, face_width, len(found), turn, which)


def _turn(detection: Detection) -> float | None:
    """Measure how far the nose is off the middle, along the line through the eyes."""
    points = detection.landmarks
    if points is None or len(points) <= _NOSE:
        return None
    across = points[1] - points[0]
    squared = float(across @ across)
    return abs(float((points[_NOSE] - points[:2].mean(axis=0)) @ across)) / squared if squared > 0 else None


def file_findings(dataset: Dataset, looks: Sequence[Look]) -> Iterator[Finding]:
    """Tell of pictures without a face or with several, faces too small, and faces turned aside."""
    for skipped in dataset.skipped:
        if not skipped.as_asked:
            yield Finding("unused", f"{skipped.file}: {skipped.reason}", (), (skipped.file,), (), 1.0)
    wanted = dataset.faces.shape[2]
    for row, look in enumerate(looks):
        name = dataset.names[row]
        if look.faces == 0:
            yield about(dataset, "unused", [row], 1.0, f"In a picture of {name} no face was found.", [row])
        if look.faces is not None and look.faces > 1:
            sentence = f"A picture of {name} shows {look.faces} faces; {_TAKEN[look.which]}."
            yield about(dataset, "several-faces", [row], look.faces, sentence)
        if look.face_width * ENLARGED < wanted:
            share = look.face_width / wanted
            sentence = f"A face of {name} is {look.face_width} pixels wide and was enlarged to {wanted}."
            yield about(dataset, "small", [row], share, sentence)
        if look.turn is not None and look.turn > TURNED:
            sentence = f"A face of {name} is turned aside: the nose is off the middle by {look.turn:.2f} eye distances."
            yield about(dataset, "pose", [row], look.turn, sentence)


def unchecked_files(looks: Sequence[Look] | None) -> Iterator[str]:
    """Say what nobody looked at."""
    if looks is None:
        yield "Size of the pictures, number of faces and pose were not checked: only the faces were given."
        return
    uncounted = int(np.sum([look.faces is None for look in looks]))
    unturned = int(np.sum([look.turn is None for look in looks]))
    if uncounted:
        shown = f"{uncounted} pictures show" if uncounted > 1 else "one picture shows"
        yield f"How many faces {shown} was not checked: no detector looked, or none was sure."
    if unturned:
        faces = f"{unturned} faces" if unturned > 1 else "one face"
        yield f"The pose of {faces} was not checked: no landmark of the nose was found."
