"""Entries of people while they are collected: every name is taken as it is given, or reported."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from facerec.datasets.dataset import People, Skipped, Source
from facerec.datasets.names import clean_name, escaped, why_no_name

STRANGERS = frozenset({"unknown", "strangers"})
"""Names, in lower case, that stand for people who are not enrolled."""

_SHOWN = 5


class Collected:
    """Pictures by person, pictures of strangers, what was skipped and what has to be said."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], Source] = {}
        self._strangers: dict[tuple[str, str], Source] = {}
        self._spellings: dict[str, set[str]] = {}
        self.skipped: list[Skipped] = []
        self.notes: list[str] = []

    def add(self, name: str, source: Source) -> None:
        """Add a picture of a person; a name that cannot be taken as it is given is reported instead."""
        problem = why_no_name(name)
        cleaned = clean_name(name)
        if problem:
            self.skip(source.name, problem)
        elif cleaned.casefold() in STRANGERS:
            self.add_stranger(cleaned, source)
        else:
            self._entries.setdefault((cleaned, source.name), _shown(source))
            self._spellings.setdefault(cleaned, set()).add(unicodedata.normalize("NFC", name.strip()))

    def add_stranger(self, name: str, source: Source) -> None:
        """Add a picture of a person who is not enrolled."""
        self._strangers.setdefault((name, source.name), _shown(source))

    def skip(self, file: str, reason: str) -> None:
        """Report what is left out."""
        self.skipped.append(Skipped(escaped(file), reason))

    def people(self, origin: str) -> People:
        """Return what was collected."""
        notes = [*self.notes, *self._joined_notes(), *self._stranger_notes()]
        return People(
            tuple((name, source) for (name, _), source in self._entries.items()),
            tuple(dict.fromkeys(self.skipped)),
            origin,
            tuple(dict.fromkeys(notes)),
            tuple((name, source) for (name, _), source in self._strangers.items()),
        )

    def _joined_notes(self) -> list[str]:
        joined = {name: spellings for name, spellings in self._spellings.items() if len(spellings) > 1}
        return [
            f"{', '.join(map(repr, sorted(spellings)))} differ in spaces only and are read as one person, {name}."
            for name, spellings in joined.items()
        ]

    def _stranger_notes(self) -> list[str]:
        count = len(self._strangers)
        pictures = "1 picture" if count == 1 else f"{count:,} pictures"
        people = len({name for name, _ in self._strangers})
        strangers = "1 stranger" if people == 1 else f"{people:,} strangers"
        said = f"{pictures} under the name unknown or strangers: not enrolled, and counted as {strangers}."
        if people == 1 and count > 1:
            said += " Where they show several people, use a subfolder for each."
        return [said] if count else []


def _shown(source: Source) -> Source:
    """Return a picture under a name that terminals and JSON bear; sources are looked up under their raw names."""
    return replace(source, name=escaped(source.name))


def listed(names: list[str]) -> str:
    """Return the first names of a list for a sentence, and how many there are beyond them."""
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
