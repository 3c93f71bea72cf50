"""Cropped grey faces for benchmarks, stored so that the detector works once.

FACEREC_BENCH_CACHE names the folder; the default is facerec-benchmarks in the folder for temporary files.
"""

import os
import tempfile
from pathlib import Path

import numpy as np

from facerec.datasets import load, open_people
from facerec.detection import decide_crop

CACHE = Path(os.environ.get("FACEREC_BENCH_CACHE", Path(tempfile.gettempdir()) / "facerec-benchmarks"))
SAMPLE_PEOPLE = Path(__file__).parents[2] / "sample_data" / "people.csv"


def stored(name, make):
    """Return the arrays that `make` returns by name, from a file where it was called before."""
    file = CACHE / f"{name}.npz"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        np.savez(file, **make())
    with np.load(file) as arrays:
        return dict(arrays)


def cropped(name, source):
    """Return faces, shape (n_faces, height, width), and numbers of people, as training crops them by default."""

    def make():
        people = open_people(source)
        loaded = load(people, decide_crop("auto", people, None, detector=None, colour=False).face)
        return {"faces": loaded.faces, "codes": np.unique(loaded.names, return_inverse=True)[1]}

    arrays = stored(f"{name}-faces", make)
    return arrays["faces"], arrays["codes"]
