"""What happens to pictures between the camera and the recognizer, in thirteen kinds and five levels each.

Levels go from hardly visible to severe, as in the common corruptions of [1]_; sizes are shares of the face, so that
large and small faces are changed alike.

References
----------
.. [1] Hendrycks & Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations", 2019,
       arXiv:1903.12261
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.errors import BadParameter

Face = NDArray[np.uint8]
Random = np.random.Generator

LEVELS = (1, 2, 3, 4, 5)

_EYES = (0.2, 0.5)  # top and bottom of the band, as shares of the height of an aligned face
_MOUTH = (0.65, 0.9)


@dataclass(frozen=True)
class Perturbation:
    """One way to spoil a face.

    Attributes
    ----------
    title : str
    amounts : tuple of five numbers
        From level 1 to 5.
    unit : str
        What the amounts are.
    change : callable
        Face (height, width) or (height, width, 3) uint8, amount and generator -> the face, changed.
    """

    title: str
    amounts: tuple[float, ...]
    unit: str
    change: Callable[[Face, float, Random], Face]


def perturb(faces: NDArray[np.uint8], kind: str, level: int, seed: int = 0) -> NDArray[np.uint8]:
    """Spoil every face in one way.

    Parameters
    ----------
    faces : ndarray of shape (n_faces, height, width) or (n_faces, height, width, 3), uint8
    kind : str
        A name in `PERTURBATIONS`.
    level : int
        From 0, which changes nothing, to 5.
    seed : int, default=0
        For what is drawn; a face is changed alike whatever other faces there are beside those before it.

    Returns
    -------
    ndarray in the shape of the faces, uint8

    Raises
    ------
    BadParameter
    """
    if kind not in PERTURBATIONS or not 0 <= level <= len(LEVELS):
        raise BadParameter(
            f"There is no level {level} of {kind!r}; choose a level from 0 to 5 of one of {', '.join(PERTURBATIONS)}."
        )
    if level == 0:
        return faces.copy()
    perturbation = PERTURBATIONS[kind]
    amount = perturbation.amounts[level - 1]
    random = np.random.default_rng(seed)
    return np.stack([perturbation.change(face, amount, random) for face in faces])


def example(face: Face, kind: str, level: int) -> Face:
    """Return one face, spoiled, to be shown; as `perturb`."""
    return np.asarray(perturb(face[None], kind, level)[0])


def _grey_levels(values: NDArray[Any]) -> Face:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def _blur(face: Face, amount: float, random: Random) -> Face:
    return np.asarray(cv2.GaussianBlur(face, (0, 0), amount * face.shape[0]), np.uint8)


def _noise(face: Face, amount: float, random: Random) -> Face:
    return _grey_levels(face + random.normal(0, amount, face.shape))


def _brightness(face: Face, amount: float, random: Random) -> Face:
    return _grey_levels(face + random.choice([-1, 1]) * amount)


def _contrast(face: Face, amount: float, random: Random) -> Face:
    return _grey_levels(face.mean() + (face.astype(float) - face.mean()) * amount)


def _gamma(face: Face, amount: float, random: Random) -> Face:
    return _grey_levels(255 * (face / 255) ** (amount ** random.choice([-1.0, 1.0])))


def _jpeg(face: Face, amount: float, random: Random) -> Face:
    _, data = cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, int(amount)])
    decoded = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE if face.ndim == 2 else cv2.IMREAD_COLOR)
    return np.asarray(decoded, np.uint8)


def _downscaling(face: Face, amount: float, random: Random) -> Face:
    height, width = face.shape[:2]
    small = cv2.resize(
        face, (max(1, round(width * amount)), max(1, round(height * amount))), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _rotation(face: Face, amount: float, random: Random) -> Face:
    height, width = face.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), float(random.choice([-1, 1]) * amount), 1.0)
    return _moved(face, turn)


def _shift(face: Face, amount: float, random: Random) -> Face:
    angle = random.uniform(0, 2 * np.pi)
    offset = amount * face.shape[1] * np.array([np.cos(angle), np.sin(angle)])
    return _moved(face, np.column_stack([np.eye(2), offset]))


def _moved(face: Face, matrix: NDArray[Any]) -> Face:
    """Warp; what comes in from outside repeats the edge, as it does where a crop reaches over its picture."""
    height, width = face.shape[:2]
    moved = cv2.warpAffine(face, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def _eyes(face: Face, amount: float, random: Random) -> Face:
    return _bar(face, _EYES, amount)


def _mouth(face: Face, amount: float, random: Random) -> Face:
    return _bar(face, _MOUTH, amount)


def _bar(face: Face, band: tuple[float, float], amount: float) -> Face:
    """Lay a black bar over the middle of a band, as wide as the face, so much of the band's height."""
    height, middle = face.shape[0], sum(band) / 2
    reach = amount * (band[1] - band[0]) / 2
    covered = face.copy()
    covered[round((middle - reach) * height) : round((middle + reach) * height)] = 0
    return covered


def _square(face: Face, amount: float, random: Random) -> Face:
    height, width = face.shape[:2]
    side = min(round(np.sqrt(amount * height * width)), height, width)
    top, left = random.integers(0, height - side + 1), random.integers(0, width - side + 1)
    covered = face.copy()
    covered[top : top + side, left : left + side] = 0
    return covered


def _light(face: Face, amount: float, random: Random) -> Face:
    """Light one side and darken the other."""
    width = face.shape[1]
    gains = 1 + random.choice([-1, 1]) * amount * np.linspace(-1, 1, width)
    return _grey_levels(face * (gains[None, :, None] if face.ndim == 3 else gains))


PERTURBATIONS: dict[str, Perturbation] = {
    "blur": Perturbation("Blur", (0.01, 0.02, 0.03, 0.045, 0.06), "standard deviation, share of the height", _blur),
    "noise": Perturbation("Noise", (5, 10, 20, 35, 50), "standard deviation in grey levels", _noise),
    "brightness": Perturbation("Brightness", (15, 30, 50, 75, 100), "grey levels, up or down", _brightness),
    "contrast": Perturbation("Contrast", (0.8, 0.6, 0.4, 0.25, 0.15), "share that is left", _contrast),
    "gamma": Perturbation("Gamma", (1.2, 1.5, 2.0, 2.8, 4.0), "exponent, or one over it", _gamma),
    "jpeg": Perturbation("JPEG", (50, 25, 15, 8, 4), "quality", _jpeg),
    "downscaling": Perturbation("Downscaling", (0.5, 0.33, 0.25, 0.18, 0.12), "share of the width", _downscaling),
    "rotation": Perturbation("Rotation", (3, 6, 10, 15, 25), "degrees, left or right", _rotation),
    "shift": Perturbation("Shift of the crop", (0.02, 0.04, 0.07, 0.1, 0.15), "share of the width", _shift),
    "eyes": Perturbation("Eyes covered", (0.2, 0.4, 0.6, 0.8, 1.0), "share of the band of the eyes", _eyes),
    "mouth": Perturbation("Mouth covered", (0.2, 0.4, 0.6, 0.8, 1.0), "share of the band of the mouth", _mouth),
    "square": Perturbation("Something covered", (0.03, 0.06, 0.1, 0.16, 0.25), "share of the face", _square),
    "light": Perturbation("Light from a side", (0.15, 0.3, 0.5, 0.7, 0.9), "gain at the sides", _light),
}
"""By name; occlusion is there in three: eyes, mouth, and a square anywhere."""
