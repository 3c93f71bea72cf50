"""All files of a report: in a folder, or in one zip."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from facerec.errors import CannotWrite
from facerec.plots import rendered
from facerec.progress import Progress, silent
from facerec.report.drawings import drawings, robustness_drawings, stem
from facerec.report.findings import Findings
from facerec.report.numbers import numbers_json
from facerec.report.page import html
from facerec.report.tables import comparisons_csv, known_csv, open_set_csv, table_csv
from facerec.writing import folder_in_one_step, write_whole

_FILES = (
    "report.html",
    "comparison.json",
    "table.csv",
    "facerec.toml",
    "scores/*.csv",
    "figures/*.png",
    "figures/*.svg",
)
"""What a report consists of, and so what a newer one may replace."""

_READABLE = 0o644 << 16
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can tell: with the clock's time, no two zips would be the same


def contents(findings: Findings, progress: Progress = silent) -> Iterator[tuple[str, bytes]]:
    """Make one file after the other: its path in the report, with slashes, and what is in it.

    The same findings give the same bytes.
    """
    drawn = {}
    figures = [*drawings(findings), *robustness_drawings(findings)]
    for number, drawing in enumerate(figures):
        progress("Drawing figures", number, len(figures))
        figure = drawing.draw()
        drawn[drawing.file] = rendered(figure, "svg")
        yield f"figures/{drawing.file}.svg", drawn[drawing.file]
        yield f"figures/{drawing.file}.png", rendered(figure, "png")
    progress("Drawing figures", len(figures), len(figures))
    yield "report.html", html(findings, drawn=drawn).encode(errors="backslashreplace")
    yield "comparison.json", numbers_json(findings)
    yield "table.csv", table_csv(findings.comparison)
    if findings.plan:
        yield "facerec.toml", findings.plan.encode()
    yield from _scores(findings, progress)


def archive(findings: Findings, progress: Progress = silent) -> bytes:
    """Make a zip of all files.

    Parameters
    ----------
    findings : Findings
    progress : Progress
        Told after every file; may raise to stop the work.
    """
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as packed:
        for name, data in contents(findings, progress):
            entry = ZipInfo(f"report/{name}", _EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, _READABLE, 3
            packed.writestr(entry, data)
    return buffer.getvalue()


def write(folder: Path, findings: Findings, progress: Progress = silent) -> None:
    """Write all files into a folder, which is there as a whole or not at all; a report that was there is replaced.

    Parameters
    ----------
    folder : Path
    findings : Findings
    progress : Progress
        Told after every file; may raise to stop the work, and then nothing has changed.

    Raises
    ------
    CannotWrite
        See `check_folder`.
    """
    check_folder(folder)
    try:
        with folder_in_one_step(folder) as fresh:
            for name, data in contents(findings, progress):
                path = fresh / name
                path.parent.mkdir(exist_ok=True)
                write_whole(path, data)
    except OSError as error:
        raise CannotWrite(f"The report could not be written into {folder}: {error.strerror or error}.") from error


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written, or that holds anything but a report; best asked before a long work.

    Raises
    ------
    CannotWrite
    """
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    if not there.is_dir():
        raise CannotWrite(f"The report cannot be written into {folder}: {there} is a file. Name a folder.")
    if there == folder.absolute():
        _refuse_others(folder)
        there = folder.absolute().parent
    if not os.access(there, os.W_OK):
        raise CannotWrite(f"The report cannot be written into {folder}: you may not write to {there}.")


def _refuse_others(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_dir() or any(_matches(name, known) for known in _FILES)):
            raise CannotWrite(
                f"{folder} holds {name}, which no report does. Name a folder that is new, empty, or an earlier report,"
                " which is then replaced."
            )


def _matches(name: str, known: str) -> bool:
    return fnmatch(name, known) and name.count("/") == known.count("/")


def _scores(findings: Findings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    methods, files = findings.comparison.methods, findings.dataset.sources
    for number, method in enumerate(methods, 1):
        progress("Writing scores", number - 1, len(methods))
        file = f"scores/{stem(method, number)}"
        yield f"{file}-known.csv", known_csv(method, files)
        if method.outcome.turns:
            yield f"{file}-open-set.csv", open_set_csv(method, files)
        if method.outcome.comparisons is not None:
            yield f"{file}-comparisons.csv", comparisons_csv(method)
    progress("Writing scores", len(methods), len(methods))
