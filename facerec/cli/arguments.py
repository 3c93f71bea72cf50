"""How commands are asked: their parsers, and the values that people type."""

from __future__ import annotations

import argparse
import math
from typing import TypeAlias

from facerec.detection.enrolled_face import WHICH
from facerec.parameters import typed

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # argparse has no public name for it


def add_command(commands: Commands, name: str, sentence: str, example: str) -> argparse.ArgumentParser:
    """Add a command with ``--json`` and an example in its help."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=sentence,
        description=sentence,
        epilog=f"Example: python -m facerec {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    return parser


def add_people(parser: argparse.ArgumentParser) -> None:
    """Add whose pictures are read, and how they become faces."""
    parser.add_argument("people", metavar="PEOPLE", help="a CSV (name;folder a line), a folder of folders, or a zip")
    parser.add_argument("--size", type=size, metavar="WxH", help="of a face in pixels (default: from the pictures)")
    parser.add_argument(
        "--crop", choices=("auto", "none", "detect"), default="auto", help="find the face, or is the picture the face?"
    )


def add_which(parser: argparse.ArgumentParser, *, default: str | None = "largest") -> None:
    """Add which face counts where a picture of a person shows several; without a default, that of the model."""
    usual = "that of the model" if default is None else default
    parser.add_argument(
        "--which",
        choices=WHICH,
        default=default,
        help="the face of a picture that shows several: the largest, if its area is at least twice that of the next;"
        f" only: refuse such pictures; or the one nearest to the centre (default: {usual})",
    )


def size(text: str) -> tuple[int, int]:
    """Read WxH in pixels into (height, width)."""
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and 8 <= int(width) <= 512 and 8 <= int(height) <= 512):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size; give WxH in pixels from 8 to 512, e.g. 92x112")
    return int(height), int(width)


def share(text: str) -> float:
    """Read a share above 0 and below 1."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share; give a number above 0 and below 1, e.g. 0.01")
    return value


def setting(text: str) -> tuple[str, float | str]:
    """Read NAME=VALUE; the value is a number where it can be one."""
    name, _, value = text.partition("=")
    if not name or not value:
        raise argparse.ArgumentTypeError(f"{text!r} is no setting; give NAME=VALUE, e.g. n_components=40")
    return name, typed(value)


def distance(text: str) -> float:
    """Read a distance; it may be negative, as margins are."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a distance; give a finite number, e.g. 0.5")
    return value
