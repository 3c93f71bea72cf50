"""Where a distance lies, read off the pixels."""

import numpy as np
from PIL import ImageColor

from facerec.plots import ruler
from facerec.plots.rulers import _AXIS, _DOT_COLOUR, _MARGIN, _WIDTH
from facerec.plots.style import KNOWN, QUIET, STRANGER


def column(share):
    """The pixel column at a share of the axis."""
    return round(_MARGIN + share * (_WIDTH - 2 * _MARGIN))


def is_colour(pixels, colour):
    return (pixels[..., :3] == ImageColor.getrgb(colour)).all(axis=-1) & (pixels[..., 3] > 0)


def test_dots_and_line_stand_where_the_distances_are():
    drawn = ruler(2.0, 6.0, 4.0, [0.0, 10.0], [8.0])
    dots = is_colour(drawn, _DOT_COLOUR)
    assert dots[_AXIS, column(0.2)]  # a full dot
    assert not dots[_AXIS, column(0.6)]  # a ring is empty
    assert dots[_AXIS, column(0.6) - 9]
    line = is_colour(drawn, QUIET)[_AXIS - 40, :]
    assert abs(np.flatnonzero(line).mean() - column(0.4)) < 2


def test_known_people_stand_above_the_axis_and_strangers_below():
    drawn = ruler(5.0, 6.0, 5.5, [0.05], [9.95, 10.0])
    assert is_colour(drawn, KNOWN)[_AXIS - 10, : column(0.1)].any()
    assert not is_colour(drawn, KNOWN)[_AXIS + 10].any()
    assert is_colour(drawn, STRANGER)[_AXIS + 10, column(0.9) :].any()
    assert not is_colour(drawn, STRANGER)[_AXIS - 10].any()


def test_a_runner_up_far_away_is_an_arrow_and_shrinks_nothing():
    drawn = ruler(2.0, 1000.0, 4.0, [0.0, 10.0], [8.0])
    assert is_colour(drawn, _DOT_COLOUR)[_AXIS, column(0.2)]
    assert is_colour(drawn, _DOT_COLOUR)[:, -8:].any()
    near = ruler(2.0, 12.5, 4.0, [0.0, 10.0], [8.0])
    assert is_colour(near, _DOT_COLOUR)[_AXIS, column(2 / 12.5)]


def test_distances_that_are_all_the_same_and_nobody_to_compare_with():
    assert ruler(1.0, 1.0, 1.0, [], []).shape == (2 * _AXIS, _WIDTH, 4)
    assert not is_colour(ruler(0.0, 1.0, 0.5, [], []), KNOWN).any()
