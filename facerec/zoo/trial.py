"""One's own networks are tried in a process of their own first: some that are damaged would bring the program down.

OpenCV refuses most damage with an error, but e.g. a convolution without weights ends the process (OpenCV 4.14).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from facerec.errors import WeightsError
from facerec.zoo.weights import Weights

_MOST_SECONDS = 60.0
_REFUSED = 1  # how Python ends with an error, which is then met again, and put into words, by whoever opens the network
_ANY_SIZE = 320  # pixels, where the input may have any size

_troubles: dict[tuple[str, ...], str | None] = {}
"""What became of each file and input that was tried in this process."""


def check(known: Weights, file: Path) -> None:
    """Refuse a file of one's own that ends the process in which it is read and run; each is tried once.

    Parameters
    ----------
    known : Weights
        An entry of the registry is not tried: its file is the very one that was published.
    file : Path

    Raises
    ------
    WeightsError
    """
    if known.folder is None:
        return
    wanted = known.input
    sides = (wanted.height or _ANY_SIZE, wanted.width or _ANY_SIZE)
    channels = 1 if wanted.colour == "grey" else 3
    shape = (channels, *sides) if wanted.layout == "NCHW" else (*sides, channels)
    tried = (known.sha256, known.decoder, *map(str, shape))
    if tried not in _troubles:
        _troubles[tried] = _trouble(file, *tried[1:])
    if _troubles[tried]:
        raise WeightsError(f"{known.file} {_troubles[tried]}, so it is not used; replace it with an intact copy.")


def _trouble(file: Path, *arguments: str) -> str | None:
    command = [sys.executable, "-P", str(Path(__file__).with_name("trial_run.py")), str(file.absolute()), *arguments]
    quiet = subprocess.DEVNULL
    try:
        ended = subprocess.run(  # noqa: S603 - no shell: a path and numbers
            command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=_MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"was not read and run within {_MOST_SECONDS:.0f} seconds"
    except OSError:  # no process can be started here
        return None
    return None if ended.returncode in (0, _REFUSED) else f"brings OpenCV down (exit code {ended.returncode})"
