"""Numbers that people may change: what they are called, what they do, what they may be, and how they are typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

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


class Settable(Protocol):
    """What has a name and a value of its own, and knows which others it may have."""

    @property
    def name(self) -> str:
        """As the code takes it."""
        ...

    @property
    def default(self) -> Any:
        """Its value where nobody gives another."""
        ...

    def checked(self, value: Any) -> Any:
        """Return a value that it may have, or raise `BadParameter`."""
        ...


def filled(of: str, parameters: Iterable[Settable], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of every parameter: what is given, or the default.

    Parameters
    ----------
    of : str
        Whose parameters they are, for errors: "recipe lbph".
    parameters : iterable of Settable
    given : mapping of str to value

    Raises
    ------
    BadParameter
        For a parameter that there is not, or a value out of range.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for unknown in given.keys() - known.keys():
        allowed = f"it has {', '.join(known)}" if known else "it has none"
        raise BadParameter(f"The {of} has no parameter {unknown!r}; {allowed}.")
    return {key: parameter.checked(given.get(key, parameter.default)) for key, parameter in known.items()}


def with_settings(text: str) -> tuple[str, dict[str, float | str]]:
    """Read a name with settings as people type it: ``lbph``, ``lbph:cells=8`` or ``lbph:cells=8,radius=3``.

    Raises
    ------
    BadParameter
    """
    name, colon, settings = text.partition(":")
    given: dict[str, float | str] = {}
    for setting in settings.split(",") if colon else ():
        key, equals, value = (part.strip() for part in setting.partition("="))
        if not key or not equals or not value:
            raise BadParameter(f"{text!r} has no settings after its colon; an example is lbph:cells=8,radius=3.")
        if key in given:
            raise BadParameter(f"{text!r} sets {key} twice.")
        given[key] = typed(value)
    return name.strip(), given


def in_words(name: str, settings: Mapping[str, Any]) -> str:
    """Name something with its settings, for a table: ``lbph (cells=8, radius=3)``."""
    numbers = {key: f"{value:g}" for key, value in settings.items() if isinstance(value, int | float)}
    said = (f"{key}={numbers.get(key, value)}" for key, value in sorted(settings.items()))
    return f"{name} ({', '.join(said)})" if settings else name


def typed(text: str) -> float | str:
    """Read a value as people type it: a number where it can be one, else a name."""
    for number in (int, float):
        with suppress(ValueError):
            return number(text)
    return text
