"""Which of nearly the same pictures is the best one."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from facerec.datasets import Dataset
from facerec.datasets.grey import grey_faces
from facerec.evaluation.doctor.files import Look
from facerec.evaluation.doctor.pixels import sharpness

WORSE = 0.75
"""Of the best, below which a picture is worse. On AT&T, copies shrunk to 0.8 or blurred by a pixel keep 0.72 of their
sharpness at most, those in JPEG of quality 30 keep 0.94 or more; noise of 8 levels adds what leaves the original 0.77
or more."""

_NOISE = 1.0  # pixels: noise is finer and would count as sharp


def best_copy(dataset: Dataset, rows: Sequence[int], looks: Sequence[Look] | None) -> tuple[int, str]:
    """Choose the sharpest of near copies, of equally sharp ones that of the largest face, of equal ones the first.

    Parameters
    ----------
    dataset : Dataset
    rows : sequence of int
    looks : sequence of Look, optional
        For each row of the data set; without, nobody knows how large the faces were.

    Returns
    -------
    row : int
    why : str
        For the end of a sentence.
    """
    faces = grey_faces(dataset.faces[list(rows)])
    sharp = sharpness(np.stack([cv2.GaussianBlur(face, (0, 0), _NOISE) for face in faces]))
    widths = np.array([looks[row].face_width if looks else 1 for row in rows])
    as_sharp = sharp >= WORSE * sharp.max()
    widest = widths[as_sharp].max()
    best = int(np.flatnonzero(as_sharp & (widths >= WORSE * widest))[0])
    if not as_sharp.all():
        why = f"the sharpest: the least sharp has {100 * sharp.min() / sharp[best]:.0f} % of its sharpness"
    elif widths.min() < WORSE * widest:
        why = f"whose face is {widths[best]} pixels wide, in the smallest {widths.min()}"
    else:
        why = "the first, as they are equally sharp"
    return rows[best], why
