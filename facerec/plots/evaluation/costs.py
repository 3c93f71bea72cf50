"""What a method costs, and how it bears worse pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from facerec.evaluation.figures import Method
from facerec.evaluation.robustness import Robustness
from facerec.plots.axes import legend, plain_axes
from facerec.plots.evaluation.lines import around, line_of, styled


def costs(methods: Sequence[Method]) -> Figure:
    """Plot accuracy with its 95 % interval over the time to name a face, on a logarithmic axis.

    DIR is the accuracy where strangers were asked about, else rank-1.

    Parameters
    ----------
    methods : sequence of Method
    """
    measured = all(method.dir.value is not None for method in methods)
    figure, axes = plain_axes("ms to name a face", f"{'DIR' if measured else 'rank 1'}, in %")
    for method, line in styled(methods):
        rate = method.dir if measured else method.rank1
        if rate.value is None:
            continue
        axes.errorbar(
            method.outcome.cost.ms_per_face,
            100 * rate.value,
            around(rate),
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
        line = line_of(number)
        levels = np.arange(len(rates))
        low, high = ([100 * getattr(rate, end) for rate in rates] for end in ("low", "high"))
        axes.fill_between(levels, low, high, color=line["color"], alpha=0.12, linewidth=0)
        axes.plot(levels, [100 * rate.value for rate in rates], marker=".", label=result.name, **line)
    axes.set_ylim(-2, 102)
    legend(figure)
    return figure
