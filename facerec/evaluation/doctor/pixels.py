"""Blur and exposure: what the pixels of a face alone can tell."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.datasets import Dataset
from facerec.datasets.grey import grey_faces
from facerec.evaluation.doctor.finding import Finding, about
from facerec.images import resize

# Sharpness on AT&T: 0.060 to 1.23, its median 0.43; blurred with a sigma of 1.5 pixels at most 0.023, of 2 0.010.
BLURRED = 0.012
"""Sharpness below which a face is blurred, whatever the others are: a sigma of 2 pixels at 92 x 112."""
BLURRED_AMONG = 4.0
"""Robust standard deviations below the median [1], of log sharpness; 3.5 is usual, AT&T's least sharp has 3.4."""
BLURRED_SHARE = 0.25
"""Of the median sharpness: where all are alike, a standard deviation is a difference that nobody sees."""

DARK = 80.0
"""Grey level that only 2 % of the inner face exceed, whatever the colour of the skin; sample people have 89 or more,
exposed four stops too little 69 or less."""
WHITE = 247
"""Grey level from which on a pixel is nearly white, after ISO/IEC 29794-5 (face image quality)."""
BRIGHT_SHARE = 0.2
"""Of the inner face; AT&T has none, 2.5 times as bright 0.38 or more."""
FLAT = 8.0
"""Standard deviation of the inner face in grey levels; AT&T has 20 or more."""

_LARGEST_HEIGHT = 112  # pixels: sharpness is compared at the size at which it was measured, or smaller
_INNER = (slice(25, 85), slice(20, 80))  # per cent of height and width: no hair, no background


def sharpness(faces: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Measure the variance of the Laplacian [1]_, as a share of the variance of the face, so that light is no matter.

    Parameters
    ----------
    faces : ndarray of shape (n_faces, height, width), uint8

    Returns
    -------
    ndarray of shape (n_faces,), float64
        0 for an even face.

    References
    ----------
    .. [1] Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy: a comparative study", 2000,
           doi:10.1109/ICPR.2000.903548
    """
    values = np.zeros(len(faces))
    for row, face in enumerate(faces):
        height, width = face.shape
        scale = min(1.0, _LARGEST_HEIGHT / height)
        small = resize(face, (round(height * scale), max(3, round(width * scale)))).astype(np.float32)
        spread = float(small.var())
        edges = np.asarray(cv2.Laplacian(small, cv2.CV_32F))
        values[row] = float(edges.var()) / spread if spread > 1 else 0.0
    return values


def pixel_findings(dataset: Dataset) -> Iterator[Finding]:
    """Tell of faces that are blurred, too dark, too bright or without contrast.

    References
    ----------
    .. [1] Iglewicz & Hoaglin, "How to detect and handle outliers", 1993
    """
    if not len(dataset.faces):
        return
    faces = grey_faces(dataset.faces)
    yield from _exposed_wrongly(dataset, faces)
    sharp = sharpness(faces)
    median = float(np.median(sharp))
    for row in np.flatnonzero(_blurred(sharp)).tolist():
        share = sharp[row] / median if median > 0 else 1.0
        sentence = f"A blurred face of {dataset.names[row]}: {100 * share:.1f} % of the sharpness of the median face."
        yield about(dataset, "blur", [row], share, sentence, [row])


def _blurred(sharp: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Compare with a fixed limit and with the other faces; an even face (0) is no blurred one."""
    real = sharp > 0
    if not real.any():
        return real
    log = np.log(np.where(real, sharp, 1.0))
    median = np.median(log[real])
    deviation = 1.4826 * np.median(np.abs(log[real] - median))  # as a standard deviation, for normal values
    among = (median - log > BLURRED_AMONG * deviation) & (log < median + np.log(BLURRED_SHARE))
    blurred: NDArray[np.bool_] = real & (among | (sharp < BLURRED))
    return blurred


def _exposed_wrongly(dataset: Dataset, faces: NDArray[np.uint8]) -> Iterator[Finding]:
    height, width = faces.shape[1:]
    rows, columns = (
        slice(side * part.start // 100, max(side * part.stop // 100, 1))
        for side, part in zip((height, width), _INNER, strict=True)
    )
    inner = faces[:, rows, columns].reshape(len(faces), -1)
    light, white, contrast = np.quantile(inner, 0.98, axis=1), (inner >= WHITE).mean(axis=1), inner.std(axis=1)
    for row, name in enumerate(dataset.names):
        if light[row] < DARK:
            sentence = f"A face of {name} is too dark: its lightest parts have {light[row]:.0f} grey levels of 255."
            yield about(dataset, "dark", [row], light[row], sentence, [row])
        elif white[row] > BRIGHT_SHARE:
            sentence = f"A face of {name} is too bright: {100 * white[row]:.0f} % of it is nearly white."
            yield about(dataset, "bright", [row], white[row], sentence, [row])
        elif contrast[row] < FLAT:
            sentence = f"A face of {name} is almost without contrast: it varies by {contrast[row]:.1f} grey levels."
            yield about(dataset, "flat", [row], contrast[row], sentence, [row])
