"""Pictures in: every format, every trap. Expected pixels come from how each file was made."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from facerec.detection import Box, Detection, align
from facerec.errors import FacerecError, PictureError, PictureTooLarge, UnsupportedPicture
from facerec.images import decode, decode_many, encode, is_transparent, read, resize, to_grey
from facerec.images.picture_formats import FORMATS, is_heic
from facerec.settings import settings
from tests.heic_file import heic
from tests.images.test_deep_tiff import tiff

GRADIENT = np.dstack([np.tile(np.arange(0, 240, 5, dtype=np.uint8), (40, 1))] * 3)
GRADIENT[..., 1] //= 2


def file_of(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def png(width: int, height: int, bits: int, colour: int, rows: bytes) -> bytes:
    """Write a PNG by hand (RFC 2083)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("format", ["PNG", "BMP", "PPM", "TIFF", "WEBP"])
def test_lossless_formats_come_back_to_the_pixel(format: str) -> None:
    options = {"lossless": True} if format == "WEBP" else {}
    np.testing.assert_array_equal(decode(file_of(Image.fromarray(GRADIENT), format, **options)), GRADIENT)


@pytest.mark.parametrize("format", ["JPEG", "WEBP", *(["AVIF"] if "AVIF" in FORMATS else [])])
def test_lossy_formats_come_close(format: str) -> None:
    picture = decode(file_of(Image.fromarray(GRADIENT), format, quality=95))
    assert picture.shape == GRADIENT.shape
    assert picture.dtype == np.uint8
    assert np.abs(picture.astype(int) - GRADIENT).mean() < 4


def test_grey_of_a_grey_picture_is_exact(assets: Path) -> None:
    file = assets / "data/att/s1/1.pgm"
    np.testing.assert_array_equal(to_grey(read(file)), cv2.imread(str(file), cv2.IMREAD_GRAYSCALE))


def test_first_frame_of_a_gif() -> None:
    frames = [Image.new("P", (4, 3), colour) for colour in (1, 2)]
    for frame in frames:
        frame.putpalette([0, 0, 0, 255, 0, 0, 0, 0, 255])
    picture = decode(file_of(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert (picture == [255, 0, 0]).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(orientation: int) -> None:
    upright = np.zeros((20, 30, 3), np.uint8)
    upright[:10, :15] = 255  # white: the top left quarter
    # How a camera that was held so stores it, by the EXIF standard (JEITA CP-3451, tag 0x0112).
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright),
        7: np.rot90(upright.transpose(1, 0, 2), 2),
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = decode(file_of(Image.fromarray(np.ascontiguousarray(stored)), "PNG", exif=exif.tobytes()))
    np.testing.assert_array_equal(picture, upright)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_alpha_lies_over_white(mode: str) -> None:
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 255))
    image.putpixel((1, 0), (0, 0, 0, 0))
    data = file_of(image.convert("LA") if mode == "LA" else image, "PNG" if mode != "PA" else "TIFF")
    np.testing.assert_array_equal(decode(data)[0], [[0, 0, 0], [255, 255, 255]])


def test_half_alpha_is_half_white() -> None:
    assert decode(file_of(Image.new("RGBA", (1, 1), (0, 0, 0, 128)), "PNG"))[0, 0].tolist() == [127, 127, 127]


def test_palette_with_transparency_as_bytes() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 200, 0, 0])
    image.putpixel((1, 0), 1)
    data = file_of(image, "PNG", transparency=b"\xff\x00")
    np.testing.assert_array_equal(decode(data)[0], [[10, 20, 30], [255, 255, 255]])


