"""Grey TIFF of 10, 12, 14 or 16 bits a pixel.

Pillow 13 reads 12 bits only in some files and gives them as if there were 16, does not know 10 and 14 bits, and ignores
that 16 bits may be stored with white as 0. OpenCV unpacks all of them, with every compression that libtiff knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.TiffImagePlugin import ImageFileDirectory_v2

_MARKS = (b"II*\0", b"MM\0*")
_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _SAMPLES, _KIND = 256, 257, 258, 262, 277, 339  # tags of TIFF 6.0, section 8
_WHITE_IS_ZERO, _BLACK_IS_ZERO = 0, 1
_UNSIGNED = 1
_DEEP = (10, 12, 14, 16)  # bits a pixel that OpenCV 4.14 unpacks


@dataclass(frozen=True)
class DeepTiff:
    """What the header of a grey TIFF says.

    Attributes
    ----------
    size : (width, height)
        In pixels, as stored.
    bits : int
        Bits a pixel.
    white_is_zero : bool
        Whether 0 stands for white instead of black.
    """

    size: tuple[int, int]
    bits: int
    white_is_zero: bool


def deep_tiff(data: bytes) -> DeepTiff | None:
    """Read the header of a grey TIFF of 10, 12, 14 or 16 bits; None for every other file.

    Raises
    ------
    Exception
        One of those that Pillow raises for a damaged header.
    """
    if not data.startswith(_MARKS):
        return None
    tags = ImageFileDirectory_v2(data[:8])
    file = BytesIO(data)
    file.seek(tags.next)
    tags.load(file)
    bits, kind = tags.get(_BITS, (1,)), tags.get(_KIND, (_UNSIGNED,))
    photometric = tags.get(_PHOTOMETRIC, _BLACK_IS_ZERO)
    if tags.get(_SAMPLES, 1) != 1 or len(bits) != 1 or bits[0] not in _DEEP or kind[0] != _UNSIGNED:
        return None
    if photometric not in (_WHITE_IS_ZERO, _BLACK_IS_ZERO):
        return None
    return DeepTiff((int(tags[_WIDTH]), int(tags[_HEIGHT])), int(bits[0]), photometric == _WHITE_IS_ZERO)


def levels_of(data: bytes, header: DeepTiff) -> NDArray[np.uint8]:
    """Return the grey levels of a TIFF, turned as its orientation tag says.

    Returns
    -------
    ndarray of shape (height, width), uint8
        0 is black and 255 white: stored levels, divided by their largest and rounded.

    Raises
    ------
    OSError
        When the pixels are damaged or cut off.
    """
    try:
        stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise OSError(error.err) from error
    if stored is None or stored.dtype != np.uint16 or sorted(stored.shape) != sorted(header.size):
        raise OSError("the pixels of a TIFF are damaged")
    # OpenCV fills up to 16 bits by zeros on the right, and does not look at white_is_zero.
    levels = (np.asarray(stored, np.uint16) >> (16 - header.bits)).astype(np.float32)
    grey: NDArray[np.uint8] = np.rint(levels * np.float32(255 / (2**header.bits - 1))).astype(np.uint8)
    return 255 - grey if header.white_is_zero else grey
