"""One's own networks are tried in a process of their own first: some that are damaged would bring the program down.

OpenCV refuses most damage with an error, but e.g. a convolution without weights ends the process (OpenCV 4.14), and 131
bytes can ask for any amount of memory. So the trial has limits, and what fails in it is not opened again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from facerec.errors import WeightsError
from facerec.zoo import trial_run
from facerec.zoo.weights import Weights

_MOST_SECONDS = 60.0
_TOO_SLOW = f"was not read and run within {_MOST_SECONDS:.0f} seconds"
_MOST_MEMORY = 3_000_000_000  # bytes of address space, of which Python, NumPy and OpenCV take 0.3 GB
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
    program = str(Path(__file__).with_name("trial_run.py"))
    limits = (str(_MOST_MEMORY), str(int(_MOST_SECONDS) + 1))
    command = [sys.executable, "-P", program, *limits, str(file.absolute()), *arguments]
    try:
        ended = subprocess.run(  # noqa: S603 - no shell: a path and numbers
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_MOST_SECONDS, check=False, env=_alone()
        )
    except subprocess.TimeoutExpired:
        return _TOO_SLOW
    except OSError:  # no process can be started here
        return None
    said = "".join(filter(str.isprintable, ended.stdout[:1000].decode("utf-8", "replace"))).strip().rstrip(".")
    return None if ended.returncode == 0 else _in_words(ended.returncode, said)


def _in_words(code: int, said: str) -> str:
    troubles = {
        trial_run.UNREADABLE: f"cannot be read as a network ({said})",
        trial_run.NO_YUNET: f"is no YuNet ({said})",
        trial_run.UNFIT: f"does not take what its description says ({said})",
        trial_run.TOO_LARGE: f"needs more than the {_MOST_MEMORY / 1e9:.0f} GB of memory that a network may take",
        -getattr(signal, "SIGXCPU", 0): _TOO_SLOW,
        -getattr(signal, "SIGKILL", 0): _TOO_SLOW,  # what follows where a process goes on past its processor time
    }
    return troubles.get(code, f"brings OpenCV down (exit code {code})")


def _alone() -> dict[str, str]:
    """Return an environment in which OpenCV takes no threads, each of which would take address space."""
    return os.environ | {"OPENCV_FOR_THREADS_NUM": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
