"""Decoded pictures and faces: make grey, resize, encode."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from facerec.errors import PictureError

Picture = NDArray[np.uint8]
"""(height, width, 3) uint8 RGB."""

Face = NDArray[np.uint8]
"""(height, width) uint8 grey."""


def to_grey(picture: Picture) -> Face:
    """Return the luma of a picture (ITU-R BT.601), shape (height, width), uint8."""
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)


def resize(face: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Scale a picture or face to (height, width): by area where it shrinks, linearly where it grows."""
    height, width = size
    if face.shape[:2] == (height, width):
        return face
    shrinks = height * width < face.shape[0] * face.shape[1]
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(face, (width, height), interpolation=interpolation).astype(np.uint8, copy=False)


def shrunk(picture: NDArray[np.uint8], longest: int) -> tuple[NDArray[np.uint8], float]:
    """Return a picture whose longer side is `longest` pixels at most, and by how much it was scaled."""
    height, width = picture.shape[:2]
    scale = min(1.0, longest / max(height, width))
    return resize(picture, (max(1, round(height * scale)), max(1, round(width * scale)))), scale


def encode(picture: NDArray[np.uint8], format: str = "png") -> bytes:
    """Encode a picture or a face as ``"png"`` or ``"jpeg"`` (quality 92)."""
    if picture.ndim == 3:
        picture = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)
    parameters = [cv2.IMWRITE_JPEG_QUALITY, 92] if format == "jpeg" else []
    done, data = cv2.imencode(f".{format}", picture, parameters)
    if not done:
        raise PictureError(f"A picture of shape {picture.shape} cannot be written as {format}.")
    return data.tobytes()
