"""A comparison written down as TOML: the people, the contestants and the plan, so that anybody can do it again."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, Self

from facerec.errors import BadParameter
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.grid import Combination
from facerec.evaluation.plans import Plan

MOST_BYTES = 200_000

_MOST_DOTS = 100  # in a line: the reader of TOML takes quadratic time for a key of thousands of parts
_CROPS = ("auto", "none", "detect")
_BURSTS = ("together", "apart")
_MOST_CONTESTANTS = 200
_TYPES: dict[str, Any] = {"protocol": str, "open_set": (int, float), "fpir": float, "stranger_share": float}


@dataclass(frozen=True, eq=False)
class PlanFile:
    """Everything a comparison starts from.

    Attributes
    ----------
    people : str
        Path of a CSV, a folder or a zip.
    contestants : tuple of Contestant
        Of recipes and combinations; any other pipeline cannot be written down.
    plan : Plan
    crop : "auto", "none" or "detect"
    size : (height, width) or None
    detector : str or None
    bursts : "together" or "apart"
        Whether copies and shots of one burst are kept together; apart, figures are better than a new picture's.
    """

    people: str
    contestants: tuple[Contestant, ...]
    plan: Plan
    crop: Literal["auto", "none", "detect"] = "auto"
    size: tuple[int, int] | None = None
    detector: str | None = None
    bursts: Literal["together", "apart"] = "together"

    def text(self, folder: Path) -> str:
        """Write it as TOML for a file in a folder; the people's path is relative to that.

        Raises
        ------
        BadParameter
            With a contestant that is neither a recipe nor a combination.
        """
        settings: dict[str, Any] = {"people": os.path.relpath(self.people, folder), "crop": self.crop}
        settings["bursts"] = self.bursts
        if self.size:
            settings["size"] = [self.size[1], self.size[0]]
        if self.detector:
            settings["detector"] = self.detector
        lines = ["# python -m facerec compare THIS-FILE gives the same figures.", *_lines(settings)]
        lines += ["", "[plan]", *_lines(asdict(self.plan))]
        for contestant in self.contestants:
            lines += ["", "[[contestants]]", *_entry(contestant)]
        return "\n".join(lines) + "\n"

    @classmethod
    def read(cls, data: bytes, folder: Path) -> Self:
        """Read what `text` wrote.

        Parameters
        ----------
        data : bytes
        folder : Path
            Where the file lies.

        Raises
        ------
        BadParameter
            For anything that is not a plan, with the reason.
        UnknownRecipe
        """
        if len(data) > MOST_BYTES:
            raise BadParameter(f"A plan has at most {MOST_BYTES:,} bytes; this one has {len(data):,}.")
        if any(line.count(b".") > _MOST_DOTS for line in data.splitlines()):
            raise BadParameter(f"The plan has a line of more than {_MOST_DOTS} dots, which nothing in a plan needs.")
        try:
            content = tomllib.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
            raise BadParameter(f"The plan is not TOML: {error}") from error
        _refuse_others("The plan", content, ("people", "crop", "size", "detector", "bursts", "plan", "contestants"))
        people, crop, detector = content.get("people"), content.get("crop", "auto"), content.get("detector")
        if not isinstance(people, str) or crop not in _CROPS or not isinstance(detector, str | None):
            raise BadParameter(f"A plan needs people, a path; crop, if given, is one of {', '.join(_CROPS)}.")
        bursts = content.get("bursts", "together")
        if bursts not in _BURSTS:
            raise BadParameter(f"bursts is {bursts!r}; it is one of {', '.join(_BURSTS)}.")
        return cls(
            os.path.normpath(folder / people),
            _contestants(content.get("contestants")),
            _plan(content.get("plan", {})),
            crop,
            _size(content.get("size")),
            detector,
            bursts,
        )


def _entry(contestant: Contestant) -> list[str]:
    if contestant.combination:
        return _lines({"name": contestant.name, "pipeline": contestant.combination})
    if contestant.recipe == "custom":
        raise BadParameter(
            f"{contestant.name} is a pipeline made in Python, which a plan cannot hold; it holds recipes and"
            " combinations of preprocessing, features and metric."
        )
    entry = _lines({"name": contestant.name, "recipe": contestant.recipe})
    parameters = contestant.parameters
    return [*entry, "[contestants.parameters]", *_lines(parameters)] if parameters else entry


def _lines(values: Mapping[str, Any]) -> list[str]:
    """Write keys and values; what JSON writes for text, numbers and lists of them, TOML reads."""
    written = {key: json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") for key, value in values.items()}
    return [f"{key} = {value}" for key, value in written.items()]


def _plan(values: Any) -> Plan:
    _refuse_others("[plan]", values, [field.name for field in fields(Plan)])
    for key, value in values.items():
        if isinstance(value, bool) or not isinstance(value, _TYPES.get(key, int)):
            raise BadParameter(f"{key} in [plan] is {value!r}, which is not what it takes.")
    return Plan(**values)


def _contestants(entries: Any) -> tuple[Contestant, ...]:
    if not isinstance(entries, list) or not 0 < len(entries) <= _MOST_CONTESTANTS:
        raise BadParameter(f"A plan needs [[contestants]], at most {_MOST_CONTESTANTS}.")
    return tuple(_contestant(entry) for entry in entries)


def _contestant(entry: Any) -> Contestant:
    _refuse_others("[[contestants]]", entry, ("name", "recipe", "parameters", "pipeline"))
    recipe, name, parameters = entry.get("recipe"), entry.get("name", ""), entry.get("parameters", {})
    pipeline = entry.get("pipeline")
    parts = isinstance(pipeline, list) and len(pipeline) == 3 and all(isinstance(part, str) for part in pipeline)
    if isinstance(name, str) and parts and entry.keys() <= {"name", "pipeline"}:
        return Contestant.combined(Combination(*pipeline), name)
    if not isinstance(recipe, str) or not isinstance(name, str) or not isinstance(parameters, dict) or pipeline:
        raise BadParameter(
            "Each of [[contestants]] needs a recipe, where parameters are optional, or a pipeline, which is a list of"
            " preprocessing, features and metric; a name is optional."
        )
    return Contestant.of(recipe, name, parameters)


def _size(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    whole = isinstance(value, list) and len(value) == 2 and all(type(side) is int for side in value)
    if not whole or not all(8 <= side <= 512 for side in value):
        raise BadParameter(f"size is {value!r}; it is [width, height] in pixels from 8 to 512.")
    return value[1], value[0]


def _refuse_others(where: str, values: Any, known: Any) -> None:
    if not isinstance(values, dict):
        raise BadParameter(f"{where} is not a table.")
    others = sorted(values.keys() - set(known))
    if others:
        raise BadParameter(f"{where} has {others[0]!r}, which means nothing; known are {', '.join(known)}.")
