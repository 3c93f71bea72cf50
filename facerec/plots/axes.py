"""The plain axes on which all curves are drawn."""

from __future__ import annotations

from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter

from facerec.plots.style import QUIET

WIDTH = 4.4
"""Inches: so narrow that letters are still read where a phone shows the figure from edge to edge."""

SQUARE = (WIDTH, 4.2)
"""Inches, with room for a legend above: for axes that mean the same both ways."""

_LETTER, _SAMPLE = 4.8, 40  # points: the mean width of a letter in a legend, and the line in front of its words
_LINE, _FEW = 0.16, 3  # inches that a line of a legend is high, and lines for which a figure has room as it is


def plain_axes(x_label: str, y_label: str, size: tuple[float, float] = (WIDTH, 3.2)) -> tuple[Figure, Axes]:
    """Make a figure, so many inches wide and high, with one pair of axes in colours for light and dark pages."""
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(x_label, color=QUIET, fontsize=9)
    axes.set_ylabel(y_label, color=QUIET, fontsize=9)
    axes.tick_params(colors=QUIET, labelsize=9)
    axes.grid(color=QUIET, alpha=0.2)
    for name, spine in axes.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set_color(QUIET)
    return figure, axes


class _PlainNumbers(LogFormatter):
    """Labels the ticks that matplotlib would label, without its formulas: dollars in texts are dollars here."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the label of a tick, empty for most minor ones."""
        return f"{x:g}" if super().__call__(x, pos) else ""


def plain_logarithm(axis: Axis) -> None:
    """Label a logarithmic axis with plain numbers; call it after the scale is set."""
    axis.set_major_formatter("{x:g}")
    axis.set_minor_formatter(_PlainNumbers())


def legend(figure: Figure) -> None:
    """Say above the axes what each line is, in as many columns as there is room for; a long name takes two lines."""
    longest = max((len(words) for axes in figure.axes for words in axes.get_legend_handles_labels()[1]), default=0)
    columns = max(1, int(72 * WIDTH // (_LETTER * longest + _SAMPLE)))
    names = figure.legend(loc="outside upper center", ncols=columns, frameon=False, labelcolor=QUIET, fontsize=8)
    lines = 0
    for text in names.get_texts():
        text.set_text(fill(text.get_text(), int((72 * WIDTH - _SAMPLE) / _LETTER)))
        lines += 1 + text.get_text().count("\n")
        text.set_parse_math(False)  # names of methods are people's own, and a dollar in them is a dollar
    figure.set_figheight(figure.get_figheight() + _LINE * max(0, -(-lines // columns) - _FEW))
