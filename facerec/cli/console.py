"""What all commands share: how they read pictures and sizes, and how they talk."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any, TypeAlias

from facerec.errors import FacerecError, ModelError, ModelFileError
from facerec.images import Picture, read
from facerec.matching import OpenSet
from facerec.parameters import typed
from facerec.recognizer import FaceRecognizer
from facerec.storage import ModelStore, check_name, load, save

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


def open_model(model: str) -> FaceRecognizer:
    """Load a model by its path or by its name in the store."""
    try:
        return load(_path_of(model))
    except ModelFileError as error:
        raise type(error)(f"{model}: {error}") from error


def check_target(model: str) -> None:
    """Refuse what no model can be saved as, before the work of training one.

    Raises
    ------
    ModelError
    """
    if not _is_path(model):
        check_name(model)
        return
    folder = next(folder for folder in Path(model).absolute().parents if folder.exists())
    if Path(model).is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise ModelError(f"The model cannot be saved as {model}; give the path of a file in a folder you may write to.")


def save_model(recognizer: FaceRecognizer, model: str) -> None:
    """Save a model under a path or a name in the store; the file is replaced in one step."""
    if _is_path(model):
        save(recognizer, Path(model))
    else:
        ModelStore().save(recognizer, model, replace=True)


def _is_path(model: str) -> bool:
    return model.endswith(".facerec") or "/" in model or "\\" in model


def _path_of(model: str) -> Path:
    return Path(model) if _is_path(model) else ModelStore().path(model)


def read_pictures(files: list[str]) -> Iterator[tuple[str, Picture | FacerecError]]:
    """Read pictures, one at a time; one that cannot be read gives its error instead."""
    for file in files:
        try:
            picture: Picture | FacerecError = read(Path(file))
        except FacerecError as error:
            picture = error
        yield file, picture


def targets(folder: Path | None, files: Sequence[str], kind: str) -> Iterator[Path | None]:
    """Name a drawing for each picture: NAME-kind.png, numbered where that is taken or a picture itself."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    taken = {_key(Path(file)) for file in files}
    for file in files:
        if folder is None:
            yield None
            continue
        name = f"{Path(file).stem[:50]}-{kind}"
        numbered = (folder / f"{name}{end}.png" for end in chain([""], (f"-{number}" for number in count(2))))
        target = next(path for path in numbered if _key(path) not in taken)
        taken.add(_key(target))
        yield target


def _key(path: Path) -> str:
    """Return what two names of one file have in common, also where case does not matter."""
    return str(path.resolve()).casefold()


class Console:
    """Progress on stderr: one line that changes on a terminal, one line a stage elsewhere."""

    def __init__(self) -> None:
        self._stage = ""
        self._terminal = sys.stderr.isatty()

    def progress(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is."""
        end = "\n" if done >= total else ""
        if self._terminal:
            print(f"\r{stage} {done}/{total}\033[K", end=end, file=sys.stderr, flush=True)
        elif stage != self._stage or end:
            print(f"{stage} {done}/{total}", file=sys.stderr, flush=True)
        self._stage = stage


def print_json(result: Any) -> None:
    """Print a result for programs."""
    print(json.dumps(result, ensure_ascii=False, indent=2, allow_nan=False))


def rates(open_set: OpenSet) -> dict[str, Any]:
    """Return the measured figures of a model by their JSON keys."""
    return {
        "rank1": open_set.rank1._asdict() | {"folds": open_set.folds},
        "threshold": open_set.threshold,
        "fpir": {"target": open_set.target} | open_set.fpir._asdict(),
        "dir": open_set.dir._asdict(),
    }
