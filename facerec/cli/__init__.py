"""The command line: ``python -m facerec COMMAND …``.

One file a group of commands; each adds its own parsers and answers with an exit code: 0, or 2 for bad input, which is
told in one sentence on stderr, never as a traceback. Results go to stdout, progress to stderr. Who stops a command gets
128 and the signal's number, as from other programs.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout

from facerec.cli import comparing, detecting, doctor, edge_filter, models, recognizing, training, zoo
from facerec.cli.console import Cleaned
from facerec.datasets.names import showable
from facerec.errors import FacerecError
from facerec.storage import ModelStore


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
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # file names may hold bytes that are no text
    try:
        ModelStore().tidy()  # of what killed commands left
        with redirect_stdout(sys.stdout if options.json else Cleaned(sys.stdout)):
            code = int(options.run(options))
        sys.stdout.flush()
    except FacerecError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it closes it
        return 141
    except OSError as error:
        return _refuse(f"{error.filename or 'file'}: {error.strerror or error}")
    except KeyboardInterrupt:
        _refuse("stopped; nothing was changed.")
        return 130
    return code


def _refuse(sentence: str) -> int:
    unfinished_line = "\r\033[K" if sys.stderr.isatty() else ""
    print(f"{unfinished_line}facerec: {showable(sentence.replace(chr(10), ' '))}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m facerec",
        description="Train face recognizers, and name the faces in pictures.",
        epilog="Models live in a folder of their own (set FACEREC_HOME to move it); MODEL is a name there or a path.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in (training, doctor, comparing, recognizing, detecting, models, zoo, edge_filter):
        group.add_commands(commands)
    return parser
