"""Montages counted pixel by pixel; curves against the numbers they are drawn from."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from facerec import plots
from facerec.detection import Box
from facerec.matching.answers import UNKNOWN, Match


def rgb(colour: str) -> np.ndarray:
    return np.round(255 * np.array(to_rgb(colour)))


def match(box: tuple[int, int, int, int], name: str) -> Match:
    return Match(Box(*box), name, name != UNKNOWN, 0.1, 0.9, "Ada")


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


def test_spectrum_shows_shares_and_their_sum() -> None:
    axes = plots.spectrum([0.5, 0.25, 0.125]).axes[0]
    each, together = axes.lines
    assert each.get_xdata().tolist() == [1, 2, 3]
    assert each.get_ydata().tolist() == [0.5, 0.25, 0.125]
    assert together.get_ydata().tolist() == [0.5, 0.75, 0.875]
    assert axes.get_yscale() == "log"


def test_threshold_curve_is_in_percent_with_intervals() -> None:
    open_set = SimpleNamespace(
        curve=lambda: (np.array([1.0, 2.0]), np.array([0.0, 0.5]), np.array([0.25, 1.0])),
        threshold=1.5,
        dir=SimpleNamespace(value=0.4, low=0.3, high=0.6),
        fpir=SimpleNamespace(value=None, low=0.0, high=1.0),
    )
    axes = plots.threshold_curve(open_set).axes[0]
    assert axes.lines[0].get_ydata().tolist() == [25.0, 100.0]
    assert axes.lines[1].get_ydata().tolist() == [0.0, 50.0]
    assert set(axes.lines[2].get_xdata()) == {1.5}
    (interval,) = axes.containers  # of DIR alone: FPIR was not measured
    (bar,) = interval.lines[2]
    assert bar.get_segments()[0][:, 1] == pytest.approx([30.0, 60.0])


def test_scatter_names_everybody_once_and_apart() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 0.01], [1.0, 0.99]])
    axes = plots.scatter(points, ["Ada", "Ada", "Bob", "Bob"]).axes[0]
    labels = {text.get_text(): text.xyann for text in axes.texts}
    assert labels.keys() == {"Ada", "Bob"}
    assert abs(labels["Ada"][1] - labels["Bob"][1]) >= 0.05
    assert sum(len(dots.get_offsets()) for dots in axes.collections) == 4


class TestDrawMatches:
    def test_known_people_have_a_solid_frame_and_strangers_a_dashed_one(self) -> None:
        picture = np.full((500, 600, 3), 255, np.uint8)
        drawn = plots.draw_matches(picture, [match((50, 100, 250, 300), "Ada"), match((300, 100, 500, 300), UNKNOWN)])
        assert drawn.shape == picture.shape
        assert (picture == 255).all(), "the picture itself stays as it is"
        solid, dashed = drawn[299, 52:248], drawn[300, 302:498]
        assert (solid == rgb(plots.KNOWN)).all()
        share = (dashed == rgb(plots.STRANGER)).all(axis=1).mean()
        assert 0.3 < share < 0.7

    def test_a_small_picture_grows_so_that_names_do_not_hide_it(self) -> None:
        drawn = plots.draw_matches(np.zeros((112, 92, 3), np.uint8), [match((0, 0, 92, 112), "Ada")])
        assert drawn.shape == (5 * 112, 5 * 92, 3)

    def test_a_name_at_any_edge_stays_inside(self) -> None:
        def written(*box: int) -> int:
            drawn = plots.draw_matches(np.zeros((500, 600, 3), np.uint8), [match(box, "Ada Lovelace")])
            return int((drawn > 200).all(axis=2).sum())

        whole = written(150, 150, 190, 190)
        assert whole > 100
        for box in ((0, 0, 40, 40), (560, 0, 600, 40), (560, 460, 600, 500), (0, 0, 600, 500)):
            assert written(*box) == pytest.approx(whole, rel=0.2)


def test_figures_of_many_threads_do_not_mix() -> None:
    def draw(length: int) -> int:
        figure = plots.spectrum(np.linspace(1, 0.1, length))
        assert Image.open(io.BytesIO(plots.png(figure))).format == "PNG"
        return len(figure.axes[0].lines[0].get_xdata())

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(draw, range(2, 18))) == list(range(2, 18))
