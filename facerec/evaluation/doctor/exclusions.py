"""What people chose to leave out of a data set, remembered with the reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from facerec.datasets import Dataset, People, Source
from facerec.datasets.dataset import left_out
from facerec.errors import FacerecError, PeopleError
from facerec.settings import settings


@dataclass(frozen=True)
class Exclusion:
    """One picture left out.

    Attributes
    ----------
    person, source : str
        Under which name, and which file.
    sha256 : str
        Of the file's bytes, in hex: another picture in its place is not left out.
    reason : str
    """

    person: str
    source: str
    sha256: str
    reason: str


@dataclass(frozen=True)
class Exclusions:
    """The pictures left out of one data set.

    Attributes
    ----------
    entries : tuple of Exclusion
    """

    entries: tuple[Exclusion, ...] = ()

    def and_also(self, more: Exclusions) -> Exclusions:
        """Return these and more; of one picture the newer reason counts."""
        merged = {(entry.person, entry.source): entry for entry in (*self.entries, *more.entries)}
        return Exclusions(tuple(merged.values()))

    def but_not(self, person: str, source: str) -> Exclusions:
        """Return these without one picture, which is taken in again."""
        return Exclusions(tuple(e for e in self.entries if (e.person, e.source) != (person, source)))

    def in_force(self, people: People) -> Exclusions:
        """Return those of which people have the very picture, by its bytes; only files named in the record are read."""
        sources = {(person, source.name): source for person, source in people.entries}
        found = ((entry, sources.get((entry.person, entry.source))) for entry in self.entries)
        return Exclusions(tuple(entry for entry, source in found if source and _sha256(source) == entry.sha256))

    def apply(self, people: People) -> People:
        """Leave the pictures in force out, and say so among those skipped."""
        reasons = {(entry.person, entry.source): entry.reason for entry in self.in_force(people).entries}
        kept, skipped = [], list(people.skipped)
        for person, source in people.entries:
            if (person, source.name) in reasons:
                skipped.append(left_out(source.name, reasons[person, source.name]))
            else:
                kept.append((person, source))
        return replace(people, entries=tuple(kept), skipped=tuple(skipped))

    def rows_of(self, dataset: Dataset) -> dict[int, str]:
        """Return why, by row, for the faces of a data set that are left out; `Dataset.without` takes it."""
        reasons = {(entry.person, entry.source): entry.reason for entry in self.entries}
        pairs = enumerate(zip(dataset.names.tolist(), dataset.sources, strict=True))
        return {row: reasons[pair] for row, pair in pairs if pair in reasons}


def exclusions_of(people: People, dataset: Dataset, reasons: Mapping[int, str]) -> Exclusions:
    """Make a record of rows that are to be left out.

    Parameters
    ----------
    people : People
        From which the data set was read.
    dataset : Dataset
    reasons : mapping of int to str
        Why, by row; `Report.suggested` gives the doctor's own.
    """
    wanted = {(str(dataset.names[row]), dataset.sources[row]): reason for row, reason in reasons.items()}
    entries = []
    for person, source in people.entries:
        reason = wanted.get((person, source.name))
        sha256 = _sha256(source) if reason else None
        if reason and sha256:
            entries.append(Exclusion(person, source.name, sha256, reason))
    return Exclusions(tuple(entries))


def remember(people: People, exclusions: Exclusions) -> Path:
    """Write the record of a data set, in place of an older one; return the file, which may be deleted to forget all."""
    path = _path(people)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"origin": people.origin, "left_out": [asdict(entry) for entry in exclusions.entries]}
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(content, ensure_ascii=True, indent=2), encoding="utf-8")
    unfinished.replace(path)
    return path


def remembered(people: People) -> Exclusions:
    """Return the record of a data set, empty where there is none.

    It belongs to what was given, by its name (`People.origin`); two data sets of one name share a record, in which only
    entries with the same person, file and bytes count.

    Raises
    ------
    PeopleError
        When the record is damaged.
    """
    path = _path(people)
    if not path.is_file():
        return Exclusions()
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["left_out"]
        return Exclusions(tuple(Exclusion(**{key: str(entry[key]) for key in _FIELDS}) for entry in entries))
    except (ValueError, KeyError, TypeError) as error:
        raise PeopleError(f"{path}, which pictures are left out, is damaged; delete it to use them all.") from error


_FIELDS = ("person", "source", "sha256", "reason")


def _path(people: People) -> Path:
    name = hashlib.sha256(people.origin.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return settings().home / "exclusions" / f"{name}.json"


def _sha256(source: Source) -> str | None:
    """Return the hash of a file, or None where it cannot be read: loading it will tell why."""
    try:
        return hashlib.sha256(source.read()).hexdigest()
    except (OSError, FacerecError):
        return None
