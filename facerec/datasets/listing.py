"""From what people give (a CSV, a folder, a zip, uploads) to a list of whose pictures are where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from facerec.datasets.archives import files_in_zip
from facerec.datasets.collected import Collected
from facerec.datasets.dataset import People, Skipped, Source
from facerec.datasets.folders import people_of_folders
from facerec.datasets.leftovers import is_leftover
from facerec.datasets.names import escaped
from facerec.datasets.people_table import Row, Table, parse_table
from facerec.datasets.places import (
    DiskPlace,
    Place,
    TreePlace,
    check_count,
    disk_source,
    files_below,
    why_no_picture,
)
from facerec.errors import PeopleError, TableError
from facerec.settings import settings

_TABLES = (".csv", ".tsv")
_ALLOWED = "give a CSV (name;folder a line), a folder with a folder for each person, or a zip of either"


def open_people(path: str | Path) -> People:
    """List the people of a CSV, a folder or a zip on disk.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    PeopleError
        And its kinds, in words: what was given, what is allowed.
    """
    path = Path(path)
    if path.is_dir():
        files = list(files_below(path, ""))
        return _with_empty_folders(_people_of_files(files, path.name or str(path), rooted=False), path)
    if not path.is_file():
        raise PeopleError(f"{path} is not there; {_ALLOWED}.")
    if path.suffix.casefold() == ".zip":
        return _people_of_files(files_in_zip(path, path.name), path.name)
    try:
        data = disk_source(path, path.name).read()
    except OSError as error:
        raise PeopleError(f"{path} cannot be read: {error.strerror or error}.") from error
    return _people_of_table(_parse_table(data, path.name), DiskPlace(path.parent), path.name)


def _with_empty_folders(people: People, folder: Path) -> People:
    """Report the folders of people that hold no file at all, or may not be opened."""
    empty = [
        Skipped(escaped(child.name), "a folder without files that can be read")
        for child in sorted(folder.iterdir())
        if child.is_dir() and not is_leftover(child.name) and next(files_below(child, ""), None) is None
    ]
    return replace(people, skipped=(*people.skipped, *empty))


def people_from_uploads(files: Sequence[tuple[str, bytes | Callable[[], bytes]]]) -> People:
    """List the people among uploaded files: a CSV with a folder, a folder alone, or one zip.

    Parameters
    ----------
    files : sequence of (relative path, bytes or what returns them)
        Only what was uploaded is ever read, whatever a CSV says.

    Raises
    ------
    PeopleError
    """
    check_count(len(files))
    sources = [Source(name.replace("\\", "/"), _reader(content)) for name, content in files]
    zips = [source for source in sources if source.name.casefold().endswith(".zip")]
    if len(zips) > 1:
        raise PeopleError("Several zips were given; pack everybody into one.")
    if zips:
        unzipped = files_in_zip(zips[0].read(), zips[0].name)
        sources = [source for source in sources if source is not zips[0]] + unzipped
    origin = zips[0].name if zips else sources[0].name.split("/")[0] if sources else "nothing"
    return _people_of_files(sources, origin)


def _reader(content: bytes | Callable[[], bytes]) -> Callable[[], bytes]:
    return (lambda: content) if isinstance(content, bytes) else content


def _people_of_files(files: list[Source], origin: str, *, rooted: bool = True) -> People:
    """Let the CSV among files say who is who, or their folders where there is none."""
    files = [source for source in files if not is_leftover(source.name)]
    tables = sorted(
        (source for source in files if source.name.casefold().endswith(_TABLES)),
        key=lambda source: source.name.count("/"),
    )
    if not tables:
        return people_of_folders(files, origin, rooted=rooted)
    if len(tables) > 1 and tables[0].name.count("/") == tables[1].name.count("/"):
        raise PeopleError(f"{tables[0].name} and {tables[1].name}: two CSVs; leave only the one that names the people.")
    rest = [source for source in files if source not in tables]
    table = _parse_table(tables[0].read(), tables[0].name)
    return _people_of_table(table, TreePlace(rest), tables[0].name)


def _parse_table(data: bytes, name: str) -> Table:
    limit = settings().max_picture_bytes  # sources give no more of a file, so beyond it a table would be cut off
    if len(data) > limit:
        raise PeopleError(f"{name} has more than {limit / 1e6:g} MB; a CSV of people is smaller.")
    return parse_table(data)


def _people_of_table(table: Table, place: Place, origin: str) -> People:
    path_column = _path_column(table, place)
    collected = Collected()
    listed = 0  # each time, not once: a thousand lines that name one large folder cost as much as large folders do
    for row in table.rows:
        name, cell = row.cells[1 - path_column], row.cells[path_column]
        found = place.find(cell)
        if not found:
            reason = "no such folder or file" if found is None else "a folder without files that can be read"
            collected.skip(cell[:200], f"line {row.line}: {reason}")
        for source in found or []:
            problem = why_no_picture(source)
            if problem:
                collected.skip(problem.file, problem.reason)
            else:
                collected.add(name, source)
        listed += len(found or [])
        check_count(listed)
    return collected.people(origin)


def _path_column(table: Table, place: Place) -> int:
    """Find which cell is the path: the one that exists; the second, as in the origin form, where both do."""
    if table.path_column is not None:
        return table.path_column

    def exists(row: Row, column: int) -> bool:
        return place.find(row.cells[column]) is not None

    sample = table.rows[:200]
    second, first = (sum(exists(row, column) for row in sample) for column in (1, 0))
    if first == second == 0:
        row = table.rows[0]
        message = (
            f"neither {row.cells[0]!r:.80} nor {row.cells[1]!r:.80} is a folder or a file here, nor are those below; "
        )
        raise TableError(message + "folders are looked for beside the CSV.", line=row.line, column=row.columns[1])
    return 1 if second >= first else 0
