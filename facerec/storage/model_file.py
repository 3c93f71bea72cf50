"""The model file: ``name.facerec``.

A zip of ``manifest.json``, which people can read, ``content.skops``, which holds what was learned, and, if faces are
kept, ``thumbnails.npy``. The manifest carries the SHA-256 of the other parts. A file is written beside the old one and
takes its place in one step, so that whoever reads sees the old model or the new, whole.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from facerec.errors import ModelError, ModelFileError, ModelNotFound, ModelTooNew
from facerec.reading import open_regular
from facerec.settings import settings
from facerec.storage import objects as plain_objects
from facerec.writing import in_one_step

FORMAT = "facerec model"
FORMAT_VERSION = 1

_MANIFEST, _CONTENT, _THUMBNAILS = "manifest.json", "content.skops", "thumbnails.npy"
_MAX_MANIFEST_BYTES = 8_000_000
_ALWAYS_UNPACKED = 20_000_000  # bytes: small models of faces that are all the same shrink by any factor
_MOST_GROWTH = 30  # times; models of faces shrink three- to tenfold
_PACKING_LEVEL = 1  # histograms shrink eightfold at once, and nothing shrinks much more at higher levels


@dataclass(frozen=True, eq=False)
class ModelContent:
    """What a model file holds.

    Attributes
    ----------
    manifest : dict
        Plain values for people and lists; all that JSON can say.
    objects : dict
        By name: estimators of the closed list, arrays, plain values.
    thumbnails : ndarray of shape (n_faces, height, width) or, in colour, (n_faces, height, width, 3), uint8, or None
        The training faces, where they are kept.
    """

    manifest: dict[str, Any]
    objects: dict[str, Any]
    thumbnails: NDArray[np.uint8] | None = None


def write(content: ModelContent, path: Path, *, replace: bool = True) -> None:
    """Write a model file in one step, readable for its owner alone.

    Parameters
    ----------
    content : ModelContent
    path : Path
        Folders are made as needed.
    replace : bool, default=True
        Whether a file that is there already may be replaced.

    Raises
    ------
    FileExistsError
        When there is a file and it may not be replaced.
    ModelError
        When the content could not be read again: too large, or of classes that are not trusted.
    """
    parts = {_CONTENT: plain_objects.dumps(content.objects)}
    if content.thumbnails is not None:
        buffer = io.BytesIO()
        np.save(buffer, np.ascontiguousarray(content.thumbnails, np.uint8), allow_pickle=False)
        parts[_THUMBNAILS] = buffer.getvalue()
    checksums = {name: sha256(data).hexdigest() for name, data in parts.items()}
    manifest = {"format": FORMAT, "format_version": FORMAT_VERSION} | content.manifest | {"sha256": checksums}
    parts = {_MANIFEST: json.dumps(manifest, ensure_ascii=False, indent=2).encode()} | parts
    total, limit = sum(map(len, parts.values())), settings().max_model_bytes
    if total > limit or len(parts[_MANIFEST]) > _MAX_MANIFEST_BYTES:
        raise ModelError(
            f"The model takes {total / 1e6:.0f} MB, more than the {limit / 1e6:.0f} MB that are read again: train with "
            "fewer or smaller pictures, keep no faces, or raise FACEREC_MAX_MODEL_BYTES."
        )
    try:
        _write_parts(parts, path, replace=replace)
    except OSError as error:
        if isinstance(error, FileExistsError) and path.exists():
            raise
        raise ModelError(f"The model cannot be saved as {path}: {error.strerror}.") from error


def read(source: Path | bytes) -> ModelContent:
    """Read a model file, or its bytes.

    Raises
    ------
    ModelNotFound
        When there is no such file.
    ModelFileError
        When it is not a facerec model, is damaged, is larger than allowed or holds what no model file may hold.
    ModelTooNew
        When a newer facerec wrote it.
    """
    with _opened(source, counted=True) as archive:
        manifest = _manifest(archive)
        checksums = manifest["sha256"]
        parts = {name: archive.read(name) for name in archive.namelist() if name != _MANIFEST}
    for name, data in parts.items():
        if sha256(data).hexdigest() != checksums.get(name):
            raise ModelFileError(
                f"This model file is damaged: {name} is not what was written. Take another copy of it."
            )
    thumbnails = _thumbnails(parts[_THUMBNAILS]) if _THUMBNAILS in parts else None
    return ModelContent(manifest, plain_objects.loads(parts[_CONTENT]), thumbnails)


def read_manifest(source: Path | bytes) -> dict[str, Any]:
    """Read only the manifest, which takes a millisecond whatever the model's size; raises as `read` does."""
    with _opened(source) as archive:
        return _manifest(archive)


