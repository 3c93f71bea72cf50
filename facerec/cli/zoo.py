"""``zoo list``, ``zoo fetch`` and ``zoo verify``: the pretrained files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from facerec import zoo
from facerec.cli.arguments import Commands, add_command
from facerec.cli.console import Console, print_json
from facerec.errors import WeightsError, WeightsMissing
from facerec.settings import settings
from facerec.zoo import Weights


def add_commands(commands: Commands) -> None:
    """Add ``zoo`` with its own commands."""
    sentence = "List, fetch and verify pretrained files: detectors, embeddings, emotions, classifiers."
    parser = commands.add_parser("zoo", help=sentence, description=sentence)
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    listing = add_command(inner, "list", "Say what there is, under which licence, and what is here.", "zoo list --json")
    listing.set_defaults(run=_list)

    fetching = add_command(
        inner,
        "fetch",
        "Show the licences of files that are not here yet, ask, and fetch them.",
        "zoo fetch yunet sface",
    )
    fetching.add_argument("names", metavar="NAME", nargs="+")
    fetching.add_argument("--yes", action="store_true", help="accept the licences without being asked")
    fetching.set_defaults(run=_fetch)

    verifying = add_command(
        inner, "verify", "Read all files that are here anew and say which are not as described.", "zoo verify"
    )
    verifying.set_defaults(run=_verify)


def _list(options: argparse.Namespace) -> int:
    entries = [_entry(known) for known in zoo.registry().values()]
    if options.json:
        print_json(entries)
    else:
        print(f"{'name':22} {'task':15} {'MB':>6}  licence")
        for entry in entries:
            print(f"{entry['name']:22} {entry['task']:15} {entry['bytes'] / 1e6:6.1f}  {entry['licence']}")
            print(f"    {entry['title']}; {_where(entry)}; {_how_sure(entry)}")
    _tell_damaged()
    return 0


def _entry(known: Weights) -> dict[str, Any]:
    path = trouble = None
    try:
        path = str(zoo.path(known.name))
    except WeightsMissing:
        pass  # that it is not here is no trouble
    except WeightsError as error:
        trouble = str(error)
    return {
        "name": known.name,
        "title": known.title,
        "task": known.task,
        "file": known.file,
        "bytes": known.bytes,
        "sha256": known.sha256,
        "licence": known.licence,
        "licence_url": known.licence_url,
        "source": known.source,
        "url": known.url,
        "path": path,
        "trouble": trouble,
        "verified": known.verified,
        "own": known.folder is not None,
    }


def _where(entry: dict[str, Any]) -> str:
    if entry["trouble"]:
        return f"not used: {entry['trouble'].rstrip('.')}"
    return f"here: {entry['path']}" if entry["path"] else "not here"


def _how_sure(entry: dict[str, Any]) -> str:
    if entry["own"]:
        return f"your own, SHA-256 {entry['sha256']}"
    return "verified by us" if entry["verified"] else "not yet verified by us"


def _tell_damaged() -> bool:
    damaged = zoo.damaged()
    for path, reason in damaged.items():
        print(f"facerec: {path} cannot be used: {reason}", file=sys.stderr)
    return bool(damaged)


def _fetch(options: argparse.Namespace) -> int:
    wanted = [zoo.weights(name) for name in dict.fromkeys(options.names)]
    absent = [known for known in wanted if not zoo.is_here(known.name)]
    if absent and not settings().offline:
        _ask(absent, accepted=options.yes)
    progress = Console().progress
    fetched = [{"name": known.name, "path": str(zoo.fetch(known.name, progress))} for known in wanted]
    if options.json:
        print_json(fetched)
        return 0
    for one in fetched:
        print(f"{one['name']}: {one['path']}")
    return 0


def _ask(absent: Sequence[Weights], *, accepted: bool) -> None:
    """Show the licences, and go on only when they are accepted."""
    for known in absent:
        terms = f"{known.licence}, {known.licence_url}" if known.licence_url else known.licence
        print(f"{known.name}: {known.title}, {known.bytes / 1e6:.1f} MB", file=sys.stderr)
        print(f"    from {known.source or known.url}\n    licence: {terms}", file=sys.stderr)
    if accepted:
        return
    if not sys.stdin.isatty():
        raise WeightsError("Nothing was fetched: read the licences above, and accept them with --yes.")
    print("Fetch under these licences? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise WeightsError("Nothing was fetched: the licences were not accepted.")


def _verify(options: argparse.Namespace) -> int:
    results = zoo.verify()
    if options.json:
        print_json([{"name": one.name, "path": str(one.path), "trouble": one.trouble} for one in results])
    else:
        for one in results:
            print(one.trouble or f"{one.name}: {one.path} is as described")
        if not results:
            print(f"No pretrained files are here; looked in {' and '.join(map(str, zoo.folders()))}.")
    damaged = _tell_damaged()
    return 2 if damaged or any(one.trouble for one in results) else 0
