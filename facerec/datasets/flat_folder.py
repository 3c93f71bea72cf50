"""People from a folder of pictures that are named by person: ``Ada.jpg``, ``Ada_2.jpg``, ``Ada (3).jpg``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from facerec.datasets.collected import Collected, listed
from facerec.datasets.dataset import Source
from facerec.errors import PeopleError

_COUNTER = re.compile(r"(?:[\s_.\-]+\d+|\s*\(\d+\))$")
_ATTACHED = re.compile(r"^(.*\D)\d+$")

# Words with which cameras and programs begin file names.
_OF_CAMERAS = frozenset({"dsc", "dscf", "dscn", "dcim", "img", "imgp", "mvimg", "pxl", "vid", "p", "pict"})
_OF_PROGRAMS = frozenset({"image", "images", "photo", "photos", "pic", "pics", "picture", "pictures", "screenshot"})
_OF_ANYTHING = frozenset({"scan", "frame", "video", "capture", "webcam", "snapshot", "untitled", "face", "faces"})
_NAMELESS = _OF_CAMERAS | _OF_PROGRAMS | _OF_ANYTHING


def name_in(file: str) -> str:
    """Return the name of the person that a file name holds, without a counter behind it; empty where it holds none."""
    name = PurePosixPath(file).stem.strip()
    while _COUNTER.search(name):
        name = _COUNTER.sub("", name)
    return "" if name.isdecimal() or name.casefold() in _NAMELESS else name


def collect_flat(collected: Collected, files: Sequence[Source]) -> bool:
    """Add pictures under the names that their file names hold; return False where these name fewer than two people.

    Raises
    ------
    PeopleError
        Where ``Ada1.jpg`` and ``Ada2.jpg`` could be one person or two.
    """
    names = {source: name_in(source.name) for source in files}
    counts = Counter(name for name in names.values() if name)
    if len(counts) < 2:
        return False
    _check_digits(counts)
    for source, name in names.items():
        if name:
            collected.add(name, source)
        else:
            collected.skip(source.name, "its file name names no person")
    told = listed([f"{name} ({count})" for name, count in sorted(counts.items())])
    collected.notes.append(f"There are no folders of people, so file names were taken for names: {told}.")
    return True


def _check_digits(counts: Counter[str]) -> None:
    """Refuse digits right behind a name that may be part of it or a counter.

    They are part of it where one such name has several pictures: ``subject01.sad`` and ``subject01.happy``.
    """
    numbered: dict[str, list[str]] = {}
    for name in counts:
        digits = _ATTACHED.match(name)
        if digits:
            numbered.setdefault(digits.group(1), []).append(name)
    for base, names in numbered.items():
        alike = [*names, *([base] if base in counts else [])]
        if len(alike) > 1 and all(counts[name] == 1 for name in names):
            first, second = sorted(alike)[:2]
            raise PeopleError(
                f"{first!r} and {second!r} could be one person or two; name the files {base}_1, {base}_2 for one"
                " person, or make a folder for each person."
            )
