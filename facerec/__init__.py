"""A face-recognition laboratory: see README.md.

The public names can be imported from here; each is loaded when it is first asked for, so that ``import facerec`` and
the command line's ``--help`` stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ROOMS = {
    "facerec.datasets": ("Dataset", "People", "Skipped", "Source", "open_people", "people_from_uploads"),
    "facerec.detection": ("Box", "Crop", "Detection", "HaarCascade", "decide_crop", "make_detector", "tiled"),
    "facerec.features": (
        "HOG",
        "DiscriminantEmphasis",
        "Eigenfaces",
        "Embedding",
        "Fisherfaces",
        "Gabor",
        "HistogramEqualization",
        "LBPHistograms",
        "LBPImage",
        "MinMaxNormalize",
        "Pixels",
        "Resize",
        "TanTriggs",
        "ZScoreNormalize",
    ),
    "facerec.matching": ("METRICS", "NearestNeighbor", "OpenSet", "ScoreFusion", "held_out_scores", "person_distances"),
    "facerec.recipes": ("AUTO", "DEFAULT_RECIPE", "RECIPES", "build"),
    "facerec.recognizer": ("FaceRecognizer", "Match", "Neighbour"),
    "facerec.storage": ("ModelStore", "load", "save"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_ROOM_OF)


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'facerec' has no attribute {name!r}")
    return getattr(import_module(_ROOM_OF[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
