"""Names of people and files, as everything that comes later can bear them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LONGEST_NAME = 200


def showable(name: str) -> str:
    """Replace control characters and bytes that are no text, which terminals and JSON do not bear."""
    return _UNSHOWABLE.sub("\ufffd", name)


def can_be_shown(name: str) -> bool:
    """Tell whether a name is short enough, and free of what terminals and JSON do not bear."""
    return len(name) <= LONGEST_NAME and showable(name) == name


def clean_name(name: str) -> str:
    """Return a person's name in its one form, so that one person is not taken for two: NFC, single spaces, not long.

    Empty where nothing is left.
    """
    return unicodedata.normalize("NFC", showable(" ".join(name.split())))[:LONGEST_NAME].strip()


def listed(names: Sequence[str], most: int = 3) -> str:
    """Name a few people, and count the rest."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
