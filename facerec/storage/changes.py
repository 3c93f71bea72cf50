"""Changes of model files, none of which is lost or reaches another model than it was meant for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from facerec.recognizer import FaceRecognizer
from facerec.storage.model_file import read, write
from facerec.storage.model_identity import check_same, identity, identity_in, with_id
from facerec.storage.model_locks import held, tidy
from facerec.storage.recognizers import content_of, recognizer_from

Change = Callable[[FaceRecognizer], FaceRecognizer]


class Opened(NamedTuple):
    """A recognizer out of a model file, and what `identity` says of the file."""

    recognizer: FaceRecognizer
    identity: str


def opened(path: Path) -> Opened:
    """Read a recognizer and the identity of its model at once; raises as `load` does."""
    content = read(path)
    return Opened(recognizer_from(content), identity_in(content.manifest))


def change_file(path: Path, change: Change, *, expected: str | None = None) -> FaceRecognizer:
    """Replace a model file by a changed one; no other change comes between reading and writing.

    Parameters
    ----------
    path : Path
    change : callable
        From the recognizer in the file to the one that takes its place.
    expected : str, optional
        What `identity` said of the model that the change is meant for.

    Returns
    -------
    FaceRecognizer
        As it was written.

    Raises
    ------
    ModelNotFound
    ModelChanged
        When another model has taken the place of the expected one.
    ModelBusy
        When another process changes the same file for a minute.
    ModelError
        As reading and writing raise, and as `change` does.
    """
    identity(path)  # where there is no file, there is nothing to lock
    with held(path):
        check_same(path, expected)
        content = read(path)
        changed = change(recognizer_from(content))
        tidy(path.parent)
        write(with_id(content_of(changed), identity_in(content.manifest)), path)
    return changed
