"""``doctor``: what is wrong with people's pictures, before anything is learned from them."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from facerec.cli.arguments import Commands, add_command, add_people, add_which
from facerec.cli.console import Console, print_json, print_notes
from facerec.datasets import Dataset, open_people
from facerec.detection import decide_crop
from facerec.evaluation.doctor import (
    KINDS,
    Exclusions,
    Finding,
    Report,
    examine,
    exclusions_of,
    face_counter,
    face_describer,
    look_at,
    remember,
    remembered,
)

_SHOWN = 10  # findings of a kind that are told one by one


def add_commands(commands: Commands) -> None:
    """Add ``doctor``."""
    parser = add_command(
        commands,
        "doctor",
        "Look for copies, wrong names, blurred faces and more among people's pictures, before a training.",
        "doctor people.csv --json",
    )
    add_people(parser)
    add_which(parser)
    record = parser.add_mutually_exclusive_group()
    record.add_argument(
        "--leave-out", action="store_true", help="from now on leave out what the doctor would; train then says so"
    )
    record.add_argument("--use-all", action="store_true", help="take back in what was left out of these pictures")
    parser.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    console = Console()
    listed = open_people(options.people)
    if options.use_all:
        remember(listed, Exclusions())
    left_out = remembered(listed)
    people = left_out.apply(listed)
    crop = decide_crop(options.crop, people, options.size, which=options.which, progress=console.progress)
    dataset, looks = look_at(
        people, crop, count_with=face_counter(), describe_with=face_describer(), progress=console.progress
    )
    report = examine(dataset, looks, progress=console.progress)
    if options.json:
        print_json([_as_json(finding, dataset.sources) for finding in (*_notes(dataset), *report.findings)])
    else:
        print(f"{people.origin}: {len(dataset.people)} people, {len(dataset.faces)} pictures")
        print_notes(dataset.notes)
        _print(report)
    if options.leave_out:
        remember(listed, left_out.and_also(exclusions_of(dataset, report.suggested())))
        print("Left out from now on, wherever these pictures are; --use-all takes them back in.", file=sys.stderr)
    return 0


def _notes(dataset: Dataset) -> list[Finding]:
    """Return the notes on how people were read as entries of the list that ``--json`` prints."""
    return [Finding("note", sentence, (), (), (), 1.0) for sentence in dataset.notes]


def _as_json(finding: Finding, sources: tuple[str, ...]) -> dict[str, Any]:
    told = asdict(finding) | {"severity": finding.severity, "exclude": [sources[row] for row in finding.exclude]}
    keys = ("kind", "severity", "sentence", "people", "sources", "rows", "score", "exclude")
    return {key: told[key] for key in keys}


def _print(report: Report) -> None:
    for kind, count in report.counts.items():
        print(f"\n{KINDS[kind].title}: {count}")
        for finding in report.of(kind)[:_SHOWN]:
            files = f" [{', '.join(finding.sources)}]" if finding.rows else ""
            print(f"  {finding.sentence}{files}")
        if count > _SHOWN:
            print(f"  … and {count - _SHOWN} more; --json lists them all")
    if not report.findings:
        print("Nothing was found.")
    for sentence in report.unchecked:
        print(f"\n{sentence}")
    suggested = len(report.suggested())
    if suggested:
        print(f"\nThe doctor would leave out {suggested} of the pictures; --leave-out does.")