def test_transparency_is_told_where_there_is_any() -> None:
    clear = file_of(Image.new("RGBA", (2, 1), (0, 0, 0, 0)), "PNG")
    palette = Image.new("P", (1, 1))
    palette.putpalette([10, 20, 30])
    assert is_transparent(clear)
    assert is_transparent(file_of(palette, "PNG", transparency=0))
    assert not is_transparent(file_of(Image.new("RGBA", (2, 1), (0, 0, 0, 255)), "PNG"))
    assert not is_transparent(file_of(Image.fromarray(GRADIENT), "JPEG"))
    assert not is_transparent(tiff(np.eye(9, dtype=int), 12))


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_one_bit(format: str) -> None:
    image = Image.new("1", (2, 1), 0)
    image.putpixel((1, 0), 1)
    np.testing.assert_array_equal(decode(file_of(image, format))[0], [[0, 0, 0], [255, 255, 255]])


LEVELS_16 = np.array([[0, 257, 128 * 257, 65535]], np.uint16)
LEVELS_8 = [0, 1, 128, 255]


@pytest.mark.parametrize(
    "data",
    [
        png(4, 1, 16, 0, b"\0" + LEVELS_16.astype(">u2").tobytes()),
        file_of(Image.fromarray(LEVELS_16), "TIFF"),
        b"P5 4 1 65535\n" + LEVELS_16.astype(">u2").tobytes(),
        b"P2 4 1 65535\n0 257 32896 65535\n",
    ],
    ids=["png", "tiff", "pgm", "plain pgm"],
)
def test_sixteen_bits_are_scaled_to_eight(data: bytes) -> None:
    assert decode(data)[0, :, 0].tolist() == LEVELS_8


def test_sixteen_bit_colour() -> None:
    rows = b"\0" + np.array([0, 128 * 257, 65535], ">u2").tobytes()
    assert decode(png(1, 1, 16, 2, rows))[0, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([0.0, 0.5, 1.0], [0, 128, 255]), ([0.0, 100.0, 255.0], [0, 100, 255]), ([-1.0, 0.0, 1.0], [0, 128, 255])],
)
def test_float_tiff(levels: list[float], expected: list[int]) -> None:
    data = file_of(Image.fromarray(np.array([levels], np.float32)), "TIFF")
    assert decode(data)[0, :, 0].tolist() == expected


def test_float_tiff_that_is_no_number() -> None:
    with pytest.raises(PictureError, match="no numbers"):
        decode(file_of(Image.fromarray(np.array([[np.nan, 1]], np.float32)), "TIFF"))


def test_cmyk_jpeg_as_photoshop_writes_it() -> None:
    red = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    picture = decode(file_of(red, "JPEG", quality=95))  # Pillow writes Adobe's inverted levels with its marker
    assert picture[8, 8, 0] > 240
    assert picture[8, 8, 1:].max() < 20


def test_broken_files_give_one_error_with_the_name(tmp_path: Path) -> None:
    for format in ("JPEG", "PNG"):
        whole = file_of(Image.fromarray(GRADIENT), format)
        with pytest.raises(PictureError, match=r"cat\.jpg is damaged or cut off"):
            decode(whole[: len(whole) // 2], "cat.jpg")
    with pytest.raises(PictureError, match=r"cat\.jpg is empty"):
        decode(b"", "cat.jpg")
    with pytest.raises(PictureError, match=r"nothing\.jpg cannot be read: No such file"):
        read(tmp_path / "nothing.jpg")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a zip"),
        (b"Dear all,\nplease find attached", "a text file"),
        (b"<!DOCTYPE html>", "a web page"),
        (b"\x00\x00\x00\x18ftypmp42....", "a video"),
        (b"\x80\x04\x95\x00\x00", "a Python pickle"),
        (bytes(range(256)), "no picture that is read here"),
    ],
)
def test_renamed_files_are_called_what_they_are(data: bytes, kind: str) -> None:
    with pytest.raises(UnsupportedPicture, match=kind) as refused:
        decode(data, "me.jpg")
    assert "JPEG, PNG" in str(refused.value)


@pytest.mark.parametrize("quarters", range(4))
def test_heic_is_read_and_turned_as_it_says(quarters: int) -> None:
    picture = decode(heic(GRADIENT, turn=quarters), "IMG_1.HEIC")
    assert np.abs(picture.astype(int) - np.rot90(GRADIENT, quarters)).mean() < 3


