"""Curves against the numbers they are drawn from."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from facerec import plots


def test_spectrum_shows_shares_and_their_sum() -> None:
    axes = plots.spectrum([0.5, 0.25, 0.125]).axes[0]
    each, together = axes.lines
    assert each.get_xdata().tolist() == [1, 2, 3]
    assert each.get_ydata().tolist() == [0.5, 0.25, 0.125]
    assert together.get_ydata().tolist() == [0.5, 0.75, 0.875]
    assert axes.get_yscale() == "log"


@pytest.mark.parametrize("magnitudes", [[0.0] * 20_000 + [700.0] * 900, [0.0] * 3 + [700.0] * 20, [5.0]])
def test_logarithmic_axes_are_labelled_with_plain_numbers(magnitudes: list[float]) -> None:
    for figure in (plots.gradient_histogram(magnitudes, (100, 200)), plots.spectrum([0.5, 0.01, 0.0001])):
        figure.draw_without_rendering()
        labels = [label.get_text() for label in figure.axes[0].yaxis.get_ticklabels(which="both")]
        assert any(labels)
        assert not any(set(label) - set("0123456789.e+\N{MINUS SIGN}") for label in labels)


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


def test_figures_of_many_threads_do_not_mix() -> None:
    def draw(length: int) -> int:
        figure = plots.spectrum(np.linspace(1, 0.1, length))
        assert Image.open(io.BytesIO(plots.png(figure))).format == "PNG"
        return len(figure.axes[0].lines[0].get_xdata())

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(draw, range(2, 18))) == list(range(2, 18))
