"""From what people give (a CSV, a folder, a zip, uploads) to a list of whose pictures are where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from facerec.datasets.archives import files_in_zip
from facerec.datasets.code_pages import OF_TEXTS, OF_ZIPS
from facerec.datasets.contents import names_a_picture
from facerec.datasets.dataset import People, Skipped, Source
from facerec.datasets.folders import people_of_folders
from facerec.datasets.leftovers import is_leftover
from facerec.datasets.names import escaped
from facerec.datasets.people_table import Table, parse_table
from facerec.datasets.places import DiskPlace, TreePlace
from facerec.datasets.raw_names import decode_names
from facerec.datasets.table_people import people_of_table
from facerec.datasets.walking import check_count, disk_source, files_below, names_below
from facerec.errors import PeopleError
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
        files, links = files_below(path, "")
        return _with_empty_folders(_people_of_files(files, path.name or str(path), rooted=False), path, links)
    if not path.is_file():
        raise PeopleError(f"{path} is not there; {_ALLOWED}.")
    if path.suffix.casefold() == ".zip":
        return _people_of_files(files_in_zip(path, path.name), path.name)
    try:
        data = disk_source(path, path.name).read()
    except OSError as error:
        raise PeopleError(f"{path} cannot be read: {error.strerror or error}.") from error
    table = _parse_table(data, path.name, lambda: names_below(path.parent))
    return people_of_table(table, DiskPlace(path.parent), path.name)


def _with_empty_folders(people: People, folder: Path, links: list[Skipped]) -> People:
    """Report the links that were not followed, and folders of people that hold no file at all or may not be opened."""
    linked = [Skipped(escaped(link.file), link.reason) for link in links]
    empty = [
        Skipped(escaped(child.name), "a folder without files that can be read")
        for child in sorted(folder.iterdir())
        if child.is_dir() and not child.is_symlink() and not is_leftover(child.name) and _is_empty(child)
    ]
    return replace(people, skipped=(*people.skipped, *linked, *empty))


def _is_empty(folder: Path) -> bool:
    files, links = files_below(folder, "")
    return not files and not links


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
    texts = [source for source in sources if "/" not in source.name and source.name.casefold().endswith(".txt")]
    chosen = texts if len(sources) > 1 else []  # a text beside a folder was chosen as the CSV
    return _people_of_files(sources, origin, chosen=chosen)


def _reader(content: bytes | Callable[[], bytes]) -> Callable[[], bytes]:
    return (lambda: content) if isinstance(content, bytes) else content


def _people_of_files(files: list[Source], origin: str, *, rooted: bool = True, chosen: Sequence[Source] = ()) -> People:
    """Let the CSV among files say who is who, or their folders where there is none."""
    files = [source for source in files if not is_leftover(source.name)]
    named = [source for source in files if source.name.casefold().endswith(_TABLES)]
    tables = sorted([*chosen, *named], key=lambda source: source.name.count("/"))
    codes = OF_ZIPS if rooted else OF_TEXTS
    if not tables:
        files, code = decode_names(files, codes, known=(), code=None, zipped=rooted)
        return _with_code_note(people_of_folders(files, origin, rooted=rooted), code)
    table = tables[0]
    if len(tables) > 1 and table.name.count("/") == tables[1].name.count("/"):
        raise PeopleError(f"{table.name} and {tables[1].name}: two CSVs; leave only the one that names the people.")
    folder, rest = PurePosixPath(table.name).parent, [source for source in files if source is not table]
    _check_place(table, rest)
    parsed = _parse_table(table.read(), table.name, lambda: [source.name for source in rest])
    cells = {cell for row in parsed.rows for cell in row.cells}
    rest, code = decode_names(rest, codes, known=cells, code=parsed.code, zipped=rooted)
    return _with_code_note(people_of_table(parsed, TreePlace(rest, folder.parts), table.name), code)


def _with_code_note(people: People, code: str | None) -> People:
    """Say in which code page names of files were read, where that had to be found out."""
    told = f"Names of files or folders are not in UTF-8; they were read in the code page {code}."
    return people if code is None else replace(people, notes=(*people.notes, told))


def _check_place(table: Source, files: list[Source]) -> None:
    """Refuse a CSV that lies in the folder of one person: it most likely is about that person's pictures alone."""
    folder = PurePosixPath(table.name).parent
    paths = [PurePosixPath(source.name) for source in files if names_a_picture(source.name)]
    if any(path.parent == folder for path in paths) and not all(path.is_relative_to(folder) for path in paths):
        raise PeopleError(
            f"{table.name} lies among some of the pictures only; move it above the folders of all people if it names"
            " them, or leave it out."
        )


def _parse_table(data: bytes, name: str, known: Callable[[], Collection[str]]) -> Table:
    limit = settings().max_picture_bytes  # sources give no more of a file, so beyond it a table would be cut off
    if len(data) > limit:
        raise PeopleError(f"{name} has more than {limit / 1e6:g} MB; a CSV of people is smaller.")
    return parse_table(data, known)
