"""What tells a model from another one that takes its name."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from facerec.errors import ModelChanged, ModelFileError
from facerec.storage.model_file import ModelContent, read_manifest

_TRAINING = ("recipe", "parameters", "folds", "seed", "digest", "created", "seconds")


def identity(path: Path) -> str:
    """Return what tells a model from others, also from one that takes its name; its updates do not change it.

    Raises
    ------
    ModelNotFound
    """
    try:
        return identity_in(read_manifest(path))
    except ModelFileError:
        with suppress(OSError):
            state = path.lstat()
            return f"damaged-{state.st_ino}-{state.st_size}-{state.st_mtime_ns}"
        return "damaged"


def identity_in(manifest: dict[str, Any]) -> str:
    """Return the identity that a manifest states; in older files it follows from the training."""
    stated = manifest.get("id")
    if isinstance(stated, str) and stated:
        return stated[:64]
    training = json.dumps([manifest.get(name) for name in _TRAINING], sort_keys=True)
    return sha256(training.encode()).hexdigest()[:32]


def with_id(content: ModelContent, known: str | None = None) -> ModelContent:
    """Return the content of a model file with an identity: a known one, or a new one."""
    return replace(content, manifest=content.manifest | {"id": known or uuid4().hex})


def check_same(path: Path, expected: str | None) -> None:
    """Refuse an action where a file is not the model that it was meant for.

    Raises
    ------
    ModelChanged, ModelNotFound
    """
    if expected is not None and identity(path) != expected:
        raise ModelChanged(
            f"Another model has taken the name {path.stem!r:.80} meanwhile. Nothing was changed: look at it, and ask"
            " again."
        )
