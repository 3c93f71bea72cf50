"""The plain axes and what is written above them."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from facerec.plots.axes import legend, plain_axes


def with_lines(*names: str) -> tuple[Figure, Axes]:
    figure, axes = plain_axes("across", "up")
    for name in names:
        axes.plot([0, 1], label=name)
    legend(figure)
    figure.draw_without_rendering()
    return figure, axes


def test_long_names_are_told_in_full_and_leave_the_curves_their_room() -> None:
    long = "tantriggs (outer=12) + lbp (cells=8, radius=3) + chi_square_bin_ratio (neighbors=2), number"
    few, small = with_lines("one", "two")
    many, large = with_lines(*(f"{long} {number}" for number in range(4)))
    (told,) = many.legends
    assert [text.get_text().split() for text in told.get_texts()] == [[*long.split(), str(n)] for n in range(4)]
    extent = told.get_window_extent()
    assert extent.x0 >= 0
    assert extent.x1 <= many.bbox.width
    assert large.bbox.height > 0.75 * small.bbox.height
    assert few.get_figheight() == plain_axes("", "")[0].get_figheight()
