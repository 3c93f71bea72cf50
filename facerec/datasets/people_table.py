"""The CSV of people: a line a person, ``name;folder``, or a line a picture, ``path;label``.

The form is that of the origin project: delimiter ``;``, quote ``#``, no header. Commas and tabs, double quotes, a
header line, blank lines and lines of comment (``# …``) are understood as well. A line that begins with ``#`` is a
quoted field where the quote is closed right before a delimiter, and a comment otherwise.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from dataclasses import dataclass
from io import StringIO

from facerec.errors import TableError
from facerec.settings import settings

_NAME_WORDS = {"name", "person", "people", "label", "subject", "identity", "id", "class", "who"}
_PATH_WORDS = {"folder", "path", "file", "filename", "directory", "dir", "image", "images", "picture", "pictures"}
_SHAPES = "allowed is name;folder or path;label, with ; or a comma or a tab between"
_BLANK = " \t\r"
_LONGEST_LINE = 10_000  # characters; file systems take paths of 4,096 bytes


@dataclass(frozen=True)
class Row:
    """One line with its two cells and the columns they start in, all counted from 1."""

    line: int
    cells: tuple[str, str]
    columns: tuple[int, int]


@dataclass(frozen=True)
class Table:
    """What a CSV says.

    Attributes
    ----------
    rows : tuple of Row
    path_column : int or None
        0 or 1 where a header says which cell is the path; None where it has to be seen from what exists.
    """

    rows: tuple[Row, ...]
    path_column: int | None


def parse_table(data: bytes) -> Table:
    """Parse the bytes of a CSV of people.

    Parameters
    ----------
    data : bytes
        UTF-8 with or without a byte-order mark, UTF-16, or else Latin-1.

    Raises
    ------
    TableError
        Where a line has another shape; says which line and column.
    """
    lines = _lines_of(_decode_text(data))
    delimiter = _delimiter_of(lines.values())
    rows = []
    for number, line in lines.items():
        if not _is_comment(line, delimiter):
            rows.append(_parse_line(line, number, delimiter))
    if not rows:
        raise TableError(f"the CSV names nobody; {_SHAPES}.", line=1)
    path_column = _path_column_of(rows[0])
    return Table(tuple(rows if path_column is None else rows[1:]), path_column)


def _decode_text(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif data[1:2] == b"\0":
        encoding = "utf-16-le"
    elif data[:1] == b"\0":
        encoding = "utf-16-be"
    else:
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    strange = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]", text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        column = strange.start() - text.rfind("\n", 0, strange.start())
        raise TableError("not text; a CSV is plain text in UTF-8, UTF-16 or Latin-1.", line=line, column=column)
    return text


def _lines_of(text: str) -> dict[int, str]:
    """Return the lines that are not blank, by number; no more, and none longer, than people can mean."""
    limit = settings().max_pictures
    lines: dict[int, str] = {}
    for number, ended in enumerate(StringIO(text), 1):
        line = ended.rstrip("\r\n")
        if len(line) > _LONGEST_LINE:
            raise TableError(f"it has {len(line):,} characters; a line may have {_LONGEST_LINE:,}.", line=number)
        if line.strip():
            lines[number] = line
        if len(lines) > limit:
            message = f"there are more than {limit:,} lines; list fewer people, or raise FACEREC_MAX_PICTURES."
            raise TableError(message, line=number)
    return lines


def _delimiter_of(lines: Collection[str]) -> str:
    """Take the first of semicolon, tab and comma that the lines use outside comments."""
    for delimiter in ";\t,":
        if any(delimiter in line and not _is_comment(line, delimiter) for line in lines):
            return delimiter
    return ";"


def _is_comment(line: str, delimiter: str) -> bool:
    line = line.lstrip()
    return line.startswith("#") and not re.match(rf"#(?:[^#]|##)*#[ \r]*{delimiter}", line)


def _parse_line(line: str, number: int, delimiter: str) -> Row:
    cells: list[str] = []
    columns: list[int] = []
    at = 0
    while at <= len(line):
        column = at + 1 + len(line[at:]) - len(line[at:].lstrip(_BLANK.replace(delimiter, "")))
        cell, at = _parse_cell(line, column - 1, number, delimiter)
        if not cell:
            raise TableError(f"an empty cell; {_SHAPES}.", line=number, column=column)
        cells.append(cell)
        columns.append(column)
        if len(cells) > 2:
            raise TableError(f"a third cell, {cell!r:.80}; {_SHAPES}.", line=number, column=column)
    if len(cells) < 2:
        raise TableError(f"only one cell, {cells[0]!r:.80}; {_SHAPES}.", line=number, column=columns[0])
    return Row(number, (cells[0], cells[1]), (columns[0], columns[1]))


def _parse_cell(line: str, start: int, number: int, delimiter: str) -> tuple[str, int]:
    """Return a cell and where the next one starts (past the end of the line after the last)."""
    quote = line[start : start + 1]
    if quote in ("#", '"'):
        quoted = re.compile(rf"{quote}((?:[^{quote}]|{quote}{quote})*){quote}\s*(?:{delimiter}|$)").match(line, start)
        if quoted is None:
            message = f"a cell that begins with {quote} and is not closed by {quote} before the next delimiter."
            raise TableError(message, line=number, column=start + 1)
        closed_by_delimiter = quoted.end() > 0 and line[quoted.end() - 1] == delimiter
        following = quoted.end() if closed_by_delimiter else len(line) + 1
        return quoted.group(1).replace(quote * 2, quote).strip(), following
    end = line.find(delimiter, start)
    end = len(line) if end < 0 else end
    return line[start:end].strip(), end + 1


def _path_column_of(first: Row) -> int | None:
    """Say which cell is the path if the first row is a header."""
    left, right = (cell.casefold().strip() for cell in first.cells)
    if left in _NAME_WORDS and right in _PATH_WORDS:
        return 1
    if left in _PATH_WORDS and right in _NAME_WORDS:
        return 0
    return None
