"""How commands talk: progress on stderr, results as JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from facerec.evaluation.doctor import QuickCheck
from facerec.matching import OpenSet

_COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Console:
    """Progress on stderr: one line that changes on a terminal, one line a stage elsewhere."""

    def __init__(self) -> None:
        self._stage = ""
        self._terminal = sys.stderr.isatty()

    def progress(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is."""
        end = "\n" if done >= total else ""
        if self._terminal:
            print(f"\r{stage} {done}/{total}\033[K", end=end, file=sys.stderr, flush=True)
        elif stage != self._stage or end:
            print(f"{stage} {done}/{total}", file=sys.stderr, flush=True)
        self._stage = stage


class Cleaned:
    """A stream for people: names of files, people and models in it send no commands to the terminal.

    Control characters, and those that turn the direction of writing, are replaced; lines and tabs stay.

    Parameters
    ----------
    stream : text stream
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text without commands."""
        return self._stream.write(_COMMANDS.sub("\ufffd", text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def print_json(result: Any) -> None:
    """Print a result for programs."""
    print(json.dumps(result, ensure_ascii=False, indent=2, allow_nan=False))


def print_notes(notes: Iterable[str]) -> None:
    """Print what was guessed or put together while people were read."""
    for sentence in notes:
        print(f"note: {sentence}")


def print_several(pictures: Sequence[Mapping[str, Any]]) -> None:
    """Say which face was taken of pictures that show several."""
    words = {"largest": "the largest was taken", "centre": "the one nearest to the centre was taken"}
    for one in pictures:
        print(f"{one['file']}: {one['faces']} faces; {words.get(one['taken'], one['taken'])}")


def print_check(check: QuickCheck, more: str) -> None:
    """Say what quick checks found, and by which command to see more."""
    print(check.sentence + (f" To see which: {more}" if check.found else ""))
    for sentence in check.unchecked:
        print(sentence)


def rates(open_set: OpenSet) -> dict[str, Any]:
    """Return the measured figures of a model by their JSON keys."""
    rank1, dir_ = open_set.cross_validated
    return {
        "rank1": open_set.rank1._asdict() | {"folds": open_set.folds, "cross_validated": rank1},
        "threshold": open_set.threshold,
        "fpir": {"target": open_set.target} | open_set.fpir._asdict(),
        "dir": open_set.dir._asdict() | {"cross_validated": dir_},
    }