def test_damaged_heic_is_an_error_in_words() -> None:
    whole = heic(GRADIENT)
    for end in (40, len(whole) // 2, len(whole) - 8):
        with pytest.raises(PictureError, match="damaged or cut off"):
            decode(whole[:end])


def test_heic_says_how_to_convert_where_no_package_reads_it() -> None:
    absent = (
        "import sys; sys.modules['pi_heif'] = sys.modules['pillow_heif'] = None\n"
        "from facerec.images import decode\n"
        "decode(b'\\0\\0\\0\\x18ftypheic\\0\\0\\0\\0mif1heic', 'IMG_1.HEIC')"
    )
    ended = subprocess.run([sys.executable, "-c", absent], capture_output=True, text=True, check=False)
    assert "UnsupportedPicture: IMG_1.HEIC is a HEIC photo" in ended.stderr
    assert "convert it to JPEG" in ended.stderr
    assert "pip install pi-heif" in ended.stderr


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("subject01.happy", "GIF"),  # as the Yale faces are named
        ("face.jfif", "JPEG"),
        ("face.jpe", "JPEG"),
        ("stereo.mpo", "MPO"),
        ("face.bmp.bak", "BMP"),
        ("without ending", "PNG"),
        ("really a webp.jpg", "WEBP"),
    ],
)
def test_a_format_is_told_by_content(tmp_path: Path, name: str, format: str) -> None:
    options = {"save_all": True, "append_images": [Image.fromarray(255 - GRADIENT)]} if format == "MPO" else {}
    (tmp_path / name).write_bytes(file_of(Image.fromarray(GRADIENT), format, **options))
    assert np.abs(read(tmp_path / name).astype(int) - GRADIENT).mean() < 5


