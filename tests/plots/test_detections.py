"""Detections drawn as pixels and as figures, against the boxes they are drawn from."""

from __future__ import annotations

import re

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from facerec import plots
from facerec.detection import Box, Detection

PICTURE = np.full((600, 800, 3), 255, np.uint8)
POINTS = np.array([[520, 330], [570, 330], [545, 360], [525, 380], [565, 380]], np.float32)
FOUND = [
    Detection(Box(50, 100, 250, 300), 0.79, "cat"),
    Detection(Box(500, 300, 600, 400), 0.93, "face", POINTS),
]


def rgb(colour: str) -> np.ndarray:
    return np.round(255 * np.array(to_rgb(colour)))


def test_a_frame_is_where_its_box_is_in_the_colour_of_its_label() -> None:
    drawn = plots.overlay(np.full_like(PICTURE, 200), FOUND)
    assert drawn.shape == PICTURE.shape
    for one, colour in zip(FOUND, plots.COLOURS, strict=False):
        left, top, right, bottom = one.box
        for edge in (drawn[bottom - 1, left:right], drawn[top:bottom, left], drawn[top:bottom, right - 1]):
            assert (edge == rgb(colour)).all()
    for x, y in POINTS.astype(int):
        assert (drawn[y, x] == 255).all()
    assert (drawn[200, 150] == 200).all(), "the inside stays as it is"


def test_captions_are_the_score_or_what_is_given() -> None:
    drawn = [plots.overlay(PICTURE, FOUND[:1], captions) for captions in (None, ["cat 0.79"], ["dog 0.79"])]
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert (drawn[0] != drawn[2]).any()
    assert (PICTURE == 255).all(), "the picture itself stays as it is"
    with pytest.raises(ValueError, match="zip"):
        plots.overlay(PICTURE, FOUND, ["one for two"])


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (30, 40)])
def test_pictures_of_any_size_can_be_drawn_into(shape: tuple[int, int]) -> None:
    picture = np.zeros((*shape, 3), np.uint8)
    whole = Detection(Box(0, 0, shape[1], shape[0]), 0.5, "face", np.zeros((5, 2), np.float32))
    drawn = plots.overlay(picture, [whole])
    assert max(drawn.shape) >= 480
    assert (drawn == rgb(plots.COLOURS[0])).all(axis=2).any()
    assert plots.rendered(plots.detections_figure(picture, [whole], "tiny"), "png").startswith(b"\x89PNG")


def test_a_figure_has_a_box_for_each_and_takes_words_as_they_are() -> None:
    figure = plots.detections_figure(PICTURE, FOUND, "$x_ & <b>")
    (axes,) = figure.axes
    boxes = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert [(*box.get_xy(), box.get_width(), box.get_height()) for box in boxes] == [
        (50, 100, 200, 200),
        (500, 300, 100, 100),
    ]
    assert [text.get_text() for text in axes.texts] == ["cat 0.79", "0.93"]
    assert re.search(rb"<svg[^>]*>", plots.rendered(figure, "svg"))
    assert axes.images[0].get_extent() == [0, 800, 600, 0]
