"""What people chose to leave out of a data set, remembered with the reason by what the pictures are.

A record is about one picture of one person, known by the SHA-256 of the file's bytes. So it follows the picture into a
folder of another name or a new upload, and never falls on another picture in its place. Of copies, it says how many
stay: where the others are gone from the data set, the one that is left stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from facerec.datasets import Dataset, People, Source
from facerec.datasets.dataset import left_out
from facerec.errors import FacerecError, PeopleError
from facerec.settings import settings
from facerec.writing import write_whole

_PERSON = 16  # letters of a record's name that tell the person, so that nobody else's pictures have to be read


@dataclass(frozen=True)
class Exclusion:
    """One picture left out.

    Attributes
    ----------
    person, source : str
        Under which name, and which file.
    reason : str
    """

    person: str
    source: str
    reason: str


@dataclass(frozen=True)
class Exclusions:
    """The pictures left out of one data set.

    Attributes
    ----------
    entries : tuple of Exclusion
    """

    entries: tuple[Exclusion, ...] = ()

    @property
    def reasons(self) -> dict[tuple[str, str], str]:
        """Why, by person and file."""
        return {(entry.person, entry.source): entry.reason for entry in self.entries}

    def and_also(self, more: Exclusions) -> Exclusions:
        """Return these and more; of one picture the newer reason counts."""
        merged = {(entry.person, entry.source): entry for entry in (*self.entries, *more.entries)}
        return Exclusions(tuple(merged.values()))

    def but_not(self, person: str, source: str) -> Exclusions:
        """Return these without one picture, which is taken in again."""
        return Exclusions(tuple(e for e in self.entries if (e.person, e.source) != (person, source)))

    def apply(self, people: People) -> People:
        """Leave the pictures out, and say so among those skipped."""
        reasons, kept, skipped = self.reasons, [], list(people.skipped)
        for person, source in people.entries:
            if (person, source.name) in reasons:
                skipped.append(left_out(source.name, reasons[person, source.name]))
            else:
                kept.append((person, source))
        return replace(people, entries=tuple(kept), skipped=tuple(skipped))

    def rows_of(self, dataset: Dataset) -> dict[int, str]:
        """Return why, by row, for the faces of a data set that are left out; `Dataset.without` takes it."""
        reasons, pairs = self.reasons, enumerate(zip(dataset.names.tolist(), dataset.sources, strict=True))
        return {row: reasons[pair] for row, pair in pairs if pair in reasons}


def exclusions_of(dataset: Dataset, reasons: Mapping[int, str]) -> Exclusions:
    """Name the pictures of rows that are to be left out.

    Parameters
    ----------
    dataset : Dataset
    reasons : mapping of int to str
        Why, by row; `Report.suggested` gives the doctor's own.
    """
    rows = sorted(reasons)
    return Exclusions(tuple(Exclusion(str(dataset.names[row]), dataset.sources[row], reasons[row]) for row in rows))


def remember(people: People, exclusions: Exclusions) -> None:
    """Write down what is left out of these pictures, in place of all that was written down about them before."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    reasons = exclusions.reasons
    for (person, sha256), names in _pictures(people, {_hash(entry.person) for entry in exclusions.entries}).items():
        path, gone = folder / _name(person, sha256), [name for name in names if (person, name) in reasons]
        if not gone:
            path.unlink(missing_ok=True)
            continue
        content = {"person": person, "left_out": gone, "kept": len(names) - len(gone)}
        content["reason"] = reasons[person, gone[0]]
        write_whole(path, json.dumps(content, ensure_ascii=True, indent=2).encode())
    _old_record(people).unlink(missing_ok=True)


def remembered(people: People) -> Exclusions:
    """Return which of these very pictures are left out; only pictures of people with a record are read.

    Raises
    ------
    PeopleError
        When a record is damaged.
    """
    if not _folder().is_dir():
        return Exclusions()
    reasons = _from_old_record(people)
    for (person, sha256), names in _pictures(people).items():
        path = _folder() / _name(person, sha256)
        if path.is_file():
            reasons |= {(person, name): reason for name, reason in _recorded(path, names)}
    listed = ((person, source.name) for person, source in people.entries)
    return Exclusions(tuple(Exclusion(*each, reasons[each]) for each in listed if each in reasons))


def _recorded(path: Path, names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield which of a person's files of the same bytes are left out, and why; those of before where they are here."""
    content = _read(path)
    try:
        before, kept, reason = set(content["left_out"]), int(content["kept"]), str(content["reason"])
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error
    for name in sorted(names, key=lambda name: name in before)[max(0, kept) :]:
        yield name, reason


def _pictures(people: People, more: Set[str] = frozenset()) -> dict[tuple[str, str], list[str]]:
    """Return the files with the same bytes, by person and SHA-256, of people with a record and of some more."""
    wanted = more | {path.name[:_PERSON] for path in _folder().glob("*-*.json")}
    found: dict[tuple[str, str], list[str]] = {}
    for person, source in people.entries:
        sha256 = _sha256(source) if _hash(person) in wanted else None
        if sha256:
            found.setdefault((person, sha256), []).append(source.name)
    return found


def _folder() -> Path:
    return settings().home / "exclusions"


def _name(person: str, sha256: str) -> str:
    return f"{_hash(person)}-{sha256}.json"


def _hash(person: str) -> str:
    return hashlib.sha256(person.encode("utf-8", "surrogatepass")).hexdigest()[:_PERSON]


def _sha256(source: Source) -> str | None:
    """Return the hash of a file, or None where it cannot be read: loading it will tell why."""
    try:
        return source.sha256
    except (OSError, FacerecError):
        return None


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> PeopleError:
    return PeopleError(f"{path}, which says what is left out, is damaged; delete it to use the pictures.")


# Records of a data set by its name, as they once were


def _old_record(people: People) -> Path:
    name = hashlib.sha256(people.origin.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return _folder() / f"{name}.json"


def _from_old_record(people: People) -> dict[tuple[str, str], str]:
    """Return why, by person and file; what is remembered next takes the record's place."""
    path = _old_record(people)
    if not path.is_file():
        return {}
    try:
        entries = [
            [str(entry[key]) for key in ("person", "source", "sha256", "reason")] for entry in _read(path)["left_out"]
        ]
    except (KeyError, TypeError) as error:
        raise _damaged(path) from error
    sources = {(person, source.name): source for person, source in people.entries}
    return {
        (person, name): reason
        for person, name, sha256, reason in entries
        if (person, name) in sources and _sha256(sources[person, name]) == sha256
    }
