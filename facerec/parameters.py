"""Numbers that people may change: what they are called, what they do, and what they may be."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from facerec.errors import BadParameter


@dataclass(frozen=True)
class Parameter:
    """A number that people may change, of a recipe or a filter.

    Attributes
    ----------
    name : str
        As the code takes it.
    title, sentence : str
        For a screen: what it is called, and what it does.
    default, low, high : int or float
        Both ends are allowed; whole numbers when the default is one.
    """

    name: str
    title: str
    sentence: str
    default: float
    low: float
    high: float

    def checked(self, value: Any) -> float:
        """Return a value in range, as an int where the default is one.

        Raises
        ------
        BadParameter
        """
        whole = isinstance(self.default, int)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not self.low <= value <= self.high or (whole and value != int(value)):
            kind = "a whole number" if whole else "a number"
            raise BadParameter(f"{self.name} is {value!r}; it must be {kind} from {self.low} to {self.high}.")
        return int(value) if whole else float(value)


def typed(text: str) -> float | str:
    """Read a value as people type it: a number where it can be one, else a name."""
    for number in (int, float):
        with suppress(ValueError):
            return number(text)
    return text
