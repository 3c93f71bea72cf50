"""OpenCV's face recognizers, asked in an interpreter of their own.

FACEREC_PEER_PYTHON names one with opencv-contrib-python-headless, which clashes with ours.
"""

import json
import os
import resource
import signal
import subprocess
from pathlib import Path

import numpy as np

SCRIPT = Path(__file__).with_name("peer_cv2_face.py")
NO_PEER = {"fit": float("nan"), "ask": float("nan"), "rank1": [float("nan")] * 15}


def opencv(folder, kind, faces, codes, splits=(), repeats=3):
    """Return the seconds of a training ("fit") and of a query ("ask"), and rank-1 on splits; NaN without a peer."""
    answer = _run(folder, kind, faces, codes, splits, repeats)
    return NO_PEER if answer is None else json.loads(answer.stdout)


def takes_longer(folder, kind, faces, codes, most):
    """Tell whether a training takes more than so many processor seconds; it is stopped there. None without a peer."""
    answer = _run(folder, kind, faces, codes, repeats=1, most=most)
    return None if answer is None else answer.returncode == -signal.SIGKILL


def _run(folder, kind, faces, codes, splits=(), repeats=3, most=None):
    if "FACEREC_PEER_PYTHON" not in os.environ:
        return None
    arrays = {f"train_{i}": train for i, (train, _) in enumerate(splits)}
    arrays |= {f"test_{i}": test for i, (_, test) in enumerate(splits)}
    np.savez(folder / "faces.npz", faces=faces, codes=codes, **arrays)
    command = [os.environ["FACEREC_PEER_PYTHON"], SCRIPT, folder / "faces.npz", kind, str(repeats)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

    def stop_there():
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))

    limit = None if most is None else stop_there
    return subprocess.run(command, check=most is None, capture_output=True, env=environment, preexec_fn=limit)
