"""Numbers as curves and points."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from facerec.matching import OpenSet
from facerec.plots.axes import SQUARE, legend, plain_axes, plain_logarithm
from facerec.plots.style import KNOWN, QUIET, STRANGER


def spectrum(ratios: ArrayLike) -> Figure:
    """Plot the share of the variance in each component, and their sum.

    Parameters
    ----------
    ratios : array-like of shape (n_components,)
        In 0..1, largest first.
    """
    shares = np.asarray(ratios, float)
    figure, axes = plain_axes("component", "share of the variance")
    numbers = np.arange(1, len(shares) + 1)
    axes.semilogy(numbers, shares, color=KNOWN, label="each component")
    plain_logarithm(axes.yaxis)
    axes.set_ylim(bottom=max(shares.min(), 1e-6) / 2, top=1)
    axes.plot(numbers, np.cumsum(shares), color=STRANGER, label="all up to it")
    legend(figure)
    return figure


def threshold_curve(open_set: OpenSet) -> Figure:
    """Plot FPIR and DIR over the threshold, with the chosen one marked (ISO/IEC 19795-1).

    Parameters
    ----------
    open_set : OpenSet
    """
    thresholds, fpir, dir_ = open_set.curve()
    figure, axes = plain_axes("threshold (largest distance that gets a name)", "share of searches in %")
    axes.plot(thresholds, 100 * np.asarray(dir_), color=KNOWN, label="known people named rightly (DIR)")
    axes.plot(thresholds, 100 * np.asarray(fpir), color=STRANGER, label="strangers given a name (FPIR)")
    axes.axvline(open_set.threshold, color=QUIET, linestyle="--", linewidth=1, label="threshold")
    for rate, colour in ((open_set.dir, KNOWN), (open_set.fpir, STRANGER)):
        if rate.value is None:
            continue
        around = [[max(0.0, 100 * (rate.value - rate.low))], [max(0.0, 100 * (rate.high - rate.value))]]
        axes.errorbar(open_set.threshold, 100 * rate.value, around, color=colour, capsize=4, marker="o", markersize=4)
    axes.set_ylim(-2, 102)
    legend(figure)
    return figure


def gradient_histogram(magnitudes: ArrayLike, thresholds: Sequence[float]) -> Figure:
    """Plot how many pixels have which gradient, with the thresholds between which Canny decides.

    Parameters
    ----------
    magnitudes : array-like, >= 0
    thresholds : sequence of float
        Low and high, in any order.
    """
    values = np.asarray(magnitudes, float).ravel()
    figure, axes = plain_axes("magnitude of the gradient", "pixels")
    reach = max(float(np.quantile(values, 0.999)), 1.1 * max(thresholds, default=0.0), 1.0)
    axes.hist(values, bins=80, range=(0, reach), color=KNOWN, log=True)
    plain_logarithm(axes.yaxis)
    for name, threshold, style in zip(("low", "high"), sorted(thresholds), ("--", "-"), strict=True):
        above = float((values > threshold).mean())
        axes.axvline(
            threshold, color=STRANGER, linestyle=style, label=f"{name} {threshold:.4g}: {100 * above:.1f} % above"
        )
    legend(figure)
    return figure


def scatter(points: ArrayLike, names: Sequence[str], *, most: int = 20) -> Figure:
    """Plot faces by their first two components, with each person's name at their middle.

    Parameters
    ----------
    points : array-like of shape (n_faces, 2)
    names : sequence of str, length n_faces
    most : int, default=20
        How many people are named; the others are grey.
    """
    places, whose = np.asarray(points, float), np.asarray(names)
    people = sorted(set(whose.tolist()))
    figure, axes = plain_axes("first component", "second component", SQUARE)
    colours = mpl.colormaps["tab20"]
    for number, person in enumerate(people):
        own = places[whose == person]
        colour = colours(number % 20) if number < most else QUIET
        axes.scatter(own[:, 0], own[:, 1], s=14, color=colour, alpha=0.85, linewidths=0)
    middles = np.array([places[whose == person].mean(axis=0) for person in people[:most]])
    for person, middle, label in zip(people, middles, _apart(middles, places), strict=False):
        axes.annotate(
            person,
            (middle[0], middle[1]),
            (label[0], label[1]),
            fontsize=7,
            color=QUIET,
            ha="center",
            va="center",
            arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 0},
        )
    return figure


def _apart(middles: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put labels above, and up until none covers another: they are about 0.28 of the plane wide and 0.05 high."""
    low, high = places.min(axis=0), places.max(axis=0)
    extent = np.where(high > low, high - low, 1.0)
    labels = middles + extent * (0, 0.05)
    placed: list[int] = []
    for number in np.argsort(middles[:, 1]):
        while any((np.abs(labels[number] - labels[other]) < extent * (0.28, 0.05)).all() for other in placed):
            labels[number, 1] += 0.01 * extent[1]
        placed.append(number)
    return labels
