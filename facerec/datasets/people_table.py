"""The CSV of people: a line a person, ``name;folder``, or a line a picture, ``path;label``.

The form is that of the origin project: delimiter ``;``, quote ``#``, no header. Commas and tabs, double quotes, a
header line with further columns, a first line ``sep=;``, an index column, delimiters at the end of lines, blank and
emptied lines and lines of comment (``# …``) are understood as well. A line that begins with ``#`` is a quoted field
where the quote is closed right before a delimiter, and a comment otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from io import StringIO

from facerec.datasets.table_header import Header, counts_lines, header_of
from facerec.datasets.table_text import table_text
from facerec.errors import TableError
from facerec.settings import settings

_SHAPES = "allowed is name;folder or path;label, with ; or a comma or a tab between"
_MORE_COLUMNS = "name the columns in the first line, e.g. filename;label;session"
_BLANK = " \t\r"
_LONGEST_LINE = 10_000  # characters; file systems take paths of 4,096 bytes
_SEPARATOR = re.compile(r'\s*"?sep=([;,|\t:])"?[\s;,|]*', re.IGNORECASE)  # for Excel, in the first line


@dataclass(frozen=True)
class Row:
    """One line with its cells and the columns they start in, all counted from 1."""

    line: int
    cells: tuple[str, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Table:
    """What a CSV says.

    Attributes
    ----------
    rows : tuple of Row
        With as many cells each as the header, or two where there is none.
    header : Header or None
        What the first line says of the columns; None where it has to be seen from what exists.
    code : str or None
        The code page of the text where it is not in UTF-8 or UTF-16.
    """

    rows: tuple[Row, ...]
    header: Header | None
    code: str | None = None


def parse_table(data: bytes, known: Callable[[], Collection[str]] = tuple) -> Table:
    """Parse the bytes of a CSV of people.

    Parameters
    ----------
    data : bytes
        UTF-8 with or without a byte-order mark, UTF-16, or the one code page that makes sense of it.
    known : callable
        Returns the names of files and folders that exist, by which a code page is known.

    Raises
    ------
    TableError
        Where a line has another shape, or the code page is not sure; says which line and column.
    """
    text, code = table_text(data, known)
    lines = _lines_of(text)
    delimiter = _separator_line(lines) or _delimiter_of(lines.values())
    parsed = (
        _parse_line(line, number, delimiter) for number, line in lines.items() if not _is_comment(line, delimiter)
    )
    rows = [row for row in parsed if any(row.cells)]
    if not rows:
        raise TableError(f"the CSV names nobody; {_SHAPES}.", line=1)
    header = header_of(rows[0].cells)
    if header is not None:
        return Table(tuple(_fitted(row, header) for row in rows[1:]), header, code)
    counted = all(len(row.cells) == 3 for row in rows) and counts_lines([row.cells[0] for row in rows])
    rows = [Row(row.line, row.cells[1:], row.columns[1:]) for row in rows] if counted else rows
    return Table(tuple(map(_checked, rows)), None, code)


def _separator_line(lines: dict[int, str]) -> str | None:
    """Take away a first line that only says which delimiter follows; return the delimiter."""
    first = next(iter(lines), None)
    found = _SEPARATOR.fullmatch(lines[first]) if first is not None else None
    if first is None or found is None:
        return None
    del lines[first]
    return found.group(1)


def _fitted(row: Row, header: Header) -> Row:
    """Bring a row to the columns of the header; delimiters at the end may be missing, or be too many."""
    wanted = len(header.cells)
    if len(row.cells) > wanted and row.cells[wanted]:
        told = f"{row.cells[wanted]!r:.80}, a cell beyond the {wanted} columns that the first line names."
        raise TableError(told, line=row.line, column=row.columns[wanted])
    cells = (*row.cells, *[""] * wanted)[:wanted]
    columns = (*row.columns, *[row.columns[-1]] * wanted)[:wanted]
    return Row(row.line, cells, columns)


def _checked(row: Row) -> Row:
    """Refuse a row that has not two cells."""
    for cell, column in list(zip(row.cells, row.columns, strict=True))[:2]:
        if not cell:
            raise TableError(f"an empty cell; {_SHAPES}.", line=row.line, column=column)
    if len(row.cells) < 2:
        raise TableError(f"only one cell, {row.cells[0]!r:.80}; {_SHAPES}.", line=row.line, column=row.columns[0])
    if len(row.cells) > 2:
        told = f"a third cell, {row.cells[2]!r:.80}; {_SHAPES}, or {_MORE_COLUMNS}."
        raise TableError(told, line=row.line, column=row.columns[2])
    return row


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
    """Take the one of semicolon, tab and comma that most lines use outside comments."""
    used = {mark: sum(mark in line and not _is_comment(line, mark) for line in lines) for mark in ";\t,"}
    return max(used, key=used.__getitem__)  # the first of those that are used equally


def _is_comment(line: str, delimiter: str) -> bool:
    line = line.lstrip()
    return line.startswith("#") and not re.match(rf"#(?:[^#]|##)*#[ \r]*{re.escape(delimiter)}", line)


def _parse_line(line: str, number: int, delimiter: str) -> Row:
    cells: list[str] = []
    columns: list[int] = []
    at = 0
    while at <= len(line):
        column = at + 1 + len(line[at:]) - len(line[at:].lstrip(_BLANK.replace(delimiter, "")))
        cell, at = _parse_cell(line, column - 1, number, delimiter)
        cells.append(cell)
        columns.append(column)
    while len(cells) > 2 and not cells[-1]:
        cells.pop()
        columns.pop()
    return Row(number, tuple(cells), tuple(columns))


def _parse_cell(line: str, start: int, number: int, delimiter: str) -> tuple[str, int]:
    """Return a cell and where the next one starts (past the end of the line after the last)."""
    quote = line[start : start + 1]
    if quote in ("#", '"'):
        quoted = re.compile(rf"{quote}((?:[^{quote}]|{quote}{quote})*){quote}\s*(?:{re.escape(delimiter)}|$)").match(
            line, start
        )
        if quoted is None:
            message = f"a cell that begins with {quote} and is not closed by {quote} before the next delimiter."
            raise TableError(message, line=number, column=start + 1)
        closed_by_delimiter = quoted.end() > 0 and line[quoted.end() - 1] == delimiter
        following = quoted.end() if closed_by_delimiter else len(line) + 1
        return quoted.group(1).replace(quote * 2, quote).strip(), following
    end = line.find(delimiter, start)
    end = len(line) if end < 0 else end
    return line[start:end].strip(), end + 1
