"""Is it the same person: ROC and DET, with what the number of people allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.special import ndtri

from facerec.evaluation.figures import Method
from facerec.plots.axes import SQUARE, legend, plain_axes, plain_logarithm
from facerec.plots.evaluation.lines import styled
from facerec.plots.style import QUIET

_TICKS = (0.0001, 0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6)


def roc(methods: Sequence[Method]) -> Figure:
    """Plot the share of mated comparisons that match over FMR, on a logarithmic axis, with 95 % bands.

    Parameters
    ----------
    methods : sequence of Method
        Those of whom nobody could be compared are left out.
    """
    figure, axes = plain_axes("FMR in %: two people who match", "one person's pictures that match, in %", SQUARE)
    for method, line in styled(methods):
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
    plain_logarithm(axes.xaxis)
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
    figure, axes = plain_axes("FMR in %", "FNMR in %", SQUARE)
    for method, line in styled(methods):
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


def _deviate(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map shares to normal deviates; 0 and 1, which lie infinitely far out, to just outside of the axes."""
    return np.asarray(ndtri(np.clip(shares, _TICKS[0] / 2, 1 - _TICKS[0] / 2)))