# Writing


def _write_parts(parts: dict[str, bytes], path: Path, *, replace: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        in_one_step(path, replace=replace) as file,
        ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_PACKING_LEVEL) as archive,
    ):
        for name, data in parts.items():
            archive.writestr(name, data)


# Reading


@contextmanager
def _opened(source: Path | bytes, *, counted: bool = False) -> Iterator[ZipFile]:
    """Open the zip and hold what it says about itself against the limits, before anything is unpacked.

    Its entries are `counted` before they are listed only where all of the file is going to be read.
    """
    limit = settings().max_model_bytes
    try:
        stream = io.BytesIO(source) if isinstance(source, bytes) else open_regular(source)
        n_bytes = stream.seek(0, io.SEEK_END)
        stream.seek(0)
    except FileNotFoundError as error:
        raise ModelNotFound(f"There is no model file {error.filename}.") from error
    except OSError as error:
        raise ModelFileError(f"The model file {error.filename} cannot be opened: {error.strerror}.") from error
    with stream:
        if n_bytes > limit:
            raise ModelFileError(f"The file has {n_bytes / 1e6:.0f} MB; a model file may have {limit / 1e6:.0f} MB.")
        _check_start(stream.read(4))
        if counted:
            plain_objects.check_entries(source)
        try:
            with ZipFile(stream) as archive:
                _check_members(archive, limit, n_bytes)
                yield archive
        except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error) as error:
            raise ModelFileError(f"This model file is damaged or cut off: {error}.") from error


def _check_start(start: bytes) -> None:
    if start[:1] == b"\x80":
        raise ModelFileError(
            "This is a Python pickle, not a facerec model. Pickles run code and are never opened here."
        )
    if start != b"PK\x03\x04":
        raise ModelFileError("This is not a facerec model: a model file is a zip that facerec wrote.")


def _check_members(archive: ZipFile, limit: int, n_bytes: int) -> None:
    members = archive.infolist()
    names = sorted(member.filename for member in members)
    if names not in ([_CONTENT, _MANIFEST], [_CONTENT, _MANIFEST, _THUMBNAILS]):
        raise ModelFileError("This zip is not a facerec model: it does not hold the parts of one, and only those.")
    unpacked = sum(member.file_size for member in members)
    if unpacked > _ALWAYS_UNPACKED + _MOST_GROWTH * n_bytes:
        raise ModelFileError("This model file grows more by unpacking than any model does.")
    if unpacked > limit or archive.getinfo(_MANIFEST).file_size > _MAX_MANIFEST_BYTES:
        raise ModelFileError(
            f"Unpacked, this model file would be larger than the {limit / 1e6:.0f} MB that are allowed."
        )
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise ModelFileError("This model file is packed in a way that facerec does not use.")


def _manifest(archive: ZipFile) -> dict[str, Any]:
    manifest = json.loads(archive.read(_MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ModelFileError("This zip is not a facerec model: its manifest does not say so.")
    version = manifest.get("format_version")
    if not isinstance(version, int) or not isinstance(manifest.get("sha256"), dict):
        raise ModelFileError("This model file is damaged: its manifest lacks the format version or the checksums.")
    if version > FORMAT_VERSION:
        raise ModelTooNew(
            f"This model file is in format {version}, and this facerec reads up to format {FORMAT_VERSION}: "
            f"install a newer facerec, {manifest.get('facerec', 'the latest')!r} or later."
        )
    return manifest


def _thumbnails(data: bytes) -> NDArray[np.uint8]:
    stream = io.BytesIO(data)
    shape, dtype = plain_objects.check_array(stream, len(data), _THUMBNAILS)
    if dtype != np.uint8 or not (len(shape) == 3 or (len(shape) == 4 and shape[3] == 3)):
        raise ModelFileError(f"The faces in this model file are {dtype} of shape {shape}, not grey or colour pictures.")
    stream.seek(0)
    faces: NDArray[np.uint8] = np.load(stream, allow_pickle=False)
    return faces
