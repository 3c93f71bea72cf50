"""What lists of models show of a manifest, which can be edited, so that anything may be in it or be gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from facerec.datasets.names import can_be_shown

_MOST_PICTURES = 10_000_000


def flaws(manifest: dict[str, Any]) -> list[str]:
    """Return the entries that a list of models needs, and that are missing or cannot be right."""
    return [key for key, fits in _SHOWN.items() if not fits(manifest.get(key))]


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_PICTURES


def _are_counts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(can_be_shown, value)) and all(map(_is_count, value.values()))


def _is_rate(value: Any) -> bool:
    return isinstance(value, dict) and ("value" in value) and _is_share(value["value"])


def _is_share(value: Any) -> bool:
    """Whether something is a share of searches, or None where it was not measured; NaN was written in older files."""
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and (value != value or 0 <= value <= 1)


def _is_time(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return not value or bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


_SHOWN: dict[str, Callable[[Any], bool]] = {
    "recipe": lambda value: isinstance(value, str) and can_be_shown(value),
    "people": _are_counts,
    "pictures": _is_count,
    "pictures_inside": _is_bool,
    "rank1": _is_rate,
    "stale": _is_bool,
    "created": _is_time,
}
