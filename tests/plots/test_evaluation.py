"""Curves of compared methods against the numbers they are drawn from."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.stats import norm

from facerec import plots
from facerec.evaluation.robustness import Robustness
from facerec.evaluation.verifying import Verifying
from facerec.metrics import UNMEASURED, Comparisons, Rate, Reliability
from facerec.plots import evaluation


def method(**others: Any) -> Any:
    """Make a method with figures that are easy to work out by hand: three people, four searches."""
    mated = np.array([0.1, 0.2, 0.3, 0.6], np.float32)
    non_mated = np.array([0.4, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4], np.float32)
    pairs = np.array([[0, 0], [1, 1], [2, 2], [3, 3]] + [[0, 1], [0, 2], [1, 2], [0, 3], [1, 3]] * 2, np.int32)
    figures = {
        "name": "Ours",
        "verifying": Verifying(Comparisons(np.concatenate([mated, non_mated]), pairs[:, 0], pairs[:, 1]), times=20),
        "cmc": np.array([0.5, 0.75, 1.0]),
        "confusion": np.array([[2, 0, 0], [1, 0, 0], [0, 0, 1]]),
        "recalls": np.array([1.0, 0.0, np.nan]),
        "rank1": Rate(0.75, 0.5, 0.9),
        "dir": Rate(0.6, 0.4, 0.7),
        "fpir": Rate(0.02, 0.0, 0.1),
        "open_curve": lambda: (np.array([1.0, 2.0]), np.array([0.0, 0.5]), np.array([0.25, 1.0])),
        "open_sets": (SimpleNamespace(threshold=1.0), SimpleNamespace(threshold=2.0), SimpleNamespace(threshold=1.8)),
        "known": SimpleNamespace(nearest=np.array([1.0, 2.0, 3.0]), right=np.array([True, True, False])),
        "strangers": SimpleNamespace(nearest=np.array([2.5, 3.5])),
        "reliability": Reliability(np.array([0.1, np.nan, 0.9]), np.array([0.0, np.nan, 1.0]), np.array([0.5, 0, 0.5])),
        "outcome": SimpleNamespace(cost=SimpleNamespace(ms_per_face=2.0)),
    }
    return SimpleNamespace(**{**figures, **others})


def lines(figure: Figure, label: str = "Ours") -> np.ndarray:
    """Return the points of the line of a method."""
    (line,) = [line for line in figure.axes[0].lines if line.get_label() == label]
    return np.column_stack([line.get_xdata(), line.get_ydata()]).astype(float)


def test_det_axes_are_normal_deviates() -> None:
    figure = evaluation.det([method(), method(name="Nobody", verifying=None)])
    points = norm.cdf(lines(figure))
    assert any(np.allclose(point, (0.2, 0.25)) for point in points)  # at 0.5: two of ten match, one of four is missed
    axes = figure.axes[0]
    words = [label.get_text() for label in axes.get_xticklabels()]
    assert [float(word) for word in words] == pytest.approx((100 * norm.cdf(axes.get_xticks())).tolist())
    assert np.isfinite(lines(figure)).all()


def test_roc_is_in_percent_on_a_logarithmic_axis() -> None:
    figure = evaluation.roc([method()])
    assert figure.axes[0].get_xscale() == "log"
    assert any(np.allclose(point, (20, 75)) for point in lines(figure))
    (band,) = figure.axes[0].collections
    low, high = band.get_datalim(figure.axes[0].transData).intervaly
    assert 0 <= low <= high <= 100


def test_cmc_stops_at_the_rank_asked_for() -> None:
    assert lines(evaluation.cmc([method()], most=2)).tolist() == [[1, 50], [2, 75]]


def test_open_set_marks_what_was_reached() -> None:
    figure = evaluation.open_set([method(), method(name="Unasked", dir=UNMEASURED)], 0.01)
    assert lines(figure).tolist() == [[0, 25], [50, 100]]
    (reached,) = figure.axes[0].containers
    assert (reached[0].get_xdata()[0], reached[0].get_ydata()[0]) == (2, 60)
    up = reached.lines[2][1].get_segments()[0]
    assert up[:, 1] == pytest.approx([40, 70])


def test_thresholds_of_all_turns_are_marked_over_threshold_and_distances() -> None:
    for draw in (evaluation.over_threshold, evaluation.scores):
        axes = draw(method()).axes[0]
        (middle,) = [line for line in axes.lines if line.get_label() == "thresholds of the turns"]
        assert list(middle.get_xdata()) == [1.8, 1.8]


def test_distances_count_every_search_in_its_kind() -> None:
    axes = evaluation.scores(method()).axes[0]
    assert [sum(bar.get_height() for bar in bars) for bars in axes.containers] == [2, 1, 2]
    words = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert {"known, right person nearest", "known, another nearest", "strangers"} <= set(words)


def test_reliability_leaves_empty_bins_out() -> None:
    figure = evaluation.reliability([method(), method(name="Unasked", reliability=None)])
    assert lines(figure, "Ours (error 10.0 %)") == pytest.approx(np.array([[10, 0], [90, 100]]))


def test_people_come_hardest_first_without_those_not_asked_about() -> None:
    axes = evaluation.recalls([method()], ["Ada", "Bob", "$x_1$"]).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Bob", "Ada"]
    assert axes.lines[0].get_xdata().tolist() == [0, 100]


def test_confusion_is_in_shares_of_each_person() -> None:
    axes = evaluation.confusion(method(), ["Ada", "Bob", "Cyd"]).axes[0]
    assert axes.images[0].get_array().tolist() == [[100, 0, 0], [100, 0, 0], [0, 0, 100]]


def test_cost_shows_rank_1_where_strangers_were_not_asked_about() -> None:
    for one, word, value in ((method(), "DIR, in %", 60), (method(dir=UNMEASURED), "rank 1, in %", 75)):
        axes = evaluation.costs([one]).axes[0]
        assert axes.get_ylabel() == word
        (point,) = axes.containers
        assert (point[0].get_xdata()[0], point[0].get_ydata()[0]) == (2, value)


def test_robustness_starts_at_the_clean_pictures() -> None:
    rates = tuple(Rate(share, share - 0.05, share) for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5))
    figure = evaluation.robustness([Robustness("Ours", {"blur": rates}, {"blur": rates[::-1]})], "blur", "fnmr")
    assert lines(figure) == pytest.approx(np.column_stack([range(6), [50, 60, 70, 80, 90, 100]]))


def test_a_dozen_methods_tell_apart() -> None:
    figure = evaluation.cmc([method(name=f"{number}") for number in range(12)])
    looks = {(line.get_color(), line.get_linestyle()) for line in figure.axes[0].lines}
    assert len(looks) == 12
    assert plots.png(figure).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["LBP", "Eigenfaces (components 20)", "Local binary patterns with many more settings"])
def test_a_legend_is_no_wider_than_its_figure(name: str) -> None:
    figure = evaluation.cmc([method(name=f"{name} {number}") for number in range(4)])
    figure.draw_without_rendering()
    assert figure.legends[0].get_window_extent().width <= figure.bbox.width