def test_avif_with_the_brand_of_heif_is_no_heic() -> None:
    assert not is_heic(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf")
    assert is_heic(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic")


def test_formats_beyond_the_list_are_not_tried() -> None:
    for format in ("ICO", "PCX", "TGA"):
        with pytest.raises(UnsupportedPicture):
            decode(file_of(Image.new("RGB", (16, 16)), format))


def test_limits_hold_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = png(10_000, 6_000, 8, 0, b"")  # 60 megapixels promised, nothing delivered
    started = time.perf_counter()
    with pytest.raises(PictureTooLarge, match=r"60\.0 megapixels; at most 50"):
        decode(bomb, "bomb.png")
    assert time.perf_counter() - started < 5
    with pytest.raises(PictureTooLarge, match="a side may have 32,766 at most"):
        decode(png(32_767, 1, 8, 0, b""))
    monkeypatch.setenv("FACEREC_MAX_PICTURE_BYTES", "100")
    settings.cache_clear()
    with pytest.raises(PictureTooLarge, match="at most"):
        decode(file_of(Image.fromarray(GRADIENT), "BMP"))


@pytest.mark.parametrize("comment", [b"# a b c d e f g", b"#\n" * 2_100, b"# 2 2 255\n" * 500])
def test_comments_without_end_before_pixels_are_not_read(comment: bytes) -> None:
    with pytest.raises(PictureError, match="comments before its pixels"):
        decode(b"P5 " + comment + b"\n2 2 255\nabcd" * (not comment.startswith(b"# a")))
    assert decode(b"P5 # by hand\n2 2 255\n#b#d").ravel()[::3].tolist() == list(b"#b#d")
    assert decode(b"P4 8 1\n ").shape == (1, 8, 3)


def test_the_longest_side_can_be_turned_and_cut() -> None:
    picture = decode(file_of(Image.new("L", (32_766, 40), 99), "PNG"))
    turned = align(picture, Detection(Box(0, 0, 32_766, 40), 1.0), (112, 92))
    assert turned.shape == (112, 92)


def test_a_photograph_with_faulty_notes_is_read_without_them() -> None:
    image = Image.fromarray(GRADIENT)
    whole = decode(file_of(image, "JPEG"))
    np.testing.assert_array_equal(decode(file_of(image, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x63\x01\x12")), whole)
    wrong_kind = (
        b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\t\0\x02\0\0\0\x05\0\0\0&\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0Make\0"
    )
    turned = np.rot90(whole, -1)  # orientation 6 can be read, though not the maker beside it
    np.testing.assert_array_equal(decode(file_of(image, "JPEG", exif=wrong_kind)), turned)
    two_pictures = bytearray(file_of(image, "MPO", save_all=True, append_images=[image]))
    at = two_pictures.index(b"MPF\0") + 4
    two_pictures[at : at + 4] = b"none"
    np.testing.assert_array_equal(decode(bytes(two_pictures)), whole)


_SEEDS = [
    file_of(Image.fromarray(GRADIENT[:12, :12]), format)
    for format in ("PNG", "JPEG", "GIF", "BMP", "PPM", "TIFF", "WEBP", *(["AVIF"] if "AVIF" in FORMATS else []))
]
_SEEDS += [heic(GRADIENT[:16, :16]), tiff(np.arange(60).reshape(6, 10) * 60, 12), tiff(np.eye(9, dtype=int), 16)]


_MOST_EDITS = 6
_SCRIPT = struct.Struct("<3B" + _MOST_EDITS * "H2B4s")
"""Bytes that say how to spoil a file, drawn at once: drawn one by one, they took ten times as long as reading it."""


def mutated(script: bytes) -> bytes:
    """Choose a file, replace up to four bytes by up to four others at one to six places, and cut some files off."""
    which, edits, cut, *places = _SCRIPT.unpack(script)
    data = bytearray(_SEEDS[which % len(_SEEDS)])
    for edit in range(1 + edits % _MOST_EDITS):
        at, taken, put, others = places[4 * edit : 4 * edit + 4]
        at %= len(data)
        data[at : at + taken % 5] = others[: put % 5]
        if not data:
            break
    return bytes(data[: 1 + (cut // 2 * len(data) >> 7)]) if cut % 2 else bytes(data)


@given(st.binary(min_size=_SCRIPT.size, max_size=_SCRIPT.size).map(mutated))
@hypothesis_settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_files_give_a_picture_or_an_error_of_ours(data: bytes) -> None:
    try:
        picture = decode(data)
    except PictureError:
        return
    assert picture.dtype == np.uint8
    assert picture.ndim == 3
    assert picture.shape[2] == 3


class Memory:
    """A source in memory."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.read = lambda: data


def test_many_are_decoded_in_order_with_their_errors() -> None:
    good = file_of(Image.fromarray(GRADIENT), "PNG")
    sources = [Memory(f"{row}.png", good if row % 3 else b"x") for row in range(30)]
    results = list(decode_many(sources, lambda picture: picture.shape))
    assert [isinstance(result, FacerecError) for result in results] == [row % 3 == 0 for row in range(30)]
    assert "27.png" in str(results[27])


def test_a_reader_that_walks_away_leaves_no_threads() -> None:
    good = file_of(Image.fromarray(GRADIENT), "PNG")
    results = decode_many([Memory(str(row), good) for row in range(200)], to_grey)
    next(results)
    results.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("decode")]


def test_resize_matches_opencv_and_keeps_equal_sizes() -> None:
    grey = to_grey(GRADIENT)
    assert resize(grey, (40, 48)) is grey
    np.testing.assert_array_equal(resize(grey, (20, 24)), cv2.resize(grey, (24, 20), interpolation=cv2.INTER_AREA))
    assert resize(grey, (80, 96)).shape == (80, 96)


def test_encode_is_read_back() -> None:
    np.testing.assert_array_equal(decode(encode(GRADIENT)), GRADIENT)
    np.testing.assert_array_equal(decode(encode(to_grey(GRADIENT)))[..., 0], to_grey(GRADIENT))
    assert decode(encode(GRADIENT, "jpeg")).shape == GRADIENT.shape
