"""Small files that declare very much are refused in words before a decoder starts."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from facerec.errors import PictureTooLarge
from facerec.images import decode
from facerec.images.picture_bounds import check_headers
from tests import hostile_pictures as hostile

GREY = np.arange(64, dtype=np.uint8).reshape(8, 8)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (hostile.gif_frame_beyond_screen(), "65535 x 65535 pixels; a side may have 32,766"),
        (hostile.gif_comments(60_000), "more than 50,000 blocks before the first frame"),
        (hostile.webp_canvas(16_383, 16_383), r"16383 x 16383 pixels, 268\.4 megapixels; at most 50"),
        (hostile.tiff_tile(30_000), "tiles of 30000 x 30000 pixels"),
        (hostile.tiff_tile(30_000, bits=16), "tiles of 30000 x 30000 pixels"),
        (hostile.tiff_rows(1, 1, strips=140_000), "140,000 strips or tiles; at most 131,072"),
        (hostile.tiff_entries(2_000), "2,000 TIFF entries; at most 1,000"),
        (hostile.jpeg_scans(64, 2_000), r"more than 100 scans of 0\.0 megapixels"),
        (hostile.jpeg_segments(3_000), "more than 2,000 JPEG segments"),
        (hostile.jpeg_fill(100), "more than 64 fill bytes"),
        (hostile.png_chunks(30_000), "more than 20,000 PNG chunks"),
        (hostile.pgm_comments(20_000), "more than 10,000 comments"),
        (hostile.bmp_runs(30_000, 30_000, b""), r"30000 x 30000 pixels, 900\.0 megapixels"),
    ],
)
def test_work_is_bounded_by_headers(data: bytes, words: str) -> None:
    with pytest.raises(PictureTooLarge, match=rf"me\.jpg .*{words}.*[Ss]ave it"):
        decode(data, "me.jpg")


def test_more_scans_are_read_of_a_small_picture_than_of_a_large_one() -> None:
    assert decode(hostile.jpeg_scans(64, 60)).shape == (64, 64, 3)
    with pytest.raises(PictureTooLarge, match=r"more than 66 scans of 9\.0 megapixels"):
        check_headers(hostile.jpeg_scans(3_000, 70), "scan.jpg")


def test_scans_of_other_pictures_in_a_jpeg_do_not_count() -> None:
    """Count scans to the end of the picture: previews in notes and what is appended have scans of their own."""
    image = Image.fromarray(GREY)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", progressive=True)
    plain = decode(buffer.getvalue())
    scans = b"\xff\xda\0\x02" * 200
    in_notes = b"\xff\xe5" + struct.pack(">H", 2 + len(scans)) + scans
    data = buffer.getvalue()
    np.testing.assert_array_equal(decode(data[:2] + in_notes + data[2:] + scans), plain)


def test_the_limit_of_pillow_stays_on() -> None:
    assert Image.MAX_IMAGE_PIXELS is None or decode(hostile.pgm(GREY, 255)) is not None
    buffer = io.BytesIO()
    Image.fromarray(GREY).save(buffer, "PNG")
    decode(buffer.getvalue())
    assert Image.MAX_IMAGE_PIXELS == 50_000_000


def test_a_tiff_in_rows_is_read() -> None:
    picture = decode(hostile.tiff_rows(5, 3_000))
    np.testing.assert_array_equal(picture[..., 0].ravel(), np.arange(15_000).astype(np.uint8))


def test_runs_in_a_bmp_are_read_as_pillow_reads_them() -> None:
    rows = b"\x08\x05\0\0" + b"\0\x03\1\2\3\0\x05\x09\0\0" + b"\x02\x01\0\2\3\0\x03\x04\0\0\0\1"
    data = hostile.bmp_runs(8, 3, rows)
    np.testing.assert_array_equal(decode(data), np.asarray(Image.open(io.BytesIO(data)).convert("RGB")))


def test_pixels_that_runs_in_a_bmp_leave_out_have_the_first_colour() -> None:
    picture = decode(hostile.bmp_runs(8, 3, b"\x03\x05\0\0\x02\x07\0\1"))[..., 0]
    assert picture.tolist() == [[0] * 8, [7, 7, *[0] * 6], [5, 5, 5, *[0] * 5]]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells the peak of one process")
def test_a_frame_beyond_the_screen_takes_no_memory(tmp_path: Path) -> None:
    (tmp_path / "small.gif").write_bytes(hostile.gif_frame_beyond_screen())
    program = f"""
from pathlib import Path
from facerec.errors import PictureTooLarge
from facerec.images import read
try:
    read(Path({str(tmp_path / "small.gif")!r}))
except PictureTooLarge:
    print(Path("/proc/self/status").read_text())
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    peak = next(line.split()[1] for line in ended.stdout.splitlines() if line.startswith("VmHWM:"))
    assert int(peak) < 400_000  # kB; it took 4.1 GB
