"""Pictures of several bands are converted as one piece would be."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageOps

from facerec.images import decode
from facerec.images.picture_pixels import upright_rgb

HEIGHT, WIDTH = 1_300, 1_700  # three bands, the last of them shorter
ROWS, COLUMNS = np.mgrid[:HEIGHT, :WIDTH]
COLOURS = np.dstack([ROWS % 251, COLUMNS % 241, (ROWS + COLUMNS) % 239]).astype(np.uint8)


@pytest.mark.parametrize("orientation", range(1, 10))
def test_each_orientation_is_that_of_pillow(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    Image.fromarray(COLOURS).save(buffer, "PNG", exif=exif.tobytes(), compress_level=1)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(buffer.getvalue()))))
    np.testing.assert_array_equal(decode(buffer.getvalue()), expected)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_alpha_lies_over_white_in_every_band(mode: str) -> None:
    image = Image.fromarray(COLOURS)
    if mode == "P":
        image = image.quantize(8)
        image.info["transparency"] = 3
    else:
        image.putalpha(Image.fromarray((COLUMNS % 256).astype(np.uint8)))
        image = image.convert(mode)
    white = Image.new("RGBA", image.size, "white")
    expected = np.asarray(Image.alpha_composite(white, image.convert("RGBA")).convert("RGB"))
    np.testing.assert_array_equal(upright_rgb(image, "picture"), expected)


def test_levels_are_stretched_over_the_whole_and_not_over_each_band() -> None:
    levels = (ROWS - 300.0).astype(np.float32)
    expected = ((levels.astype(float) + 300) * (255 / (HEIGHT - 1)) + 0.5).astype(np.uint8)
    np.testing.assert_array_equal(upright_rgb(Image.fromarray(levels), "picture")[..., 0], expected)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells the peak of one program")
def test_no_copy_of_the_whole_is_made() -> None:
    """16 megapixels with alpha: 64 MB in Pillow and 48 MB as an array; RGBA, white and their sum were 192 MB more."""
    code = (
        "from pathlib import Path\n"
        "from PIL import Image\n"
        "from facerec.images.picture_pixels import upright_rgb\n"
        "peak = lambda: int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])\n"
        "upright_rgb(Image.new('RGBA', (1500, 1500), (1, 2, 3, 4)), 'warm')\n"
        "image = Image.new('RGBA', (4000, 4000), (1, 2, 3, 4))\n"
        "before = peak()\n"
        "upright_rgb(image, 'picture')\n"
        "print((peak() - before) / 1000)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(ended.stdout) < 100
