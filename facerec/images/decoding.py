"""The only way in for picture bytes: decode with limits.

Every byte is taken for hostile. Limits are checked on the header before anything is decoded, only the formats listed
here are tried, and whatever a decoder complains of, warnings included, becomes one `PictureError` that names the file.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from typing import Protocol, TypeVar

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from facerec.errors import FacerecError, PictureError, PictureTooLarge, UnsupportedPicture
from facerec.images.decoding_budget import BUDGET
from facerec.images.deep_tiff import deep_tiff, levels_of
from facerec.images.picture_bounds import bmp_size, check_headers, check_pixels, has_bmp_runs
from facerec.images.picture_formats import ALLOWED, FORMATS, is_heic, kind_of, reads_heic
from facerec.images.picture_pixels import has_clear_pixels, upright_rgb
from facerec.images.pictures import Picture
from facerec.images.portable_maps import is_portable_map, read_portable_map, size_of_portable_map
from facerec.progress import Progress, silent
from facerec.settings import settings

# Pillow warns of damage and reads on; here damage is an error, but for the notes in a JPEG, which are left out. Set
# once for the process, since warnings.catch_warnings is not safe with threads. Its own limit on pixels only warns, too.
warnings.filterwarnings("error", category=UserWarning, module=r"PIL\.")
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# What Pillow's decoders are known to raise on damaged files.
_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    AttributeError,
    OverflowError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    SyntaxError,
    UserWarning,
    struct.error,
    zlib.error,
)

_JPEG = b"\xff\xd8"
_NOTES = range(0xE1, 0xEE)  # APP0 and APP14 stay: they say how the colours are stored

T = TypeVar("T")


class Readable(Protocol):
    """A file by name whose bytes can be had."""

    @property
    def name(self) -> str:
        """Return the name to be told in errors."""

    @property
    def read(self) -> Callable[[], bytes]:
        """Return what fetches the bytes."""


def decode(data: bytes, name: str = "picture") -> Picture:
    """Decode a picture: first frame, turned as EXIF says, alpha over white, 8 bits a channel.

    Parameters
    ----------
    data : bytes
        A whole file: JPEG, PNG, WebP, BMP, GIF, PGM/PPM, TIFF, or AVIF where Pillow reads it, or HEIC where pi-heif or
        pillow-heif is installed.
    name : str
        The file's name, for errors.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8 RGB
        A JPEG with unreadable EXIF is given as it is stored.
        Grey levels of 10 to 16 bits are divided by the largest that their bits allow; other levels beyond 8 bits are
        stretched from their smallest to their largest.

    Raises
    ------
    PictureTooLarge
        More bytes or pixels than the settings allow; pixels are counted before decoding.
    UnsupportedPicture
        Not one of the formats above.
    PictureError
        Empty, truncated or damaged.
    """
    _check_bytes(data, name)
    try:
        try:
            return _decode(data, name)
        except (UserWarning, struct.error):  # of EXIF: it warns of most faults, and stumbles over some
            if not data.startswith(_JPEG):
                raise
            return _decode(_without_notes(data), name)  # EXIF or previews are faulty, but not the picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge(
            f"{name} declares more pixels than are read, at most {settings().max_picture_pixels / 1e6:g} megapixels."
            " Save it smaller."
        ) from error
    except UnidentifiedImageError as error:
        raise UnsupportedPicture(f"{name} is {kind_of(data)}; a picture must be {ALLOWED}.") from error
    except _DAMAGE as error:
        raise PictureError(f"{name} is damaged or cut off; save it again as {ALLOWED}.") from error


def _decode(data: bytes, name: str) -> Picture:
    check_headers(data, name)
    if is_portable_map(data):
        with _memory_for(size_of_portable_map(data, name)):
            return read_portable_map(data, name)
    if has_bmp_runs(data):
        with _memory_for(bmp_size(data)):
            return _decode_bmp_runs(data)
    if (header := deep_tiff(data)) is not None:
        check_pixels(header.size, name)
        with _memory_for(header.size):
            return np.repeat(levels_of(data, header)[..., None], 3, axis=2)
    with _opened(data) as image:
        check_pixels(image.size, name)
        with _memory_for(image.size):
            image.load()
            return upright_rgb(image, name)


def _memory_for(size: tuple[int, int]) -> AbstractContextManager[None]:
    return BUDGET.borrow(size[0] * size[1], settings().max_decoding_bytes)


def _without_notes(jpeg: bytes) -> bytes:
    """Leave out the segments APP1 to APP13 (ITU-T T.81, B.1): notes of cameras and programs."""
    kept, at = bytearray(_JPEG), len(_JPEG)
    while jpeg[at : at + 1] == b"\xff" and jpeg[at + 1 : at + 2] not in (b"", b"\xda"):  # the pixels follow 0xDA
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] not in _NOTES:
            kept += jpeg[at:end]
        at = end
    return bytes(kept) + jpeg[at:]


def _check_bytes(data: bytes, name: str) -> None:
    limit = settings().max_picture_bytes
    if not data:
        raise PictureError(f"{name} is empty; a picture must be {ALLOWED}.")
    if len(data) > limit:
        raise PictureTooLarge(
            f"{name} has {len(data) / 1e6:.1f} MB; at most {limit / 1e6:g} MB are read. Save it smaller."
        )
    if is_heic(data) and not reads_heic():
        raise UnsupportedPicture(
            f"{name} is a HEIC photo, which is not read here; convert it to JPEG first"
            " (on an iPhone: Settings, Camera, Formats, Most Compatible), or install pi-heif (pip install pi-heif)."
        )


def is_transparent(data: bytes) -> bool:
    """Tell whether a picture that `decode` reads has transparent pixels, which it lays over white."""
    if deep_tiff(data) is not None:
        return False
    if is_portable_map(data):
        return False
    with _opened(data) as image:
        return has_clear_pixels(image)


def _opened(data: bytes) -> Image.Image:
    """Open a picture by Pillow, whose own limit is the second line: it also knows the frames and tiles in a file."""
    Image.MAX_IMAGE_PIXELS = settings().max_picture_pixels
    return Image.open(BytesIO(data), formats=("HEIF",) if is_heic(data) else FORMATS)


def _decode_bmp_runs(data: bytes) -> Picture:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    if picture is None:
        raise OSError("the runs of a BMP are damaged")
    return picture.astype(np.uint8, copy=False)


def read(path: Path) -> Picture:
    """Read and decode a picture file; raises as `decode` does, also where the file cannot be opened."""
    return decode(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a picture file, one more at most than the settings allow.

    Raises
    ------
    PictureError
        When the file cannot be opened or read.
    """
    try:
        with path.open("rb") as file:
            return file.read(settings().max_picture_bytes + 1)
    except OSError as error:
        raise PictureError(f"{path} cannot be read: {error.strerror or error}.") from error


