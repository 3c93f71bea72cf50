"""The plain axes on which all curves are drawn."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from facerec.plots.style import QUIET

SQUARE = (5.6, 5.0)
"""Inches, with room for a legend above: for axes that mean the same both ways."""


def plain_axes(x_label: str, y_label: str, size: tuple[float, float] = (5.6, 3.4)) -> tuple[Figure, Axes]:
    """Make a figure, so many inches wide and high, with one pair of axes in colours for light and dark pages."""
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(x_label, color=QUIET)
    axes.set_ylabel(y_label, color=QUIET)
    axes.tick_params(colors=QUIET)
    axes.grid(color=QUIET, alpha=0.2)
    for name, spine in axes.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set_color(QUIET)
    return figure, axes


def legend(figure: Figure, columns: int = 3) -> None:
    """Say above the axes what each line is."""
    names = figure.legend(loc="outside upper center", ncols=columns, frameon=False, labelcolor=QUIET, fontsize=8)
    for text in names.get_texts():
        text.set_parse_math(False)  # names of methods are people's own, and a dollar in them is a dollar
