"""From a list of people to their faces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from facerec.datasets.dataset import Dataset, People, Skipped, Source, columns_of
from facerec.errors import FacerecError, TooFewPeople
from facerec.images import Face, Picture, decode_many
from facerec.progress import Progress, silent

_NO_STRANGERS = "None of the strangers' pictures could be used, so no given stranger counts for the threshold."


def load(people: People, crop: Callable[[Picture], Face], *, progress: Progress = silent) -> Dataset:
    """Read everybody's pictures, in parallel, and cut the face out of each.

    A picture that cannot be used never stops the work: it is left out and reported, and so is a person left with none.

    Parameters
    ----------
    people : People
        Its strangers are read in the same way.
    crop : callable
        Picture to face, all of one size; raises a `FacerecError` where there is no face to cut.
    progress : Progress
        Told after each picture; may raise to stop.

    Raises
    ------
    TooFewPeople
        When fewer than two people are left.
    """
    listed = (*people.entries, *people.strangers)
    return gather(people, decode_many([source for _, source in listed], crop, progress=progress))


def gather(people: People, results: Iterable[Face | FacerecError]) -> Dataset:
    """Make a data set of the faces of people's pictures, in order; an error in place of a face says why there is none.

    Results beyond the people's entries are those of the strangers; without any, the data set has no strangers.

    Raises
    ------
    TooFewPeople
    """
    _check_people(people.names, people.skipped)
    skipped = list(people.skipped)
    iterator = iter(results)
    faces, rows = _stacked(people.entries, iterator, skipped)
    strangers, others = _stacked(people.strangers, iterator, skipped)
    alike = _enrolled_as(strangers, faces, [people.entries[row][0] for row in rows])
    for at, name in alike.items():
        skipped.append(Skipped(people.strangers[others[at]][1].name, f"the same face is enrolled as {name}"))
    strangers = np.delete(strangers, list(alike), axis=0)
    others = np.delete(others, list(alike)).astype(int).tolist()
    next(iterator, None)  # the generator tells the last progress, and ends its threads, when it is exhausted
    names = [people.entries[row][0] for row in rows]
    left = set(names)
    skipped += [Skipped(name, "no picture of this person could be used") for name in people.names if name not in left]
    _check_people(sorted(left), skipped)
    columns = columns_of([people.entries[row][1] for row in rows])
    return Dataset(
        faces,
        np.array(names),
        tuple(people.entries[row][1].name for row in rows),
        tuple(skipped),
        (*people.notes, _NO_STRANGERS) if people.strangers and not others else people.notes,
        {column: np.array(values) for column, values in columns.items()},
        strangers if len(strangers) else np.empty((0, *faces.shape[1:]), np.uint8),
        tuple(people.strangers[row][0] for row in others),
        tuple(people.strangers[row][1].name for row in others),
    )


def _stacked(
    entries: Sequence[tuple[str, Source]], results: Iterator[Face | FacerecError], skipped: list[Skipped]
) -> tuple[NDArray[np.uint8], list[int]]:
    """Return the faces of entries, and the rows of the entries that have one; the others are added to those skipped."""
    rows: list[int] = []
    faces = np.empty((len(entries), 0, 0), np.uint8)
    for row, result in enumerate(islice(results, len(entries))):
        if isinstance(result, FacerecError):
            skipped.append(Skipped(entries[row][1].name, str(result), result.code))
            continue
        if not rows:
            faces = np.empty((len(entries), *result.shape), np.uint8)
        faces[len(rows)] = result
        rows.append(row)
    return faces[: len(rows)], rows


def _enrolled_as(strangers: NDArray[np.uint8], faces: NDArray[np.uint8], names: Sequence[str]) -> dict[int, str]:
    """Return, by row, whose face a stranger's is: its distance of 0 would make nearly every answer unknown."""
    if not len(strangers):
        return {}
    enrolled = {face.tobytes(): name for face, name in zip(faces, names, strict=True)}
    seen = ((row, enrolled.get(face.tobytes())) for row, face in enumerate(strangers))
    return {row: name for row, name in seen if name is not None}


def _check_people(names: list[str], skipped: tuple[Skipped, ...] | list[Skipped]) -> None:
    if len(names) >= 2:
        return
    found = f"only one person, {names[0]!r}," if names else "nobody"
    reasons = "; ".join(f"{one.file}: {one.reason}" for one in skipped[:3])
    told = f" Left out: {reasons}{' …' if len(skipped) > 3 else ''}." if skipped else ""
    raise TooFewPeople(f"Found {found} with pictures; telling people apart needs two or more.{told}")
