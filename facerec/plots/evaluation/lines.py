"""How each method's line looks, the same in all drawings, and how long its error bars are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from facerec.evaluation.figures import Method
from facerec.metrics import Rate
from facerec.plots.style import KNOWN, STRANGER

# Each has a contrast above 3 on light and on dark pages (WCAG 2.1, 1.4.11).
_COLOURS = (KNOWN, STRANGER, "#4477c4", "#b0509a", "#808014", "#3d94bd", "#cc4c5c", "#8466c0")
_DASHES = ("-", "--", ":")


def styled(methods: Sequence[Method]) -> Iterator[tuple[Method, dict[str, Any]]]:
    """Go through methods, each with the looks of its line."""
    return ((method, line_of(number)) for number, method in enumerate(methods))


def line_of(number: int) -> dict[str, Any]:
    """Return colour and dashes of the line of a method, by its number; 24 tell apart."""
    return {"color": _COLOURS[number % len(_COLOURS)], "linestyle": _DASHES[number // len(_COLOURS) % len(_DASHES)]}


def around(rate: Rate) -> list[list[float]]:
    """Return how far the interval reaches below and above a rate, in percent, as error bars take it."""
    value = rate.value or 0.0
    return [[max(0.0, 100 * (value - rate.low))], [max(0.0, 100 * (rate.high - value))]]
