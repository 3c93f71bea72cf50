"""Names of people and files, as everything that comes later can bear them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
"""Characters that show nothing, or turn the direction of writing: two names that differ by them look like one. The
joiners U+200C and U+200D are none of them, since Persian, Indic scripts and emoji need them."""

LONGEST_NAME = 200


def showable(name: str) -> str:
    """Replace control characters and bytes that are no text, which terminals and JSON do not bear."""
    return _UNSHOWABLE.sub("\ufffd", name)


def escaped(name: str) -> str:
    r"""Write control characters and bytes that are no text as ``\xNN``, so that two file names stay two.

    Other names stay as they are.
    """
    if not _UNSHOWABLE.search(name):
        return name
    return _UNSHOWABLE.sub(lambda found: rf"\x{ord(found.group()) & 0xFF:02x}", name.replace("\\", "\\\\"))


def can_be_shown(name: str) -> bool:
    """Tell whether a name is short enough, and free of what terminals and JSON do not bear."""
    return len(name) <= LONGEST_NAME and showable(name) == name


def is_clear(name: str) -> bool:
    """Tell whether a name can be shown, and holds nothing that cannot be seen."""
    return can_be_shown(name) and not _INVISIBLE.search(name)


def why_no_name(name: str) -> str | None:
    """Say why a text cannot be a person's name as it is; None where it can.

    A name is never shortened or repaired: two people could become one by that.
    """
    spaced = " ".join(name.split())
    if not spaced:
        return "the person's name is blank"
    if len(unicodedata.normalize("NFC", spaced)) > LONGEST_NAME:
        return f"the person's name has more than {LONGEST_NAME} characters"
    if _UNSHOWABLE.search(spaced) or "\ufffd" in spaced:
        return f"the person's name, {escaped(spaced)}, holds characters that are no text; rename the person"
    if _INVISIBLE.search(spaced):
        shown = _INVISIBLE.sub(lambda found: rf"\u{ord(found.group()):04x}", spaced)
        return f"the person's name, {shown}, holds characters that cannot be seen; rename the person"
    return None


def clean_name(name: str) -> str:
    """Return a person's name in its one form, so that one person is not taken for two: NFC, single spaces, not long.

    Empty where nothing is left.
    """
    return unicodedata.normalize("NFC", showable(" ".join(name.split())))[:LONGEST_NAME].strip()


def listed(names: Sequence[str], most: int = 3) -> str:
    """Name a few people, and count the rest."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
