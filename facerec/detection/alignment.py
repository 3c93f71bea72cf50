"""Faces brought upright: rotated, scaled and cut so that their landmarks land where they always do."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.detection.detector import Box, Detection
from facerec.detection.eyes import find_eyes
from facerec.images import Face, Picture, to_grey

EYES = np.array([[0.29, 0.38], [0.71, 0.38]])
"""Where the eyes land, in shares of a face's width and height: brows to chin and no background, as in AT&T."""

EYES_IN_BOX = np.array([[0.31, 0.39], [0.69, 0.39]])
"""Where they are on average in the box of a Haar cascade; stands in for eyes that are not found."""

FACE_SIZE = (112, 92)
"""Height and width of a face cut by detection; that of AT&T, for which published figures exist."""

FIVE_SIZE = (112, 112)
"""Height and width of a face aligned by five points."""

FIVE_POINTS = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
"""Where eyes, nose and corners of the mouth land there, in pixels: the mean face of ArcFace (Deng et al., 2019,
doi:10.1109/CVPR.2019.00482), on which SFace and its like were trained."""

FOUR_POINTS = ((FIVE_POINTS[[0, 1, 3, 4]] - 56) * 1.05 + [46, 56]) / FACE_SIZE[::-1]
"""Targets of eyes and corners of the mouth, in shares of a face's width and height: the mean face, 1.05 times as large.
The tip of the nose is left out because it moves sideways where the head turns: nine recipes name 1.5 % more photographs
of 30 people without it (mean of 3 seeds of 6 folds)."""


def align(picture: NDArray[np.uint8], detection: Detection, size: tuple[int, int] = FACE_SIZE) -> Face:
    """Rotate, scale and cut a face so that its eyes land on `EYES`.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8
    detection : Detection
        Its landmarks give the eyes; without, they are searched for in the box, and where they are not found taken to
        be where they mostly are.
    size : (height, width)

    Returns
    -------
    ndarray of shape (height, width), uint8
        Grey; beyond the picture its border goes on.
    """
    grey = to_grey(picture) if picture.ndim == 3 else picture
    matrix = _upright(_eyes(grey, detection), EYES * size[::-1], detection.box)
    return _warped(grey, matrix, size, cv2.BORDER_REPLICATE)


def align_four(picture: NDArray[np.uint8], detection: Detection, size: tuple[int, int] = FACE_SIZE) -> Face:
    """Rotate, scale and cut a face so that eyes and corners of the mouth come as near to `FOUR_POINTS` as possible.

    Two eyes alone give a wrong scale where the head is turned, as their distance shrinks; with the mouth the height of
    the face counts as well.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3) or (height, width), uint8
    detection : Detection
        With fewer than five landmarks the eyes alone decide, found as in `align`.
    size : (height, width)
        In other proportions than `FACE_SIZE`, the face is as large as fits and in the centre.

    Returns
    -------
    ndarray of shape (height, width), uint8
        Grey; the border of the picture is repeated beyond it.
    """
    grey = to_grey(picture) if picture.ndim == 3 else picture
    scale = min(size[0] / FACE_SIZE[0], size[1] / FACE_SIZE[1])
    centre = np.array(size[::-1]) / 2
    targets = (FOUR_POINTS - 0.5) * FACE_SIZE[::-1] * scale + centre
    if detection.landmarks is not None and len(detection.landmarks) == 5:
        matrix = _upright(detection.landmarks[[0, 1, 3, 4]], targets, detection.box)
    else:
        matrix = _upright(_eyes(grey, detection), targets[:2], detection.box)
    return _warped(grey, matrix, size, cv2.BORDER_REPLICATE)


