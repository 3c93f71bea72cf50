"""Files on disk: read up to the limit, and walked through without taking a link for a person of its own."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from facerec.datasets.dataset import PEEKED, Skipped, Source
from facerec.datasets.leftovers import is_leftover
from facerec.errors import TooManyPictures
from facerec.settings import settings


def disk_source(path: Path, name: str) -> Source:
    """Return a file on disk; no more of it is read than a picture may have."""

    def read(limit: int | None = None) -> bytes:
        if not path.is_file():
            raise OSError("it is not a file")  # opening a pipe would wait for ever
        with path.open("rb") as file:
            return file.read(settings().max_picture_bytes + 1 if limit is None else limit)

    return Source(name, read, first_bytes=lambda: read(PEEKED))


def files_below(folder: Path, prefix: str) -> tuple[list[Source], list[Skipped]]:
    """Walk a folder in sorted order.

    Links to what is read anyway are reported and not followed, so that each picture is read once, under its own name.
    Links to elsewhere are followed, the first of several that lead to one folder.

    Parameters
    ----------
    folder : Path
    prefix : str
        Put before the names of the files.

    Returns
    -------
    files : list of Source
    skipped : list of Skipped
    """
    links = _Links(os.path.realpath(folder))
    files: list[Source] = []
    skipped: list[Skipped] = []
    for current, folders, names in os.walk(folder, followlinks=True):
        below = PurePosixPath(prefix, Path(current).relative_to(folder).as_posix())
        visible = sorted(name for name in folders if not is_leftover(name))
        reasons = {name: links.why_not(Path(current, name)) for name in visible}
        folders[:] = [name for name in visible if reasons[name] is None]
        for name in sorted(name for name in names if not is_leftover(name)):
            reasons[name] = links.why_not(Path(current, name))
            if reasons[name] is None:
                check_count(len(files) + 1)
                files.append(disk_source(Path(current, name), str(below / name)))
        skipped += [Skipped(str(below / name), reason) for name, reason in reasons.items() if reason is not None]
    return files, skipped


def names_below(folder: Path) -> set[str]:
    """Return the names of files and folders below a folder, at most as many as there may be pictures."""
    names: set[str] = set()
    for _, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not is_leftover(name)]
        names.update(folders, files)
        if len(names) > settings().max_pictures:
            break
    return names


class _Links:
    """Decides which links are followed while a folder is walked through."""

    def __init__(self, top: str) -> None:
        self._top = top
        self._seen = {top}

    def why_not(self, path: Path) -> str | None:
        """Say why a file or folder is not read where it leads to what is read elsewhere; else return None."""
        real = os.path.realpath(path)
        link = path.is_symlink()
        if real in self._seen or (link and self._is_read_anyway(real)):
            return f"a link to {self._told(real)}, which is not read twice"
        if link or path.is_dir():
            self._seen.add(real)
        return None

    def _is_read_anyway(self, real: str) -> bool:
        inside = _lies_in(real, self._top) and not is_leftover(os.path.relpath(real, self._top))
        return (inside and Path(real).exists()) or _lies_in(self._top, real)

    def _told(self, real: str) -> str:
        return os.path.relpath(real, self._top) if _lies_in(real, self._top) else real


def _lies_in(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def check_count(count: int) -> None:
    """Stop before there are more files than the settings allow."""
    limit = settings().max_pictures
    if count > limit:
        raise TooManyPictures(f"There are more than {limit:,} files; train with fewer, or raise FACEREC_MAX_PICTURES.")
