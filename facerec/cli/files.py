"""The files that commands are given: models by path or name, pictures to read, drawings to write."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path

from facerec.datasets.contents import why_no_picture
from facerec.datasets.walking import files_below
from facerec.errors import CannotWrite, FacerecError, ModelError, ModelFileError
from facerec.images import Picture, read
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, Opened, change_file, check_name, opened, save
from facerec.storage.changes import Change


def open_model(model: str) -> FaceRecognizer:
    """Load a model by its path or by its name in the store."""
    return open_to_change(model).recognizer


def open_to_change(model: str) -> Opened:
    """Load a model with what tells it from another one that takes its path or name meanwhile."""
    with _naming(model):
        return opened(_path_of(model))


def change_model(model: str, change: Change, expected: str | None = None) -> FaceRecognizer:
    """Replace a model by a changed one, and return it; changes of several processes follow each other."""
    with _naming(model):
        if _is_path(model):
            return change_file(Path(model), change, expected=expected)
        return ModelStore().change(model, change, expected=expected)


@contextmanager
def _naming(model: str) -> Iterator[None]:
    try:
        yield
    except ModelFileError as error:
        raise type(error)(f"{model}: {error}") from error


def check_target(model: str) -> None:
    """Refuse what no model can be saved as, before the work of training one.

    Raises
    ------
    ModelError
    """
    if not _is_path(model):
        check_name(model)
        return
    folder = next(folder for folder in Path(model).absolute().parents if folder.exists())
    if Path(model).is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise ModelError(f"The model cannot be saved as {model}; give the path of a file in a folder you may write to.")


def save_model(recognizer: FaceRecognizer, model: str) -> None:
    """Save a model under a path or a name in the store; the file is replaced in one step."""
    if _is_path(model):
        save(recognizer, Path(model))
    else:
        ModelStore().save(recognizer, model, replace=True)


def _is_path(model: str) -> bool:
    return model.endswith(".facerec") or "/" in model or "\\" in model


def _path_of(model: str) -> Path:
    return Path(model) if _is_path(model) else ModelStore().path(model)


def read_pictures(files: list[str]) -> Iterator[tuple[str, Picture | FacerecError]]:
    """Read pictures, one at a time; one that cannot be read gives its error instead."""
    for file in files:
        try:
            picture: Picture | FacerecError = read(Path(file))
        except FacerecError as error:
            picture = error
        yield file, picture


def in_folders(paths: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Put the pictures of a folder, and of the folders in it, in the place of the folder.

    Yields
    ------
    file : str
    skipped : str or None
        Why a file in a folder is not read; None where it is. A folder without pictures has such an entry of its own.
    """
    for path in paths:
        if not Path(path).is_dir():
            yield path, None
            continue
        files, links = files_below(Path(path), path)
        reasons = [(source.name, why_no_picture(source)) for source in files]
        yield from ((name, None if skipped is None else skipped.reason) for name, skipped in reasons)
        yield from ((link.file, link.reason) for link in links)
        if all(skipped is not None for _, skipped in reasons):
            yield path, "a folder without pictures"


def check_writable(path: Path) -> Path:
    """Return a path to write to, where no pipe, device or folder is.

    Raises
    ------
    CannotWrite
    """
    if path.exists() and not path.is_file():
        raise CannotWrite(f"{path} is no regular file; give the path of a new file, or of one to replace.")
    return path


def targets(folder: Path | None, files: Sequence[str], kind: str) -> Iterator[Path | None]:
    """Name a drawing for each picture: NAME-kind.png, numbered where that is taken or a picture itself."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    taken = {_key(Path(file)) for file in files}
    for file in files:
        if folder is None:
            yield None
            continue
        name = f"{Path(file).stem[:50]}-{kind}"
        numbered = (folder / f"{name}{end}.png" for end in chain([""], (f"-{number}" for number in count(2))))
        target = next(path for path in numbered if _key(path) not in taken)
        taken.add(_key(target))
        yield target


def _key(path: Path) -> str:
    """Return what two names of one file have in common, also where case does not matter."""
    return str(path.resolve()).casefold()