def align_five(picture: Picture, detection: Detection) -> Picture:
    """Rotate, scale and cut a face so that its five landmarks come as near to `FIVE_POINTS` as they can.

    Equal to ``cv2.FaceRecognizerSF.alignCrop``, except that a face more than twice as large is blurred before, so that
    no detail is lost between sampled points.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
    detection : Detection
        With fewer than five landmarks the eyes alone decide, found as in `align`.

    Returns
    -------
    ndarray of shape (112, 112, 3), uint8 RGB
        Black beyond the picture.
    """
    if detection.landmarks is not None and len(detection.landmarks) == 5:
        matrix = _upright(detection.landmarks, FIVE_POINTS, detection.box)
    else:
        matrix = _upright(_eyes(to_grey(picture), detection), FIVE_POINTS[:2], detection.box)
    return _warped(picture, matrix, FIVE_SIZE, cv2.BORDER_CONSTANT)


def similarity(points: NDArray[np.floating], targets: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the rotation, scaling and shift that brings points nearest to targets, by least squares [1]_.

    Parameters
    ----------
    points, targets : ndarray of shape (n, 2), n >= 2

    Returns
    -------
    ndarray of shape (2, 3), float64
        To be multiplied with (x, y, 1).

    References
    ----------
    .. [1] Umeyama, "Least-squares estimation of transformation parameters between two point patterns", 1991,
           doi:10.1109/34.88573; in the plane it is one division of complex numbers.
    """
    start, end = (each.astype(np.float64) @ [1, 1j] for each in (points, targets))
    apart = start - start.mean()
    turn = np.vdot(apart, end - end.mean()) / max(np.vdot(apart, apart).real, 1e-6)
    shift = end.mean() - turn * start.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def _upright(points: NDArray[np.floating], targets: NDArray[np.floating], box: Box) -> NDArray[np.float64]:
    """Return the similarity for landmarks; where they fall together, that for eyes where they mostly are in the box."""
    matrix = similarity(points, targets)
    sound = 1e-3 < np.hypot(*matrix[:, 0]) < 1e3
    return matrix if sound else similarity(_eyes_of(box), targets[:2])


def _eyes(grey: Face, detection: Detection) -> NDArray[np.floating]:
    if detection.landmarks is not None:
        return detection.landmarks[:2]
    found = find_eyes(grey, detection.box)
    return found if found is not None else _eyes_of(detection.box)


def _eyes_of(box: Box) -> NDArray[np.float64]:
    return EYES_IN_BOX * [box.width, box.height] + [box.left, box.top]


def _warped(
    picture: NDArray[np.uint8], matrix: NDArray[np.float64], size: tuple[int, int], border: int
) -> NDArray[np.uint8]:
    scale = float(np.hypot(*matrix[:, 0]))
    picture, matrix = _around(picture, matrix, size)
    if scale < 0.5:  # a warp samples points; blur first, so that none of a large face is missed
        picture = cv2.GaussianBlur(picture, (0, 0), 0.4 / max(scale, 1e-3)).astype(np.uint8, copy=False)
    face = cv2.warpAffine(picture, matrix, size[::-1], flags=cv2.INTER_LINEAR, borderMode=border)
    return face.astype(np.uint8, copy=False)


def _around(
    picture: NDArray[np.uint8], matrix: NDArray[np.float64], size: tuple[int, int]
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Cut out what a warp needs: blurring a whole photo takes long, and OpenCV warps at most 32,767 pixels a side."""
    height, width = size
    linear, shift = matrix[:, :2], matrix[:, 2:]
    corners = np.linalg.inv(linear) @ (np.array([[0, width, 0, width], [0, 0, height, height]]) - shift)
    margin = 4 + 2 / np.sqrt(np.linalg.det(linear))  # more than the blur reaches
    last = np.array(picture.shape[1::-1]) - 1
    left, top = low = np.clip(corners.min(axis=1) - margin, 0, last).astype(int)
    right, bottom = np.clip(corners.max(axis=1) + margin, 0, last).astype(int) + 1
    return picture[top:bottom, left:right], np.hstack([linear, shift + linear @ low[:, None]])