def decode_many(
    sources: Sequence[Readable],
    convert: Callable[[Picture], T],
    *,
    stage: str = "Reading pictures",
    progress: Progress = silent,
) -> Iterator[T | FacerecError]:
    """Decode pictures in parallel and convert each; results come in the order of the sources.

    Only a few pictures are in memory at a time, so `convert` should return what is to be kept, e.g. a face.

    Parameters
    ----------
    sources : sequence of Readable
    convert : callable
        Picture to result; runs in several threads. A `FacerecError` that it raises is that picture's result.
    stage : str
        What the progress callback is told.
    progress : Progress
        Called in the caller's thread after each picture.

    Yields
    ------
    result of convert, or the FacerecError that stopped this picture
    """

    def one(source: Readable) -> T | FacerecError:
        try:
            return convert(decode(source.read(), source.name))
        except OSError as error:
            return PictureError(f"{source.name} cannot be read: {error.strerror or error}.")
        except FacerecError as error:
            return error

    threads = settings().threads
    pool = ThreadPoolExecutor(threads, thread_name_prefix="decode")
    pending: deque[Future[T | FacerecError]] = deque()
    progress(stage, 0, len(sources))
    try:
        done = 0
        for source in sources:
            pending.append(pool.submit(one, source))
            if len(pending) >= 4 * threads:
                yield pending.popleft().result()
                done += 1
                progress(stage, done, len(sources))
        while pending:
            yield pending.popleft().result()
            done += 1
            progress(stage, done, len(sources))
    finally:
        pool.shutdown(cancel_futures=True)
