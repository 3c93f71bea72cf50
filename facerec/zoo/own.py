"""One's own ONNX files: a small TOML beside one makes it a detector, embedding, classifier or emotion model.

The TOML has the fields of `facerec.zoo.weights.Weights`; ``file``, ``task``, ``decoder`` and ``input`` are needed.
Without a ``name`` it is called by its own file name without ``.toml``.

Take files whose origin you trust, and state their ``sha256``. OpenCV refuses most damaged networks, and some would
bring the program down: so each is tried in a process of its own first (`facerec.zoo.trial`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Container
from dataclasses import replace
from errno import EINVAL
from pathlib import Path
from stat import S_ISREG
from typing import Any

from facerec.errors import WeightsError
from facerec.zoo.places import folders, sha256_of
from facerec.zoo.weights import Weights, describe

_MAX_DESCRIPTION_BYTES = 10_000  # the reader of TOML takes quadratic time for a key of thousands of parts
_MAX_LABEL_BYTES = 1_000_000
_MAX_DESCRIPTIONS = 200

_NOT_GIVEN: dict[str, Any] = {"url": None, "licence": "not stated", "licence_url": "", "source": "", "verified": False}


def described(taken: Container[str]) -> tuple[dict[str, Weights], dict[str, str]]:
    """Read all descriptions in the folders that are searched.

    Parameters
    ----------
    taken : container of str
        Names that are not free.

    Returns
    -------
    found : dict of str to Weights
        By name.
    damaged : dict of str to str
        Why a description cannot be used, by its path.
    """
    found: dict[str, Weights] = {}
    damaged: dict[str, str] = {}
    for path in _descriptions():
        try:
            weights = read_description(path)
            if weights.name in taken or weights.name in found:
                raise WeightsError(f"{path.name}: the name {weights.name!r} is taken; give another name = '…'.")
            found[weights.name] = weights
        except WeightsError as error:
            damaged[str(path)] = str(error)
    return found, damaged


def _descriptions() -> list[Path]:
    there = [sorted(folder.glob("*.toml")) for folder in dict.fromkeys(folders()) if folder.is_dir()]
    return [path for paths in there for path in paths if path.is_file()][:_MAX_DESCRIPTIONS]


def read_description(path: Path) -> Weights:
    """Read one description.

    Raises
    ------
    WeightsError
        When it cannot be used; says why.
    """
    try:
        fields = tomllib.loads(_read_text(path, _MAX_DESCRIPTION_BYTES))
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits, and lists in lists in lists
        raise WeightsError(f"{path.name} is not TOML: {error}.") from error
    if "verified" in fields or "folder" in fields:
        raise WeightsError(f"{path.name}: leave out verified and folder; they are not yours to say.")
    if isinstance(fields.get("labels"), str):
        fields["labels"] = _read_labels(path, fields["labels"])
    named = {"name": path.stem, "title": path.stem} | _NOT_GIVEN | fields
    return replace(describe(_measured(named, path), path.name), folder=path.parent)


def _measured(fields: dict[str, Any], path: Path) -> dict[str, Any]:
    """Add size and SHA-256 where they are not given, from the file itself."""
    name = fields.get("file")
    if not isinstance(name, str) or Path(name).name != name or ("bytes" in fields and "sha256" in fields):
        return fields
    file = path.with_name(name)
    try:
        _check_ordinary(file)
        return {"bytes": file.stat().st_size, "sha256": sha256_of(file)} | fields
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"{path.name}: there is no readable file {name!r} beside it; put it there, "
            "or give url, bytes and sha256 so that it can be fetched."
        ) from error


def _check_ordinary(file: Path) -> None:
    """Refuse what is no file, also at the end of a link: a pipe or a device may never end.

    Raises
    ------
    OSError, ValueError
    """
    if not S_ISREG(file.stat().st_mode):
        raise OSError(EINVAL, "it is no ordinary file")


def _read_labels(path: Path, name: str) -> list[str]:
    if Path(name).name != name or not name.endswith(".txt"):
        raise WeightsError(f"{path.name}: labels is a list of names, or the name of a .txt file beside it: {name!r}.")
    text = _read_text(path.with_name(name), _MAX_LABEL_BYTES)
    return [line.strip() for line in text.splitlines() if line.strip()]


def _read_text(path: Path, limit: int) -> str:
    try:
        _check_ordinary(path)
        with path.open("rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise WeightsError(f"{path.name} is larger than {limit:,} bytes.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise WeightsError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:  # no UTF-8, or a name no file can have
        raise WeightsError(f"{path.name} is not UTF-8 text.") from error
