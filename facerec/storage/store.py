"""The model store: a folder of model files, in which screens and command line find the same models by name."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from facerec.datasets.names import showable
from facerec.errors import BadModelName, ModelError, ModelExists, ModelFileError, ModelNotFound
from facerec.recognizer import FaceRecognizer
from facerec.settings import settings
from facerec.storage.changes import Change, change_file
from facerec.storage.manifests import flaws
from facerec.storage.model_file import ModelContent, read_manifest, write
from facerec.storage.model_identity import check_same, identity, with_id
from facerec.storage.model_locks import held, in_words, tidy
from facerec.storage.model_names import SUFFIX, check_name
from facerec.storage.recognizers import content_of
from facerec.writing import move_to_free


class ModelStore:
    """Models by name.

    Every change is one step of the file system, so several processes can use one store: a reader sees the model before
    or after a change, and two who save under one new name do not overwrite each other. Changes of one model wait for
    each other, so none is lost.

    Parameters
    ----------
    folder : Path, optional
        The default is ``models`` in the data folder of the settings. It is made when something is first saved.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = settings().home / "models" if folder is None else folder

    # Reading

    def names(self) -> list[str]:
        """Return the names of all models, sorted without regard to case.

        Raises
        ------
        ModelError
            When the folder cannot be read.
        """
        return [name for name in self._files() if _is_name(name)]

    def manifests(self) -> dict[str, dict[str, Any]]:
        """Return what each model says about itself, by name; those that cannot be read are in `damaged`."""
        return {name: found for name, found in self._look().items() if isinstance(found, dict)}

    def damaged(self) -> dict[str, str]:
        """Return why a model cannot be read, by name, for those that cannot.

        A file whose name no model can have appears under what can be shown of its name; `delete` takes it, too.
        """
        return {name: str(found) for name, found in self._look().items() if isinstance(found, ModelError)}

    def path(self, name: str) -> Path:
        """Return the file of a model.

        Raises
        ------
        BadModelName, ModelNotFound
        """
        check_name(name)
        files = self._files()
        known = _same(name, files)
        if known is None:
            there = ", ".join(filter(_is_name, files)) or "none yet"
            raise ModelNotFound(f"There is no model called {name!r:.80} in {self.folder}; there are: {there:.300}.")
        return files[known]

    def identity(self, name: str) -> str:
        """Return what tells a model from another one that takes its name; updates of a model do not change it.

        Raises
        ------
        BadModelName, ModelNotFound
        """
        return identity(self._any(name))

    # Changing

    def save(self, recognizer: FaceRecognizer, name: str, *, replace: bool = False) -> Path:
        """Save a recognizer under a name; as `write`."""
        return self.write(content_of(recognizer), name, replace=replace)

    def write(self, content: ModelContent, name: str, *, replace: bool = False) -> Path:
        """Save the content of a model file under a name.

        Parameters
        ----------
        content : ModelContent
        name : str
            As `check_name` allows; case does not tell two models apart.
        replace : bool, default=False
            Whether a model of this name may be replaced.

        Raises
        ------
        BadModelName
        ModelExists
            When there is one of this name and it may not be replaced.
        ModelBusy
        ModelError
            When the file cannot be written.
        """
        checked = check_name(name)
        with in_words(f"The model cannot be saved in {self.folder}"):
            self.folder.mkdir(parents=True, exist_ok=True)
        with held(self._file(checked)):
            files = self._files()
            known = _same(checked, files)
            if known is not None and not replace:
                raise _exists(known)
            path = files[known] if known is not None else self._file(checked)
            tidy(self.folder)
            try:
                write(with_id(content), path, replace=replace)
            except FileExistsError as error:
                raise _exists(name) from error
        return path

    def change(self, name: str, change: Change, *, expected: str | None = None) -> FaceRecognizer:
        """Replace a model by a changed one; changes from several processes and threads follow each other.

        Parameters
        ----------
        name : str
        change : callable
            From the recognizer that is in the store to the one that takes its place.
        expected : str, optional
            What `identity` said of the model that the change is meant for.

        Returns
        -------
        FaceRecognizer
            As it was saved.

        Raises
        ------
        BadModelName, ModelNotFound
        ModelChanged
            When another model has taken the name of the expected one.
        ModelBusy
            When another process changes the model for a minute.
        ModelError
        """
        with _for(expected):
            return change_file(self.path(name), change, expected=expected)

    def rename(self, old: str, new: str, *, expected: str | None = None) -> Path:
        """Give a model another name.

        Raises
        ------
        BadModelName, ModelNotFound, ModelExists, ModelChanged, ModelBusy, ModelError
        """
        with _for(expected):
            source = self.path(old)
        path = self._file(check_name(new))
        with held(source, path), in_words(f"The model {old!r:.80} cannot be renamed"):
            with _for(expected):
                source = self.path(old)
                check_same(source, expected)
            files = self._files()
            known = _same(new, files)
            if known is not None and files[known] != source:
                raise _exists(known)
            tidy(self.folder)
            if known is not None:  # another spelling of its own name
                source.rename(path)
                return path
            try:
                move_to_free(source, path)
            except FileExistsError as error:
                raise _exists(new) from error
        return path

    def delete(self, name: str, *, expected: str | None = None) -> None:
        """Delete a model and everything it knows about people.

        Parameters
        ----------
        name : str
            Of a model, or as `damaged` calls a file.
        expected : str, optional
            What `identity` said of the model that is to be deleted.

        Raises
        ------
        BadModelName, ModelNotFound, ModelChanged, ModelBusy, ModelError
        """
        with _for(expected):
            path = self._any(name)
        with held(path), in_words(f"The model {name!r:.80} cannot be deleted"):
            with _for(expected):
                check_same(path, expected)
            path.unlink(missing_ok=True)
            tidy(self.folder)

    def tidy(self) -> None:
        """Remove what killed processes left in the store; to be called when a program starts."""
        tidy(self.folder)

    # Files

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"

    def _any(self, name: str) -> Path:
        """Return the file of a model, or of what `damaged` calls so."""
        files = self._files()
        return files[name] if name in files else self.path(name)

    def _files(self) -> dict[str, Path]:
        """Return all files by the names of their models, sorted without regard to case.

        What is no model's name is shown as far as it can be, with a digest that tells it from others like it.
        """
        with in_words(f"The folder of the models, {self.folder}, cannot be read"):
            if not self.folder.is_dir():
                return {}
            paths = [path for path in self.folder.iterdir() if path.suffix == SUFFIX and path.name[0] != "."]
        found: dict[str, Path] = {}
        for path in sorted(paths, key=lambda path: (unicodedata.normalize("NFC", path.name).casefold(), path.name)):
            name = unicodedata.normalize("NFC", path.name.removesuffix(SUFFIX))
            found[name if _is_name(name) and name not in found else _label(path.name)] = path
        return found

    def _look(self) -> dict[str, dict[str, Any] | ModelError]:
        found: dict[str, dict[str, Any] | ModelError] = {}
        for name, path in self._files().items():
            try:
                check_name(name)
                manifest = read_manifest(path)
                flawed = flaws(manifest)
                damage = ModelFileError(f"This model file is damaged: its manifest lacks {', '.join(flawed)}.")
                found[name] = damage if flawed else manifest
            except ModelNotFound:
                continue  # another process has just deleted it
            except BadModelName:
                found[name] = ModelFileError(
                    "This file has a name that no model can have: delete it, or give it a plain name in its folder."
                )
            except ModelFileError as error:
                found[name] = error
        return found


def _label(file: str) -> str:
    """Return what a file is called that no model can be called; it stays the same, whatever else is in the folder."""
    shown = showable(file.removesuffix(SUFFIX))[:80]
    digest = sha256(os.fsencode(file)).hexdigest()[:6]
    return f"{shown} ({digest}){SUFFIX}"  # with its suffix it is no model's name


def _is_name(name: str) -> bool:
    try:
        return check_name(name) == name
    except BadModelName:
        return False


def _same(name: str, files: dict[str, Path]) -> str | None:
    """Return the name of the model that a name means, in its own spelling."""
    wanted = check_name(name)
    if wanted in files:
        return wanted
    return next((known for known in files if _is_name(known) and known.casefold() == wanted.casefold()), None)


@contextmanager
def _for(expected: str | None) -> Iterator[None]:
    """Say of a model that was there when the action was asked for that it is gone."""
    try:
        yield
    except ModelNotFound as error:
        if expected is None:
            raise
        raise ModelNotFound(f"{error} It was renamed or deleted meanwhile; nothing was changed.") from error


def _exists(name: str) -> ModelExists:
    return ModelExists(f"There is already a model called {name!r:.80}: choose another name, or replace it.")
