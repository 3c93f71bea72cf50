"""Read a network and run it on black pictures: the process that `facerec.zoo.trial` starts, and that may come down.

What goes wrong is told on standard output in one line, and by the exit code.
"""

from __future__ import annotations

import sys

UNREADABLE, UNFIT, TOO_LARGE, NO_YUNET = 3, 4, 5, 6
"""Exit codes: no network that OpenCV reads, one that takes other pictures, one that needs more than its limits, and one
that is described as a YuNet without being one."""

_NO_MEMORY = -4  # OpenCV's StsNoMem, which the reader of ONNX quotes as (-4:Insufficient memory)


def limit(memory: int, seconds: int) -> None:
    """Take from this process the right to more memory and processor time; where the system has no limits, do nothing.

    Parameters
    ----------
    memory : int
        Bytes of address space.
    seconds : int
        Of processor time.
    """
    if sys.platform == "win32":
        return
    import resource

    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def try_out(file: str, decoder: str, shape: tuple[int, ...]) -> int:
    """Do with a file what `Network`, `Embedding` and `YuNet` do, and return an exit code."""
    import cv2
    import numpy as np

    def told(error: Exception, code: int) -> int:
        words = " ".join(str(getattr(error, "err", "") or error).split())
        no_memory = (
            isinstance(error, MemoryError) or getattr(error, "code", 0) == _NO_MEMORY or f"({_NO_MEMORY}:" in words
        )
        print(words[:200])
        return TOO_LARGE if no_memory else code

    try:
        if decoder == "yunet":
            _, height, width = shape
            detector = cv2.FaceDetectorYN.create(file, "", (width, height))
        else:
            net = cv2.dnn.readNetFromONNX(file)
    except (cv2.error, MemoryError) as error:
        return told(error, UNREADABLE)
    if decoder == "yunet":
        try:
            detector.detect(np.zeros((height, width, 3), np.uint8))
        except (cv2.error, MemoryError) as error:
            return told(error, NO_YUNET)
        return 0
    for together in (1, 2):
        try:
            net.setInput(np.zeros((together, *shape), np.float32))
            net.forward(net.getUnconnectedOutLayersNames())
        except (cv2.error, MemoryError) as error:
            # Some networks were exported for one picture at a time, and are asked so.
            code = told(error, UNFIT if together == 1 else 0)
            if code:
                return code
    return 0


if __name__ == "__main__":
    limit(int(sys.argv[1]), int(sys.argv[2]))
    sys.exit(try_out(sys.argv[3], sys.argv[4], tuple(int(side) for side in sys.argv[5:])))
