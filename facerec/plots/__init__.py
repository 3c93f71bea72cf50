"""Arrays in, pictures out: montages and drawings as plain arrays, curves as matplotlib Figures.

Figures are made with `matplotlib.figure.Figure` alone, since pyplot keeps global state that threads spoil.
"""

from facerec.plots.curves import gradient_histogram, scatter, spectrum, threshold_curve
from facerec.plots.detections import COLOURS, detections_figure, overlay
from facerec.plots.files import png, rendered
from facerec.plots.heat_maps import component_bars, explained, heat_map
from facerec.plots.matches import draw_matches
from facerec.plots.montages import levels, montage, strips
from facerec.plots.rulers import ruler
from facerec.plots.style import KNOWN, QUIET, STRANGER

__all__ = [
    "COLOURS",
    "KNOWN",
    "QUIET",
    "STRANGER",
    "component_bars",
    "detections_figure",
    "draw_matches",
    "explained",
    "gradient_histogram",
    "heat_map",
    "levels",
    "montage",
    "overlay",
    "png",
    "rendered",
    "ruler",
    "scatter",
    "spectrum",
    "strips",
    "threshold_curve",
]
