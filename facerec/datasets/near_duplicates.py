"""Copies, near-duplicates and bursts: pairs are proposed by a perceptual hash and decided on aligned pixels."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from facerec.datasets.grey import grey_faces
from facerec.images import resize
from facerec.progress import Progress, silent

Floats = NDArray[np.float32]
Faces = NDArray[np.uint8]

# Measured on AT&T, by the pairs of a face and its copy: JPEG of quality 30 to 90, halved and enlarged again, 40 levels
# brighter or darker, contrast 0.7 or 1.3, noise of 8 levels, shifted by up to 4 pixels.
PROPOSED = 0.88
"""Cosine of two hashes, from which on a pair is looked at: 99.9 % of copies, 1.3 % of all pairs of faces."""
NEAR_DUPLICATE = 0.984
"""Correlation from which on a pair is one picture: copies have 0.988 or more, the pictures of AT&T 0.978 or less."""
BURST = 0.93
"""Correlation from which on two pictures of a person were shot in one go; turned by 2 degrees, copies keep as much."""

_COMPARED = (80, 64)  # height and width in pixels; AT&T keeps its noise there, which tells shots from copies
_FINE, _COARSE = (
    1.0,
    3.0,
)  # pixels; details between the two are compared: finer ones do not survive JPEG, light is coarse
_FARTHEST = 6.0  # pixels a copy may be shifted by
_MARGIN = 8  # pixels cut off before correlating, so that a shift brings in nothing from beyond the border
_BLOCK = 64  # hashes compared with all others at a time
_MOST_PROPOSED = 30  # pairs a face is looked at in, the most alike first: of a film, neighbours tie all frames together
_TOLD_EVERY = 100  # pairs, some 50 ms
_HASH_SIDE, _FREQUENCIES = 32, 8


@dataclass(frozen=True)
class Pair:
    """Two alike faces.

    Attributes
    ----------
    first, second : int
        Rows, the smaller first.
    correlation : float
        1 for the same pixels.
    exact : bool
        Whether all pixels are the same.
    """

    first: int
    second: int
    correlation: float
    exact: bool


def alike_pairs(faces: Faces, names: NDArray[np.str_], *, progress: Progress = silent) -> list[Pair]:
    """Find pairs of faces that are one picture, and pictures of one person that were shot in one go.

    Parameters
    ----------
    faces : ndarray of shape (n_faces, height, width) or (n_faces, height, width, 3), uint8
    names : ndarray of shape (n_faces,)
    progress : Progress

    Returns
    -------
    list of Pair
        Of one person from `BURST` on, of two people from `NEAR_DUPLICATE` on.
    """
    first_with = _first_with_these_pixels(faces)
    distinct = np.flatnonzero(first_with == np.arange(len(faces)))
    pairs = [Pair(int(first), row, 1.0, True) for row, first in enumerate(first_with) if first != row]
    greys = grey_faces(faces[distinct])
    details = [_details(face) for face in greys]
    proposed = _proposed(np.stack([perceptual_hash(face) for face in greys]))
    for done, (first, second) in enumerate(proposed):
        if done % _TOLD_EVERY == 0:
            progress("Comparing faces", done, len(proposed))
        correlation = _correlation(details[first], details[second])
        one, other = int(distinct[first]), int(distinct[second])
        if correlation >= (BURST if names[one] == names[other] else NEAR_DUPLICATE):
            pairs.append(Pair(one, other, correlation, False))
    progress("Comparing faces", len(proposed), len(proposed))
    return pairs


def perceptual_hash(face: Faces) -> Floats:
    """Describe what a face looks like from afar, before it is rounded to the bits of the DCT hash [1]_.

    Parameters
    ----------
    face : ndarray of shape (height, width), uint8

    Returns
    -------
    ndarray of shape (63,), float32
        The lowest 8 by 8 frequencies of the 32 by 32 picture without the mean, of length 1; zeros for an even face. On
        AT&T the product of two finds shifted copies among fewer pairs than the distance of their signs.

    References
    ----------
    .. [1] Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010
    """
    small = resize(face, (_HASH_SIDE, _HASH_SIDE)).astype(np.float32)
    low = np.asarray(cv2.dct(small)[:_FREQUENCIES, :_FREQUENCIES], np.float32).ravel()[1:]
    length = float(np.linalg.norm(low))
    return low / np.float32(length) if length > 1e-3 else np.zeros_like(low)


def groups(
    faces: Faces, names: NDArray[np.str_], *, progress: Progress = silent
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give pictures that belong together the same number; folds that keep the numbers together leak nothing.

    Parameters
    ----------
    faces : ndarray of shape (n_faces, height, width) or (n_faces, height, width, 3), uint8
    names : ndarray of shape (n_faces,)
    progress : Progress
        May raise to stop; 400 faces take half a second.

    Returns
    -------
    copies, bursts : ndarray of shape (n_faces,), int64
        Numbers that only copies share, and numbers that shots of one burst share, too.
    """
    if not len(faces):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    pairs = alike_pairs(faces, names, progress=progress)
    copies = [pair for pair in pairs if pair.correlation >= NEAR_DUPLICATE]
    return groups_of(copies, len(faces)), groups_of(pairs, len(faces))


