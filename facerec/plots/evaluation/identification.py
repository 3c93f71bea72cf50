"""Who is it, or a stranger: ranks, thresholds, distances and probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from facerec.evaluation.figures import Method
from facerec.plots.axes import SQUARE, legend, plain_axes
from facerec.plots.evaluation.lines import around, styled
from facerec.plots.style import KNOWN, QUIET, STRANGER


def cmc(methods: Sequence[Method], most: int = 20) -> Figure:
    """Plot the share of searches with the right person among the first r.

    Parameters
    ----------
    methods : sequence of Method
    most : int, default=20
        Up to which rank.
    """
    figure, axes = plain_axes("rank: how many names are looked at", "right one among them, in %")
    for method, line in styled(methods):
        shares = 100 * method.cmc[:most]
        axes.plot(np.arange(1, len(shares) + 1), shares, label=method.name, marker=".", **line)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(top=100.5)
    legend(figure)
    return figure


def open_set(methods: Sequence[Method], target: float) -> Figure:
    """Plot DIR over FPIR, with the target marked and the dot that was reached without having seen the strangers.

    Parameters
    ----------
    methods : sequence of Method
    target : float in (0, 1)
        The FPIR for which thresholds were chosen.
    """
    figure, axes = plain_axes("FPIR: strangers given a name, in %", "DIR: named rightly, in %")
    for method, line in styled(methods):
        _, fpir, dir_ = method.open_curve()
        axes.plot(100 * fpir, 100 * dir_, label=method.name, **line)
        if method.dir.value is not None and method.fpir.value is not None:
            across, up = around(method.fpir), around(method.dir)
            x, y = 100 * method.fpir.value, 100 * method.dir.value
            axes.errorbar(x, y, up, across, color=line["color"], marker="o", markersize=5, capsize=3, linewidth=0.8)
    axes.axvline(100 * target, color=QUIET, linestyle="--", linewidth=1)
    axes.set_xscale("symlog", linthresh=100 * target)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 100 * target, *(tick for tick in (1, 10, 100) if tick > 150 * target)])
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_ylim(-2, 102)
    legend(figure)
    return figure


def over_threshold(method: Method) -> Figure:
    """Plot FPIR and DIR of one method over the threshold, and where the thresholds of the turns lay.

    Parameters
    ----------
    method : Method
        With strangers.
    """
    thresholds, fpir, dir_ = method.open_curve()
    figure, axes = plain_axes("threshold (largest distance that gets a name)", "share of searches in %")
    axes.plot(thresholds, 100 * dir_, color=KNOWN, label="known people named rightly (DIR)")
    axes.plot(thresholds, 100 * fpir, color=STRANGER, label="strangers given a name (FPIR)")
    _mark_thresholds(axes, method)
    axes.set_ylim(-2, 102)
    legend(figure)
    return figure


def scores(method: Method) -> Figure:
    """Plot how far known people and strangers are from the nearest person, with the thresholds of the turns.

    Parameters
    ----------
    method : Method
        With strangers.
    """
    known, right = method.known.nearest, method.known.right
    kinds = [
        ("known, right person nearest", known[right], KNOWN),
        ("known, another nearest", known[~right], QUIET),
        ("strangers", method.strangers.nearest, STRANGER),
    ]
    together = np.concatenate([distances for _, distances, _ in kinds])
    edges = np.histogram_bin_edges(together, bins=50).tolist()
    figure, axes = plain_axes("distance to the nearest person", "searches")
    for label, distances, colour in kinds:
        if len(distances):
            axes.hist(distances, edges, color=colour, alpha=0.6, label=label)
    _mark_thresholds(axes, method)
    legend(figure)
    return figure


def reliability(methods: Sequence[Method]) -> Figure:
    """Plot how often the nearest person is the right one over the probability stated for it [1]_.

    Parameters
    ----------
    methods : sequence of Method
        Those without strangers are left out.

    References
    ----------
    .. [1] DeGroot & Fienberg, "The Comparison and Evaluation of Forecasters", 1983, doi:10.2307/2987588
    """
    figure, axes = plain_axes("stated probability of the nearest person, in %", "of these right, in %", SQUARE)
    axes.axline((0, 0), slope=1, color=QUIET, linewidth=0.8, linestyle=":")
    for method, line in styled(methods):
        bins = method.reliability
        if bins is None:
            continue
        used = bins.weight > 0
        x, y = 100 * bins.probability[used], 100 * bins.right[used]
        axes.plot(x, y, label=f"{method.name} (error {100 * bins.error:.1f} %)", **line)
        axes.scatter(x, y, s=10 + 300 * bins.weight[used], color=line["color"], alpha=0.6, linewidths=0)
    axes.set_xlim(-2, 102)
    axes.set_ylim(-2, 102)
    legend(figure)
    return figure


def _mark_thresholds(axes: Axes, method: Method) -> None:
    thresholds = [each.threshold for each in method.open_sets]
    axes.axvspan(min(thresholds), max(thresholds), color=QUIET, alpha=0.25, linewidth=0)
    axes.axvline(
        float(np.median(thresholds)), color=QUIET, linestyle="--", linewidth=1, label="thresholds of the turns"
    )
