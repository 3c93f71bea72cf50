"""Zips of pictures: checked before anything is read from them, and never extracted to disk."""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from io import BytesIO
from pathlib import Path, PurePosixPath

from facerec.datasets.dataset import PEEKED, Source
from facerec.datasets.leftovers import is_leftover
from facerec.datasets.raw_names import held, is_undecoded
from facerec.datasets.walking import check_count
from facerec.errors import ArchiveError
from facerec.settings import settings
from facerec.zips import most_entries

_SMALL = 1_000_000  # bytes; below this no ratio is suspicious: a blank bitmap shrinks a thousandfold
_ENTRIES_A_PICTURE = 4  # folders are entries, too
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def files_in_zip(archive: bytes | Path, name: str) -> list[Source]:
    """List the files in a zip, each to be read when it is needed.

    Parameters
    ----------
    archive : bytes or Path
    name : str
        The archive's name, for errors.

    Raises
    ------
    ArchiveError
        When it is damaged, encrypted, or has absolute paths, ``..``, links, or contents beyond the settings' limits.
    TooManyPictures
    """
    try:
        check_count(most_entries(archive) // _ENTRIES_A_PICTURE)
        opened = zipfile.ZipFile(BytesIO(archive) if isinstance(archive, bytes) else archive)
    except _DAMAGE as error:
        raise ArchiveError(f"{name} is not a zip, or is damaged; pack the folder again as a plain zip.") from error
    members = [member for member in opened.infolist() if not member.filename.endswith("/")]
    check_count(len(members))
    total = sum(member.file_size for member in members)
    if total > settings().max_archive_bytes:
        raise ArchiveError(
            f"{name} would hold {total / 1e6:,.0f} MB; at most {settings().max_archive_bytes / 1e6:,.0f} MB are read."
        )
    for member in members:
        _check(member, name)
    return [_source(opened, member) for member in members if not is_leftover(_name(member))]


def _check(member: zipfile.ZipInfo, archive: str) -> None:
    path = member.filename.replace("\\", "/")
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in PurePosixPath(path).parts:
        raise ArchiveError(f"{archive} holds {member.filename!r}, a path that leads outside; pack plain folders.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ArchiveError(f"{archive} holds {member.filename!r}, a link; pack the pictures themselves.")
    if member.flag_bits & 1:
        raise ArchiveError(f"{archive} is encrypted; pack it without a password.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ArchiveError(f"{archive} is packed by a method that is not read here; pack it as a plain zip (deflate).")
    grown = member.file_size / max(member.compress_size, 1)
    if member.file_size > _SMALL and grown > settings().max_archive_ratio:
        raise ArchiveError(
            f"{archive} holds {member.filename!r}, which grows {grown:,.0f} times by unpacking;"
            f" at most {settings().max_archive_ratio} times is allowed."
        )


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; where its code page is not stated, its bytes, for `raw_names` to decode.

    `zipfile` reads such bytes as code page 437, as the format has it (APPNOTE.TXT, appendix D). Few programs do.
    """
    name = member.filename
    whole = member.orig_filename.split("\0")[0]
    if not member.flag_bits & 0x800 and name == whole.replace(os.sep, "/"):  # else an extra field stated the name
        name = held(whole.encode("cp437"))
    return name if is_undecoded(name) else name.replace("\\", "/")  # byte 5C may be a part of a character


def _source(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> Source:
    def read(limit: int | None = None) -> bytes:
        try:
            with opened.open(member) as file:
                return file.read(settings().max_picture_bytes + 1 if limit is None else limit)
        except _DAMAGE as error:
            raise ArchiveError(f"{member.filename} is damaged inside the zip.") from error

    return Source(_name(member), read, first_bytes=lambda: read(PEEKED))