def groups_of(pairs: list[Pair], n_faces: int) -> NDArray[np.int64]:
    """Give faces numbers by the pairs that tie them together, directly or through others."""
    rows, columns = np.array([(pair.first, pair.second) for pair in pairs], int).reshape(-1, 2).T
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(n_faces, n_faces))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _first_with_these_pixels(faces: Faces) -> NDArray[np.intp]:
    """Return for each face the first row that has the same pixels, often its own."""
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(hashlib.sha256(face.tobytes()).digest(), row) for row, face in enumerate(faces)])


def _proposed(hashes: Floats) -> NDArray[np.intp]:
    """Return pairs of rows (n_pairs, 2), the smaller first, that look alike from afar."""
    found = [np.empty((0, 2), np.intp)]
    for start in range(0, len(hashes), _BLOCK):
        alike = hashes[start : start + _BLOCK] @ hashes.T
        rows = np.arange(len(alike))[:, None]
        alike[rows, rows + start] = -1  # not with itself
        nearest = np.argpartition(-alike, min(_MOST_PROPOSED, len(hashes) - 1), axis=1)[:, :_MOST_PROPOSED]
        at, place = np.nonzero(alike[rows, nearest] >= PROPOSED)
        found.append(np.sort(np.stack([at + start, nearest[at, place]], axis=1), axis=1))
    return np.unique(np.concatenate(found), axis=0)


def _details(face: Faces) -> Floats:
    """Keep what tells shots apart: neither light nor what a JPEG loses."""
    small = resize(face, _COMPARED).astype(np.float32)
    band = cv2.GaussianBlur(small, (0, 0), _FINE) - cv2.GaussianBlur(small, (0, 0), _COARSE)
    return np.asarray(band, np.float32)


def _correlation(first: Floats, second: Floats) -> float:
    """Correlate two faces after taking the shift between them back, found by phase correlation.

    References
    ----------
    .. [1] Kuglin & Hines, "The phase correlation image alignment method", 1975
    """
    height, width = first.shape
    window = cv2.createHanningWindow((width, height), cv2.CV_32F)
    (right, down), _ = cv2.phaseCorrelate(first.copy(), second.copy(), window)  # it changes what it is given
    as_is = _normalised(first, second)
    if not (abs(right) <= _FARTHEST and abs(down) <= _FARTHEST):
        return as_is
    # Interpolation blurs the one that is moved, which can make two shots look alike: so each is moved in turn.
    there, back = _moved(second, right, down), _moved(first, -right, -down)
    return max(as_is, min(_normalised(first, there), _normalised(back, second)))


def _moved(face: Floats, right: float, down: float) -> Floats:
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(face, matrix, face.shape[::-1], flags=flags), np.float32)


def _normalised(first: Floats, second: Floats) -> float:
    """Correlate the insides of two faces; 0 where one of them is even."""
    inside = slice(_MARGIN, -_MARGIN)
    first, second = first[inside, inside], second[inside, inside]
    first, second = first - first.mean(), second - second.mean()
    lengths = float(np.sqrt(np.sum(first * first) * np.sum(second * second)))
    return float(np.sum(first * second)) / lengths if lengths > 1e-3 else 0.0
