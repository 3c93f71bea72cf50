"""Montages counted pixel by pixel."""

from __future__ import annotations

import numpy as np

from facerec import plots


class TestMontage:
    def test_faces_stand_in_rows_with_transparent_gaps(self) -> None:
        faces = np.stack([np.full((150, 120), grey, np.uint8) for grey in (10, 20, 30)])
        sheet = plots.montage(faces, columns=2, gap=6)
        assert sheet.shape == (2 * 150 + 6, 2 * 120 + 6, 4)
        assert sheet[75, 60].tolist() == [10, 10, 10, 255]
        assert sheet[75, 126 + 60].tolist() == [20, 20, 20, 255]
        assert sheet[156 + 75, 60].tolist() == [30, 30, 30, 255]
        assert not sheet[:, 120:126, 3].any()
        assert not sheet[156:, 126:, 3].any()

    def test_small_faces_are_enlarged_by_a_whole_factor(self) -> None:
        assert plots.montage(np.zeros((1, 10, 50), np.uint8), columns=1, gap=0).shape == (30, 150, 4)

    def test_colours_stay(self) -> None:
        tile = np.zeros((1, 120, 120, 3), np.uint8)
        tile[..., 1] = 200
        assert plots.montage(tile, columns=1)[60, 60].tolist() == [0, 200, 0, 255]

    def test_captions_are_written_below_and_shortened(self) -> None:
        faces = np.zeros((1, 120, 120), np.uint8)
        short = plots.montage(faces, columns=1, captions=["Ada"], gap=0)
        long = plots.montage(faces, columns=1, captions=["Ada Augusta King, Countess of Lovelace"], gap=0)
        assert short.shape == long.shape
        assert short.shape[0] > 120
        assert 0 < short[120:, ..., 3].sum() < long[120:, ..., 3].sum()


def test_levels_put_zero_in_the_middle_and_the_largest_at_an_end() -> None:
    image = np.array([[[0.0, -2.0], [1.0, 2.0]]])
    grey = plots.levels(image)[0, ..., 0]
    assert grey.tolist() == [[128, 0], [192, 255]]
    assert (plots.levels(np.zeros((1, 2, 2))) == 128).all()


def test_strips_stand_below_each_other_as_wide_as_the_longest() -> None:
    grey, colour = np.full((60, 120), 200, np.uint8), np.full((60, 120, 3), (255, 0, 0), np.uint8)
    sheet = plots.strips(["two", "one"], [[grey, grey], [colour]], [["a", "b"], ["c"]])
    alone = plots.montage(np.stack([grey, grey]), columns=2, captions=["a", "b"])
    assert sheet.shape[1] == alone.shape[1] == 2 * 120 + 6
    line = len(sheet) // 2 - len(alone)  # both strips are equally tall, and so are their titles
    assert line > 0
    np.testing.assert_array_equal(sheet[line : line + len(alone)], alone)
    second = len(alone) + 2 * line
    assert (sheet[second : second + 60, :120] == (255, 0, 0, 255)).all()
    assert not sheet[second : second + 60, 126:].any()  # nothing stands beside a single picture
    assert sheet[:line, :40].any()  # but a title above it
