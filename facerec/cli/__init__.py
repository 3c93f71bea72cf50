"""The command line: ``python -m facerec COMMAND …``.

One file a group of commands; each adds its own parsers and answers with an exit code: 0, or 2 for bad input, which is
told in one sentence on stderr, never as a traceback. Results go to stdout, progress to stderr.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from facerec.cli import models, recognizing, training
from facerec.errors import FacerecError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; from the command line where not given.

    Returns
    -------
    int
        The exit code.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except FacerecError as error:
        print(f"facerec: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"facerec: {error.filename or 'file'}: {error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nfacerec: stopped; nothing was changed.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m facerec",
        description="Train face recognizers, and name the faces in pictures.",
        epilog="Models live in a folder of their own (set FACEREC_HOME to move it); MODEL is a name there or a path.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in (training, recognizing, models):
        group.add_commands(commands)
    return parser
