"""From the lines of a CSV to people: which column is the path, which the name, and what is at each path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from unicodedata import normalize

from facerec.datasets.collected import Collected
from facerec.datasets.contents import names_a_picture, why_no_picture
from facerec.datasets.dataset import People
from facerec.datasets.people_table import Row, Table
from facerec.datasets.places import Found, Paths, Place
from facerec.datasets.table_header import Header, is_index
from facerec.datasets.walking import check_count
from facerec.errors import PeopleError, TableError


@dataclass(frozen=True)
class _Columns:
    """Which column is what; the others are attributes of the picture, by name."""

    path: int
    person: int
    attributes: dict[int, str]
    paths: Paths


def people_of_table(table: Table, place: Place, origin: str) -> People:
    """List the people of a CSV.

    Parameters
    ----------
    table : Table
    place : Place
        Where its paths are looked up.
    origin : str
        Its name.

    Raises
    ------
    TableError
        Where the lines cannot be understood, or nothing that they name is here.
    PeopleError
        Where a path could be several.
    """
    if not table.rows:
        raise TableError("the CSV names no person below its first line.", line=1)
    columns = _columns(table, place)
    collected = Collected()
    if table.code:
        collected.notes.append(f"{origin} is not in UTF-8; it was read in the code page {table.code}.")
    listed = 0  # each time, not once: a thousand lines that name one large folder cost as much as large folders do
    for row in table.rows:
        found = columns.paths.find(row.cells[columns.path])
        listed += _collect(collected, row, columns, found)
        check_count(listed)
    return collected.people(origin)


def _collect(collected: Collected, row: Row, columns: _Columns, found: Found | None) -> int:
    """Add what one line names; return how many files that are."""
    cell = row.cells[columns.path]
    if found is None or not found.files:
        reason = "no such folder or file" if found is None else "a folder without files that can be read"
        collected.skip(cell[:200], f"line {row.line}: {reason}")
        return 0
    attributes = {name: row.cells[column] for column, name in columns.attributes.items() if row.cells[column]}
    for source in found.files:
        problem = None if found.is_file else why_no_picture(source)
        if problem:
            collected.skip(problem.file, problem.reason)
        else:
            collected.add(row.cells[columns.person], replace(source, attributes=attributes))
    for skipped in found.skipped:
        collected.skip(skipped.file, skipped.reason)
    return len(found.files)


def _columns(table: Table, place: Place) -> _Columns:
    header, rows = table.header, table.rows
    candidates = header.paths if header else (0, 1)
    paths = {column: Paths(place, (row.cells[column] for row in rows)) for column in candidates}
    path = _path_column(table, paths)
    if header is None:
        return _Columns(path, 1 - path, {}, paths[path])
    person = _person_column(table, header)
    for row in rows:
        for column in (path, person):
            if not row.cells[column]:
                told = f"an empty cell in the column {header.cells[column]}."
                raise TableError(told, line=row.line, column=row.columns[column])
    others = [column for column in range(len(header.cells)) if column not in (path, person)]
    return _Columns(path, person, dict(_attributes(header, rows, others)), paths[path])


def _attributes(header: Header, rows: tuple[Row, ...], columns: Iterable[int]) -> Iterable[tuple[int, str]]:
    """Name the further columns, without those that only count the lines."""
    taken: set[str] = set()
    for column in columns:
        cell = normalize("NFC", header.cells[column])
        if not is_index(cell, [row.cells[column] for row in rows]):
            name = cell if cell and cell not in taken else f"column {column + 1}"
            taken.add(name)
            yield column, name


def _path_column(table: Table, paths: dict[int, Paths]) -> int:
    """Choose the column that names files, in more than half of the lines; else the one that names what exists.

    Where two columns name folders, it is the second, as in the origin form ``name;folder``.
    """
    if table.header and len(paths) == 1:
        return next(iter(paths))
    kinds = {column: [_kind(row.cells[column], paths[column]) for row in table.rows] for column in paths}
    files = {column: sum(kind.endswith("file") for kind in kinds[column]) for column in paths}
    here = {column: sum(not kind.startswith("no") for kind in kinds[column]) for column in paths}
    most, rest = max(files.values()), sorted(files.values())[:-1]
    if 2 * most > len(table.rows) and most not in rest:
        path = max(files, key=files.__getitem__)
    else:
        path = max(reversed(list(here)), key=here.__getitem__)
    if not here[path]:
        cells = [table.rows[0].cells[column] for column in paths]
        message = f"neither {cells[0]!r:.80} nor {cells[1]!r:.80} is a folder or a file here, nor are those below; "
        raise TableError(
            message + "folders are looked for beside the CSV.", line=table.rows[0].line, column=table.rows[0].columns[1]
        )
    return path


def _kind(cell: str, paths: Paths) -> str:
    """Tell a file or folder that is here from one that is not, but is written as a file is."""
    try:
        found = paths.find(cell)
    except PeopleError:  # several could be meant: an error if this is the path
        return "file" if names_a_picture(cell) else "folder"
    if found is None:
        return "no file" if names_a_picture(cell) else "no folder"
    return "file" if found.is_file else "folder"


def _person_column(table: Table, header: Header) -> int:
    """Choose the column of names; where several could be, they have to part the pictures alike.

    Raises
    ------
    TableError
        Where they do not.
    """
    first, *others = header.people
    for other in others:
        pairs = {(row.cells[first], row.cells[other]) for row in table.rows}
        if len(pairs) > len({one for one, _ in pairs}) or len(pairs) > len({one for _, one in pairs}):
            told = (
                f"both {header.cells[first]!r} and {header.cells[other]!r} could name the person; rename one of them."
            )
            raise TableError(told, line=1)
    return next((c for c in header.people if not all(row.cells[c].isdecimal() for row in table.rows)), first)
