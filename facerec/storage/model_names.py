"""Names that a model may have: those that can be a file name on every system."""

from __future__ import annotations

import unicodedata

from facerec.errors import BadModelName

SUFFIX = ".facerec"
_MAX_NAME_BYTES = 120  # leaves room for the suffix and a temporary name within the 255 of most file systems

_FORBIDDEN = frozenset('/\\:*?"<>|')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)  # Windows takes these for devices, whatever follows the first dot


def check_name(name: str) -> str:
    """Return a model's name in its normal form (Unicode NFC).

    Raises
    ------
    BadModelName
        When it could not be a file name on every system; says why.
    """
    name = unicodedata.normalize("NFC", name)
    troubles = {
        "it is empty": not name.strip(),
        f"it is longer than {_MAX_NAME_BYTES} bytes": len(name.encode("utf-8", "replace")) > _MAX_NAME_BYTES,
        "it starts with a dot": name.startswith("."),
        f"it holds one of {' '.join(sorted(_FORBIDDEN))}": not _FORBIDDEN.isdisjoint(name),
        "it holds a character that cannot be seen": not name.isprintable(),
        "it starts or ends with a space, or ends with a dot": name != name.strip(" ") or name.endswith("."),
        f"it ends with {SUFFIX}, which is added by itself": name.casefold().endswith(SUFFIX),
        "some systems take it for a device": name.partition(".")[0].strip().casefold() in _RESERVED,
    }
    for trouble, found in troubles.items():
        if found:
            raise BadModelName(
                f"A model cannot be called {name!r:.80}: {trouble}. Choose a short, plain name, e.g. family."
            )
    return name
