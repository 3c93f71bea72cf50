"""People from folders: a folder for each person, below ``train`` and ``test`` where there are such, or none."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from pathlib import PurePosixPath

from facerec.datasets.collected import STRANGERS, Collected, listed
from facerec.datasets.contents import why_no_picture
from facerec.datasets.dataset import People, Source
from facerec.datasets.flat_folder import collect_flat
from facerec.errors import PeopleError

_SPLITS = frozenset({"train", "training", "val", "valid", "validation", "test", "testing", "eval"})
_ALLOWED = (
    "give a CSV (name;folder a line), a folder with a folder for each person or with pictures named by person, or a zip"
    " of any of them"
)

Parts = tuple[str, ...]


def people_of_folders(files: Iterable[Source], origin: str, *, rooted: bool) -> People:
    """Take the folder in which the paths first differ for the person; pictures above it belong to no person.

    Parameters
    ----------
    files : iterable of Source
    origin : str
    rooted : bool
        Whether paths may begin with folders that are no person's, as those of uploads and zips do.

    Raises
    ------
    PeopleError
        Where there are no people, or where two levels of folders could be people.
    """
    collected = Collected()
    pictures: list[tuple[Parts, Source]] = []
    for source in sorted(files, key=lambda source: source.name):
        problem = why_no_picture(source)
        if problem:
            collected.skip(problem.file, problem.reason)
        else:
            pictures.append((PurePosixPath(source.name).parent.parts, source))
    folders = {parts for parts, _ in pictures if _stranger_level(parts) is None}
    if len(folders) == 1 and _may_be_flat(folders, pictures, rooted=rooted) and _flat(collected, pictures):
        return collected.people(origin)
    folders -= {()}
    if not folders:
        raise PeopleError(f"{origin} holds no folders with pictures; {_ALLOWED}.")
    shared = len(list(takewhile(lambda parts: len(set(parts)) == 1, zip(*folders, strict=False))))
    level = shared if len(folders) > 1 else shared - 1
    level += _splits_above(collected, folders, level)
    _collect(collected, pictures, level)
    return collected.people(origin)


def _may_be_flat(folders: set[Parts], pictures: list[tuple[Parts, Source]], *, rooted: bool) -> bool:
    """Tell whether the one folder may be that of all people: it is the top one, and strangers lie in it as well."""
    (folder,) = folders
    return (rooted or not folder) and all(parts[: len(folder)] == folder for parts, _ in pictures)


def _flat(collected: Collected, pictures: list[tuple[Parts, Source]]) -> bool:
    named = [source for parts, source in pictures if _stranger_level(parts) is None]
    found = collect_flat(collected, named)
    if found:
        _collect(collected, [one for one in pictures if _stranger_level(one[0]) is not None], len(pictures[0][0]))
    return found


def _stranger_level(parts: Parts) -> int | None:
    return next((level for level, part in enumerate(parts) if part.casefold() in STRANGERS), None)


def _splits_above(collected: Collected, folders: set[Parts], level: int) -> int:
    """Return 1 where the folders at this level are parts of a data set, such as ``train`` and ``test``, else 0."""
    tops = sorted({parts[level] for parts in folders if len(parts) > level})
    splits = [top for top in tops if top.casefold() in _SPLITS]
    below = sorted({parts[level + 1] for parts in folders if len(parts) > level + 1 and parts[level] in splits})
    if splits == tops and len(tops) > 1:
        if not below:
            raise PeopleError(
                f"The folders {listed(tops)} hold pictures, but no folders of people; make a folder for each person."
            )
        collected.notes.append(f"The folders {listed(tops)} were put together; people are the folders in them.")
        return 1
    if splits and len(below) > 1 and len(tops) > 1:
        raise PeopleError(
            f"People could be the folders {listed(tops)}, or those below, {listed(below)}; give one folder for each"
            " person, without others beside them."
        )
    return 0


def _collect(collected: Collected, pictures: list[tuple[Parts, Source]], level: int) -> None:
    nested: dict[str, set[str]] = {}
    for parts, source in pictures:
        stranger = _stranger_level(parts)
        if stranger is not None and stranger <= level:
            collected.add_stranger("/".join(parts[stranger + 1 :]) or parts[stranger], source)
        elif len(parts) <= level:
            collected.skip(source.name, "not in a person's folder")
        else:
            collected.add(parts[level], source)
            nested.setdefault(parts[level], set()).add("/".join(parts[level + 1 :]))
    for name, below in sorted(nested.items()):
        if len(below) > 1:
            told = listed(sorted(below - {""}))
            collected.notes.append(f"{name}: pictures in the subfolders {told} were put together.")
