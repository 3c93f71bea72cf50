"""From a list of people to their faces."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from facerec.datasets.dataset import Dataset, People, Skipped
from facerec.errors import FacerecError, TooFewPeople
from facerec.images import Face, Picture, decode_many
from facerec.progress import Progress, silent


def load(people: People, crop: Callable[[Picture], Face], *, progress: Progress = silent) -> Dataset:
    """Read everybody's pictures, in parallel, and cut the face out of each.

    A picture that cannot be used never stops the work: it is left out and reported, and so is a person left with none.

    Parameters
    ----------
    people : People
    crop : callable
        Picture to face, all of one size; raises a `FacerecError` where there is no face to cut.
    progress : Progress
        Told after each picture; may raise to stop.

    Raises
    ------
    TooFewPeople
        When fewer than two people are left.
    """
    return gather(people, decode_many([source for _, source in people.entries], crop, progress=progress))


def gather(people: People, results: Iterable[Face | FacerecError]) -> Dataset:
    """Make a data set of the faces of people's pictures, in order; an error in place of a face says why there is none.

    Raises
    ------
    TooFewPeople
    """
    _check_people(people.names, people.skipped)
    kept: list[int] = []
    skipped = list(people.skipped)
    faces = np.empty((len(people.entries), 0, 0), np.uint8)
    for row, result in enumerate(results):
        if isinstance(result, FacerecError):
            skipped.append(Skipped(people.entries[row][1].name, str(result)))
            continue
        if not kept:
            faces = np.empty((len(people.entries), *result.shape), np.uint8)
        faces[len(kept)] = result
        kept.append(row)
    names = [people.entries[row][0] for row in kept]
    left = set(names)
    skipped += [Skipped(name, "no picture of this person could be used") for name in people.names if name not in left]
    _check_people(sorted(left), skipped)
    sources = tuple(people.entries[row][1].name for row in kept)
    return Dataset(faces[: len(kept)], np.array(names), sources, tuple(skipped))


def _check_people(names: list[str], skipped: tuple[Skipped, ...] | list[Skipped]) -> None:
    if len(names) >= 2:
        return
    found = f"only one person, {names[0]!r}," if names else "nobody"
    reasons = "; ".join(f"{one.file}: {one.reason}" for one in skipped[:3])
    told = f" Left out: {reasons}{' …' if len(skipped) > 3 else ''}." if skipped else ""
    raise TooFewPeople(f"Found {found} with pictures; telling people apart needs two or more.{told}")
