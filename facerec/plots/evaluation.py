"""Curves of compared methods: errors, names, probabilities and costs, each with what the number of people allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray
from scipy.special import ndtri

from facerec.evaluation.figures import Method
from facerec.evaluation.robustness import Robustness
from facerec.metrics import Rate
from facerec.plots.axes import legend, plain_axes
from facerec.plots.style import KNOWN, QUIET, STRANGER

# Each has a contrast above 3 on light and on dark pages (WCAG 2.1, 1.4.11).
_COLOURS = (KNOWN, STRANGER, "#4477c4", "#b0509a", "#808014", "#3d94bd", "#cc4c5c", "#8466c0")
_DASHES = ("-", "--", ":")
_SQUARE = (5.6, 5.0)
_TICKS = (0.0001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6)
_MOST_PEOPLE = 30  # rows of a drawing that can still be read
_MOST_TICKS = 40


def roc(methods: Sequence[Method]) -> Figure:
    """Plot the share of mated comparisons that match over FMR, on a logarithmic axis, with 95 % bands.

    Parameters
    ----------
    methods : sequence of Method
        Those of whom nobody could be compared are left out.
    """
    figure, axes = plain_axes("FMR in %: two people who match", "one person's pictures that match, in %", _SQUARE)
    for method, line in _styled(methods):
        if method.verifying is None:
            continue
        curve = method.verifying.comparisons.curve.thinned()
        fmrs, low, high = method.verifying.band()
        axes.fill_between(100 * fmrs, 100 * (1 - high), 100 * (1 - low), color=line["color"], alpha=0.12, linewidth=0)
        seen = curve.fmr >= fmrs[0]
        axes.plot(
            100 * curve.fmr[seen], 100 * (1 - curve.fnmr[seen]), label=method.name, drawstyle="steps-post", **line
        )
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_ylim(top=101)
    legend(figure)
    return figure


def det(methods: Sequence[Method]) -> Figure:
    """Plot FNMR over FMR on normal-deviate axes [1]_, with 95 % bands.

    Parameters
    ----------
    methods : sequence of Method

    References
    ----------
    .. [1] Martin, Doddington, Kamm, Ordowski & Przybocki, "The DET Curve in Assessment of Detection Task Performance",
           1997; ISO/IEC 19795-1
    """
    figure, axes = plain_axes("FMR in %", "FNMR in %", _SQUARE)
    for method, line in _styled(methods):
        if method.verifying is None:
            continue
        curve = method.verifying.comparisons.curve.thinned()
        fmrs, low, high = method.verifying.band()
        axes.fill_between(_deviate(fmrs), _deviate(low), _deviate(high), color=line["color"], alpha=0.12, linewidth=0)
        axes.plot(_deviate(curve.fmr), _deviate(curve.fnmr), label=method.name, drawstyle="steps-post", **line)
    places = ndtri(_TICKS)
    words = [f"{100 * tick:g}" for tick in _TICKS]
    axes.set_xticks(places, words)
    axes.set_yticks(places, words)
    axes.set_xlim(places[0], places[-1])
    axes.set_ylim(places[0], places[-1])
    axes.axline((0, 0), slope=1, color=QUIET, linewidth=0.8, linestyle=":")
    legend(figure)
    return figure


def cmc(methods: Sequence[Method], most: int = 20) -> Figure:
    """Plot the share of searches with the right person among the first r.

    Parameters
    ----------
    methods : sequence of Method
    most : int, default=20
        Up to which rank.
    """
    figure, axes = plain_axes("rank: how many names are looked at", "right one among them, in %")
    for method, line in _styled(methods):
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
    figure, axes = plain_axes("FPIR: strangers given a name, in %", "DIR: known people named rightly, in %")
    for method, line in _styled(methods):
        _, fpir, dir_ = method.open_curve()
        axes.plot(100 * fpir, 100 * dir_, label=method.name, **line)
        if method.dir.value is not None and method.fpir.value is not None:
            across, up = _around(method.fpir), _around(method.dir)
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
    legend(figure, columns=2)
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
    legend(figure, columns=2)
    return figure


def reliability(methods: Sequence[Method]) -> Figure:
    """Plot how many answers were right over the probability they were given with [1]_.

    Parameters
    ----------
    methods : sequence of Method
        Those without strangers are left out.

    References
    ----------
    .. [1] DeGroot & Fienberg, "The Comparison and Evaluation of Forecasters", 1983, doi:10.2307/2987588
    """
    figure, axes = plain_axes("probability given with a name, in %", "of these names right, in %", _SQUARE)
    axes.axline((0, 0), slope=1, color=QUIET, linewidth=0.8, linestyle=":")
    for method, line in _styled(methods):
        bins = method.reliability
        if bins is None:
            continue
        used = bins.weight > 0
        x, y = 100 * bins.probability[used], 100 * bins.right[used]
        axes.plot(x, y, label=f"{method.name} (error {100 * bins.error:.1f} %)", **line)
        axes.scatter(x, y, s=10 + 300 * bins.weight[used], color=line["color"], alpha=0.6, linewidths=0)
    axes.set_xlim(-2, 102)
    axes.set_ylim(-2, 102)
    legend(figure, columns=2)
    return figure


def recalls(methods: Sequence[Method], people: Sequence[str]) -> Figure:
    """Plot the share of each person's pictures that was named rightly, the hardest people first, at most 30.

    Parameters
    ----------
    methods : sequence of Method
    people : sequence of str
        As the columns of the methods' distances.
    """
    shares = np.array([method.recalls for method in methods])
    asked = np.flatnonzero(~np.isnan(shares).all(axis=0))
    order = asked[np.argsort(shares[:, asked].mean(axis=0), kind="stable")][:_MOST_PEOPLE]
    figure, axes = plain_axes("named rightly, in %", "", (5.6, 1.4 + 0.2 * len(order)))
    rows = np.arange(len(order))
    for number, (method, line) in enumerate(_styled(methods)):
        apart = 0.5 * (number - (len(methods) - 1) / 2) / max(len(methods), 1)  # equal shares must not cover each other
        axes.plot(100 * shares[number, order], rows + apart, "o", color=line["color"], markersize=4, label=method.name)
    axes.set_yticks(rows, [people[row] for row in order], fontsize=8, parse_math=False)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_xlim(-3, 103)
    legend(figure)
    return figure


def confusion(method: Method, people: Sequence[str]) -> Figure:
    """Draw the confusion matrix, in shares of each person's searches.

    Parameters
    ----------
    method : Method
    people : sequence of str
        Named along the sides where there are at most 40.
    """
    counts = method.confusion
    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = plain_axes("named as", "who it is", _SQUARE)
    drawn = axes.imshow(shares, cmap="viridis", vmin=0, vmax=100, interpolation="nearest")
    axes.grid(visible=False)
    if len(people) <= _MOST_TICKS:
        places = np.arange(len(people))
        axes.set_xticks(places, people, rotation=90, fontsize=6, parse_math=False)
        axes.set_yticks(places, people, fontsize=6, parse_math=False)
    bar = figure.colorbar(drawn, ax=axes, shrink=0.7)
    bar.set_label("of the person's pictures, in %", color=QUIET)
    bar.ax.tick_params(colors=QUIET)
    return figure


def costs(methods: Sequence[Method]) -> Figure:
    """Plot accuracy with its 95 % interval over the time to name a face, on a logarithmic axis.

    DIR is the accuracy where strangers were asked about, else rank-1.

    Parameters
    ----------
    methods : sequence of Method
    """
    measured = all(method.dir.value is not None for method in methods)
    figure, axes = plain_axes("ms to name a face", f"{'DIR' if measured else 'rank 1'}, in %")
    for method, line in _styled(methods):
        rate = method.dir if measured else method.rank1
        if rate.value is None:
            continue
        axes.errorbar(
            method.outcome.cost.ms_per_face,
            100 * rate.value,
            _around(rate),
            color=line["color"],
            marker="o",
            capsize=3,
            linewidth=1,
            label=method.name,
        )
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_locator(NullLocator())
    axes.margins(x=0.2)
    legend(figure)
    return figure


def robustness(results: Sequence[Robustness], kind: str, measure: str = "rank1") -> Figure:
    """Plot a share over the level of one perturbation, with its 95 % band; level 0 are the clean pictures.

    Parameters
    ----------
    results : sequence of Robustness
    kind : str
        A name in `facerec.evaluation.perturbations.PERTURBATIONS`.
    measure : "rank1" or "fnmr", default="rank1"
    """
    words = {"rank1": "named rightly (rank 1), in %", "fnmr": "FNMR, in %"}[measure]
    figure, axes = plain_axes("level", words)
    for number, result in enumerate(results):
        rates = getattr(result, measure)[kind]
        line = _line(number)
        levels = np.arange(len(rates))
        low, high = ([100 * getattr(rate, end) for rate in rates] for end in ("low", "high"))
        axes.fill_between(levels, low, high, color=line["color"], alpha=0.12, linewidth=0)
        axes.plot(levels, [100 * rate.value for rate in rates], marker=".", label=result.name, **line)
    axes.set_ylim(-2, 102)
    legend(figure)
    return figure


def _styled(methods: Sequence[Method]) -> Iterator[tuple[Method, dict[str, Any]]]:
    return ((method, _line(number)) for number, method in enumerate(methods))


def _line(number: int) -> dict[str, Any]:
    return {"color": _COLOURS[number % len(_COLOURS)], "linestyle": _DASHES[number // len(_COLOURS) % len(_DASHES)]}


def _deviate(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map shares to normal deviates; 0 and 1, which lie infinitely far out, to just outside of the axes."""
    return np.asarray(ndtri(np.clip(shares, _TICKS[0] / 2, 1 - _TICKS[0] / 2)))


def _around(rate: Rate) -> list[list[float]]:
    value = rate.value or 0.0
    return [[max(0.0, 100 * (value - rate.low))], [max(0.0, 100 * (rate.high - value))]]


def _mark_thresholds(axes: Axes, method: Method) -> None:
    thresholds = [each.threshold for each in method.open_sets]
    axes.axvspan(min(thresholds), max(thresholds), color=QUIET, alpha=0.25, linewidth=0)
    axes.axvline(
        float(np.median(thresholds)), color=QUIET, linestyle="--", linewidth=1, label="thresholds of the turns"
    )
