"""The model store: a folder of model files, in which screens and command line find the same models by name."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from facerec.errors import BadModelName, ModelExists, ModelFileError, ModelNotFound
from facerec.recognizer import FaceRecognizer
from facerec.settings import settings
from facerec.storage.model_file import ModelContent, read_manifest, write
from facerec.storage.recognizers import content_of

_SUFFIX = ".facerec"
_MAX_NAME_BYTES = 120  # leaves room for the suffix and a temporary name within the 255 of most file systems
_SAID = {
    "recipe": str,
    "people": dict,
    "pictures": int,
    "pictures_inside": bool,
    "rank1": dict,
    "stale": bool,
    "created": str,
}
"""What lists of models show of a manifest; a manifest can be edited, so it may be gone."""

_FORBIDDEN = frozenset('/\\:*?"<>|')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)  # Windows takes these for devices, whatever follows the first dot


class ModelStore:
    """Models by name.

    Every change is one step of the file system, so several processes can use one store: a reader sees the model before
    or after a change, and two who save under one new name do not overwrite each other.

    Parameters
    ----------
    folder : Path, optional
        The default is ``models`` in the data folder of the settings. It is made when something is first saved.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = settings().home / "models" if folder is None else folder

    def names(self) -> list[str]:
        """Return the names of all models, sorted without regard to case."""
        if not self.folder.is_dir():
            return []
        files = [file.name for file in self.folder.iterdir() if file.suffix == _SUFFIX and file.name[0] != "."]
        return sorted((unicodedata.normalize("NFC", name.removesuffix(_SUFFIX)) for name in files), key=str.casefold)

    def manifests(self) -> dict[str, dict[str, Any]]:
        """Return what each model says about itself, by name; those that cannot be read are in `damaged`."""
        return {name: found for name, found in self._look().items() if isinstance(found, dict)}

    def damaged(self) -> dict[str, str]:
        """Return why a model cannot be read, by name, for those that cannot."""
        return {name: str(found) for name, found in self._look().items() if isinstance(found, ModelFileError)}

    def path(self, name: str) -> Path:
        """Return the file of a model.

        Raises
        ------
        BadModelName, ModelNotFound
        """
        known = self._same(name)
        if known is None:
            there = ", ".join(self.names()) or "none yet"
            raise ModelNotFound(f"There is no model called {name!r} in {self.folder}; there are: {there}.")
        return self._file(known)

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
        """
        known = self._same(name)
        if known is not None and not replace:
            raise _exists(known)
        path = self._file(known or check_name(name))
        try:
            write(content, path, replace=replace)
        except FileExistsError as error:
            raise _exists(name) from error
        return path

    def rename(self, old: str, new: str) -> Path:
        """Give a model another name.

        Raises
        ------
        BadModelName, ModelNotFound, ModelExists
        """
        source, path = self.path(old), self._file(check_name(new))
        known = self._same(new)
        if known is not None and self._file(known) != source:
            raise _exists(known)
        if known is not None:  # another spelling of its own name
            source.rename(path)
            return path
        try:
            path.hardlink_to(source)  # a renaming would overwrite what another process has just saved there
        except FileExistsError as error:
            raise _exists(new) from error
        source.unlink()
        return path

    def delete(self, name: str) -> None:
        """Delete a model and everything it knows about people.

        Raises
        ------
        BadModelName, ModelNotFound
        """
        self.path(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}{_SUFFIX}"

    def _same(self, name: str) -> str | None:
        """Return the name of the model that this name means, in its own spelling."""
        wanted = check_name(name).casefold()
        return next((known for known in self.names() if known.casefold() == wanted), None)

    def _look(self) -> dict[str, dict[str, Any] | ModelFileError]:
        found: dict[str, dict[str, Any] | ModelFileError] = {}
        for name in self.names():
            try:
                manifest = read_manifest(self._file(name))
                unsaid = [key for key, kind in _SAID.items() if not isinstance(manifest.get(key), kind)]
                if "rank1" not in unsaid and not isinstance(manifest["rank1"].get("value", ""), int | float | None):
                    unsaid.append("rank1")
                damage = ModelFileError(f"This model file is damaged: its manifest lacks {', '.join(unsaid)}.")
                found[name] = damage if unsaid else manifest
            except ModelNotFound:
                continue  # another process has just deleted it
            except ModelFileError as error:
                found[name] = error
        return found


def check_name(name: str) -> str:
    """Return a model's name in its normal form (Unicode NFC).

    Raises
    ------
    BadModelName
        When it could not be a file name on every system; says why.
    """
    name = unicodedata.normalize("NFC", name)
    troubles = {
        "it is empty": not name.strip(),
        f"it is longer than {_MAX_NAME_BYTES} bytes": len(name.encode("utf-8", "replace")) > _MAX_NAME_BYTES,
        "it starts with a dot": name.startswith("."),
        f"it holds one of {' '.join(sorted(_FORBIDDEN))}": not _FORBIDDEN.isdisjoint(name),
        "it holds a character that cannot be seen": not name.isprintable(),
        "it starts or ends with a space, or ends with a dot": name != name.strip(" ") or name.endswith("."),
        f"it ends with {_SUFFIX}, which is added by itself": name.casefold().endswith(_SUFFIX),
        "some systems take it for a device": name.partition(".")[0].strip().casefold() in _RESERVED,
    }
    for trouble, found in troubles.items():
        if found:
            raise BadModelName(
                f"A model cannot be called {name!r}: {trouble}. Choose a short, plain name, e.g. family."
            )
    return name


def _exists(name: str) -> ModelExists:
    return ModelExists(f"There is already a model called {name!r}: choose another name, or replace it.")
