"""All pretrained files that are known here, by their names."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from facerec.errors import UnknownWeights, WeightsError, WeightsMissing
from facerec.zoo import own
from facerec.zoo.places import cache_folder, candidates, check, find, forget_checks
from facerec.zoo.weights import Weights, describe

ALL_ELSE_WORKS = "everything that needs no download goes on working"


@cache
def shipped() -> dict[str, Weights]:
    """Return the entries of registry.toml, in its order."""
    folder = files("facerec.zoo")
    entries = tomllib.loads(folder.joinpath("registry.toml").read_text("utf-8"))
    found = {}
    for name, fields in entries.items():
        if isinstance(fields.get("labels"), str):
            fields["labels"] = folder.joinpath(fields["labels"]).read_text("utf-8").splitlines()
        found[name] = describe({"name": name, **fields}, name)
    return found


def registry() -> dict[str, Weights]:
    """Return what is known of all pretrained files: the shipped entries, then one's own.

    A description of one's own that cannot be used is left out; `damaged` says why.
    """
    return shipped() | own.described(taken=shipped())[0]


def damaged() -> dict[str, str]:
    """Return why a description of one's own cannot be used, by its path, for those that cannot."""
    return own.described(taken=shipped())[1]


def weights(name: str) -> Weights:
    """Return what is known of a pretrained file.

    Raises
    ------
    UnknownWeights
        When nothing has this name; lists the names.
    """
    known = shipped() if name in shipped() else registry()
    if name not in known:
        raise UnknownWeights(f"There is no pretrained file called {name!r}; there are: {', '.join(known)}.")
    return known[name]


def is_here(name: str) -> bool:
    """Say whether the file is on this machine and intact; nothing is fetched.

    Raises
    ------
    UnknownWeights
    """
    try:
        return find(weights(name)) is not None
    except UnknownWeights:
        raise
    except WeightsError:
        return False


def path(name: str) -> Path:
    """Return the file on this machine; nothing is fetched.

    Raises
    ------
    UnknownWeights
    WeightsMissing
        When the file is not here; says what it is called, where it is offered, and where to put it.
    WeightsError
        When a file of this name is here, but is not the one described.
    """
    known = weights(name)
    found = find(known)
    if found is None:
        raise missing(known, "is not on this machine")
    return found


def missing(known: Weights, trouble: str) -> WeightsMissing:
    """Say in one sentence that a file is missing, and how to come by it."""
    offered = f"fetch {known.url} and put it" if known.url else "put it"
    return WeightsMissing(
        f"{known.title}: the file {known.file} ({known.bytes / 1e6:.1f} MB) {trouble}; run python -m facerec zoo fetch "
        f"{known.name}, or {offered} into {known.folder or cache_folder()}; {ALL_ELSE_WORKS}."
    )


class Verified(NamedTuple):
    """What a file on this machine turned out to be; `trouble` is None where it is as described."""

    name: str
    path: Path
    trouble: str | None


def verify() -> list[Verified]:
    """Read every file that is here anew, in all folders that are searched, and compare it with its description."""
    forget_checks()
    return [
        Verified(known.name, file, _trouble(known, file)) for known in registry().values() for file in candidates(known)
    ]


def _trouble(known: Weights, file: Path) -> str | None:
    try:
        check(known, file)
    except WeightsError as error:
        return str(error)
    return None
