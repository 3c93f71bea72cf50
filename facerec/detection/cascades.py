"""OpenCV's cascade files, each opened once for every thread that needs it at the same time."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

import cv2

from facerec.pool import Pool


def cascade(file: str) -> AbstractContextManager[cv2.CascadeClassifier]:
    """Lend a classifier to one caller: OpenCV's are not safe to share."""
    return _pool(file).one()


@cache
def digest(file: str) -> str:
    """Return the SHA-256 of a cascade file, in hex."""
    return hashlib.sha256(_path(file).read_bytes()).hexdigest()


@cache
def _pool(file: str) -> Pool[cv2.CascadeClassifier]:
    return Pool(lambda: cv2.CascadeClassifier(str(_path(file))))


def _path(file: str) -> Path:
    return Path(cv2.__file__).parent / "data" / file
