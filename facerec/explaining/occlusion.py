"""Which parts of a face a name hangs on: parts are covered, and the method is asked again [1]_.

References
----------
.. [1] Zeiler & Fergus, "Visualizing and Understanding Convolutional Networks", 2014, doi:10.1007/978-3-319-10590-1_53
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from facerec.errors import BadParameter
from facerec.matching import person_distances

_TOGETHER = 32  # covered faces at a time, which bounds the memory


def occlusion(
    pipeline: Pipeline,
    face: NDArray[np.uint8],
    nearest: Any,
    runner_up: Any,
    *,
    resolution: int = 14,
    patch: float = 0.2,
) -> NDArray[np.float64]:
    """Measure what covering each part of a face takes off the margin between two people.

    A square in the face's mean colour slides over it. Any method will do; it is asked about resolution^2 faces, or up
    to half as many more where the face is higher than wide.

    Parameters
    ----------
    pipeline : Pipeline
        Fitted; ends in a classifier.
    face : ndarray of shape (height, width) or, in colour, (height, width, 3), uint8
    nearest, runner_up : str
        Names that the classifier knows.
    resolution : int, default=14
        Places of the square from left to right, 1 to 64.
    patch : float in (0, 1], default=0.2
        Side of the square, as a share of the shorter side of the face.

    Returns
    -------
    ndarray of shape (height, width), float64
        At each pixel, the mean over all squares that cover it of the margin of the whole face less that of the covered
        one: positive where the face speaks for the nearest, negative where for the runner-up. In units of the distance;
        the sum has no meaning.

    Raises
    ------
    BadParameter
    """
    if not (1 <= resolution <= 64 and 0 < patch <= 1):
        raise BadParameter(f"resolution is {resolution!r} (1 to 64) and patch {patch!r} (above 0, at most 1).")
    height, width = face.shape[:2]
    side = max(1, round(patch * min(height, width)))
    rows = np.linspace(0, height - side, min(64, max(1, round(resolution * height / width)))).round().astype(int)
    columns = np.linspace(0, width - side, resolution).round().astype(int)
    places = [(slice(top, top + side), slice(left, left + side)) for top in rows for left in columns]
    asked = [name == pipeline.classes_ for name in (nearest, runner_up)]
    whole = _margins(pipeline, face[None], *asked)[0]
    lost, covered = np.zeros((height, width)), np.zeros((height, width))
    for start in range(0, len(places), _TOGETHER):
        some = places[start : start + _TOGETHER]
        faces = np.repeat(face[None], len(some), axis=0)
        for one, place in zip(faces, some, strict=True):
            one[place] = face.mean(axis=(0, 1)).round()
        for margin, place in zip(_margins(pipeline, faces, *asked), some, strict=True):
            lost[place] += whole - margin
            covered[place] += 1
    return np.divide(lost, covered, out=np.zeros_like(lost), where=covered > 0)


def _margins(
    pipeline: Pipeline, faces: NDArray[np.uint8], nearest: NDArray[np.bool_], runner_up: NDArray[np.bool_]
) -> NDArray[np.floating[Any]]:
    distances = person_distances(pipeline, faces)
    return np.asarray((distances[:, runner_up] - distances[:, nearest])[:, 0])
