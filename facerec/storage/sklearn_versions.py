"""Models that another scikit-learn wrote.

An estimator remembers the scikit-learn that wrote it, and warns in three lines where it is read by any other one, patch
releases included. What a model file holds are a dozen estimators, whose arrays facerec checks and tries when it opens
them (`facerec.storage.recognizers`); so the warning is replaced by one sentence for another minor release.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from zipfile import ZipFile

import sklearn

from facerec.errors import ModelFileError

_SCHEMA = "schema.json"
_STATED = "_sklearn_version"
_VERSION = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}[0-9a-z.+-]{0,40}")

_log = logging.getLogger("facerec")


def as_of_here(data: bytes, nodes: Sequence[dict[str, Any]]) -> bytes:
    """Return what skops wrote with the version of scikit-learn that is installed in the place of those it states.

    Parameters
    ----------
    data : bytes
        A zip of arrays and a schema.
    nodes : sequence of dict
        All nodes of the schema.

    Raises
    ------
    ModelFileError
        When one of scikit-learn's estimators states no version.
    """
    theirs = [
        node for node in nodes if node["__loader__"] == "ObjectNode" and node["__module__"].startswith("sklearn.")
    ]
    stated = {_version(node) for node in theirs}
    for other in stated:
        _tell(_release(other))
    return _restated(data) if stated - {sklearn.__version__} else data


def _version(node: dict[str, Any]) -> str:
    inner = _stated_in(node)
    version = json.loads(inner["content"]) if inner is not None else None
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise ModelFileError("An estimator in this model file does not say which scikit-learn wrote it.")
    return version


def _stated_in(node: dict[str, Any]) -> dict[str, Any] | None:
    """Return the node that states the version, of the node of a scikit-learn estimator."""
    attributes = node.get("content", {})
    fields = attributes.get("content", {}) if isinstance(attributes, dict) else {}
    inner = fields.get(_STATED) if isinstance(fields, dict) else None
    return inner if isinstance(inner, dict) else None


def _restated(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for member in old.infolist():
            part = old.read(member)
            new.writestr(member, _restated_schema(part) if member.filename == _SCHEMA else part)
    return buffer.getvalue()


def _restated_schema(schema: bytes) -> bytes:
    tree = json.loads(schema)
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            inner = _stated_in(item)
            if inner is not None:
                inner["content"] = json.dumps(sklearn.__version__)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return json.dumps(tree).encode()


def _release(version: str) -> str:
    return ".".join(version.split(".")[:2])


@cache
def _tell(release: str) -> None:
    """Say once, in one sentence, that a model was written by another minor release."""
    here = _release(sklearn.__version__)
    if release != here:
        _log.warning(
            "A model was trained with scikit-learn %.20s and is read with %s; train it again if its answers change.",
            release,
            here,
        )
