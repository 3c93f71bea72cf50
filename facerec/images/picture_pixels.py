"""Pixels of a picture that Pillow has opened, as an upright RGB array, without a copy of the whole in another form.

Pillow keeps 4 bytes for each pixel of a colour picture. Each copy of the whole in RGBA, float64 or turned adds 3 to 8
bytes, so that 50 megapixels came to 0.9 to 1.4 GB; here bands of rows are converted one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from facerec.errors import PictureError

_BAND_PIXELS = 1_000_000
_ORIENTATION = 0x0112  # tag of EXIF (JEITA CP-3451)
_DEEPEST = 65_535
_SWAPS = (5, 6, 7, 8)  # orientations that swap width and height
_FROM_THE_END = (3, 4, 6, 7)  # the first stored row is the last row or column of the upright picture
_FLIPS = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}  # codes of cv2.flip, for 6 to 8 after rows and columns are swapped

_Scale = Callable[[NDArray[np.float64]], NDArray[np.uint8]]


def upright_rgb(image: Image.Image, name: str) -> NDArray[np.uint8]:
    """Convert a loaded picture: turned as EXIF says, alpha over white, 8 bits a channel.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8 RGB

    Raises
    ------
    PictureError
        When levels are no finite numbers.
    """
    orientation = image.getexif().get(_ORIENTATION, 1)
    width, height = image.size
    swapped = orientation in _SWAPS
    picture = np.empty((width, height, 3) if swapped else (height, width, 3), np.uint8)
    for top, band in _bands(image, name):
        end = top + len(band)
        start, stop = (height - end, height - top) if orientation in _FROM_THE_END else (top, end)
        turned = _turn(band, orientation)
        if swapped:
            picture[:, start:stop] = turned
        else:
            picture[start:stop] = turned
    return picture


def _turn(band: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Turn rows of a picture upright; an orientation that EXIF does not know leaves them as they are."""
    if orientation in _SWAPS:
        band = cv2.transpose(band).astype(np.uint8, copy=False)
    flip = _FLIPS.get(orientation)
    return band if flip is None else cv2.flip(band, flip).astype(np.uint8, copy=False)


def _bands(image: Image.Image, name: str) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Yield the first row of each band and its pixels of shape (rows, width, 3)."""
    deep = image.mode.startswith("I") or image.mode == "F"
    scale = _scale_to_8_bits([_range(band) for _, band in _cut(image)], name) if deep else None
    for top, band in _cut(image):
        if scale:
            yield top, np.repeat(scale(np.asarray(band).astype(np.float64))[..., None], 3, axis=2)
        else:
            yield top, np.asarray(_over_white(band).convert("RGB"))


def has_clear_pixels(image: Image.Image) -> bool:
    """Return whether a pixel is transparent, wholly or in part."""
    if not image.has_transparency_data:
        return False
    image.load()
    return any(np.asarray(band.convert("RGBA").getchannel("A")).min() < 255 for _, band in _cut(image))


def _cut(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Yield the first row of each band and the band as a picture of its own."""
    width, height = image.size
    rows = max(1, _BAND_PIXELS // width)
    for top in range(0, height, rows):
        yield top, image.crop((0, top, width, min(height, top + rows))) if rows < height else image


def _over_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)


def _range(band: Image.Image) -> tuple[float, float, bool]:
    """Return the smallest and the largest level, and whether levels are integers."""
    levels = np.asarray(band)
    return float(levels.min()), float(levels.max()), levels.dtype.kind in "iu"


def _scale_to_8_bits(ranges: list[tuple[float, float, bool]], name: str) -> _Scale:
    """Return what makes 8 bits of levels beyond: by 16 bits, by 0 to 1, as they are, or from smallest to largest."""
    low, high, whole = np.min([first for first, _, _ in ranges]), np.max([last for _, last, _ in ranges]), ranges[0][2]
    if not np.isfinite([low, high]).all():
        raise PictureError(f"{name} has levels that are no numbers; save it with 8 or 16 bits a channel.")
    if whole and low >= 0 and high <= _DEEPEST:
        return lambda levels: (levels / 257 + 0.5).astype(np.uint8)
    if not whole and low >= 0 and high <= 1:
        return lambda levels: (levels * 255 + 0.5).astype(np.uint8)
    if low < 0 or high > 255:
        factor = 255 / (high - low) if high > low else 0.0
        return lambda levels: ((levels - low) * factor + 0.5).astype(np.uint8)
    return lambda levels: (levels + 0.5).astype(np.uint8)
