"""The drawn sample people that come with facerec: what is learned from them does not carry over to photographs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

SAMPLE_PEOPLE = (
    *("Carmen Moreau", "Tariq Rahman", "Noor Lindqvist", "Marco Novak", "Selma Jensen", "Tomas Keller", "Marta Berg"),
    *("Hiro Wang", "Fatou Virtanen", "Emeka Vargas", "Zuri Osei", "Jonas Achebe", "Lucia Adeyemi", "Pavel Castro"),
    *("Greta Dvorak", "Ravi Laurent", "Rosa Molina", "Lars Petrov", "Ruth Santos", "Bruno Duarte"),
)

LEARNED_FROM_SAMPLES = (
    "The model was trained on the drawn sample people, and this is another picture: the threshold and the probabilities"
    " do not hold for it. Train with photographs of your own people before you rely on names."
)

STRANGERS_FROM_SAMPLES = (
    "The strangers are the drawn sample people, but the enrolled people are not: photographs of strangers lie nearer to"
    " enrolled people than drawn faces do, so more strangers get a name than the target says. Give photographs of"
    " people who are not enrolled."
)


def are_sample_people(names: Iterable[str], sources: Iterable[str]) -> bool:
    """Tell whether most pictures are those of the sample people, by name and file.

    Parameters
    ----------
    names : iterable of str
        The person of each picture.
    sources : iterable of str
        The file of each picture, e.g. "people/ravi-laurent/01.jpg".
    """
    drawn = [
        _folder(name) in _FOLDERS and PurePath(source).parent.name == _folder(name)
        for name, source in zip(names, sources, strict=True)
    ]
    return bool(drawn) and 2 * sum(drawn) > len(drawn)


def _folder(name: str) -> str:
    return name.casefold().replace(" ", "-")


_FOLDERS = frozenset(map(_folder, SAMPLE_PEOPLE))


def is_sample_picture(file: Path) -> bool:
    """Tell whether a picture lies in the folder of the sample data."""
    return "sample_data" in file.absolute().parts
