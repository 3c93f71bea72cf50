"""Who is easy and who is taken for whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from facerec.evaluation.figures import Method
from facerec.plots.axes import SQUARE, WIDTH, legend, plain_axes
from facerec.plots.evaluation.lines import styled
from facerec.plots.style import QUIET

_MOST_PEOPLE = 30  # rows of a drawing that can still be read
_MOST_TICKS = 40


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
    figure, axes = plain_axes("named rightly, in %", "", (WIDTH, 1.4 + 0.2 * len(order)))
    rows = np.arange(len(order))
    for number, (method, line) in enumerate(styled(methods)):
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
    figure, axes = plain_axes("named as", "who it is", SQUARE)
    drawn = axes.imshow(shares, cmap="viridis", vmin=0, vmax=100, interpolation="nearest")
    axes.grid(visible=False)
    if len(people) <= _MOST_TICKS:
        places, letters = np.arange(len(people)), 8 if len(people) <= _MOST_TICKS // 2 else 6
        axes.set_xticks(places, people, rotation=90, fontsize=letters, parse_math=False)
        axes.set_yticks(places, people, fontsize=letters, parse_math=False)
    bar = figure.colorbar(drawn, ax=axes, shrink=0.7)
    bar.set_label("of the person's pictures, in %", color=QUIET, fontsize=9)
    bar.ax.tick_params(colors=QUIET, labelsize=9)
    return figure
