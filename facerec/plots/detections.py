"""What detectors found: plain pixels for the screen, a figure for a report."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from facerec.detection import Detection
from facerec.images import Picture, resize
from facerec.plots.pen import Pen
from facerec.plots.style import KNOWN, QUIET, STRANGER

COLOURS = (KNOWN, STRANGER, "#332288", "#882255", "#117733", "#aa4499", "#666600", "#4477aa")
"""White can be read on each, and they tell apart (after Tol, "Colour schemes", SRON/EPS/TN/09-002, 2021)."""

_SIDE = 1600  # pixels of a picture's longer side in a figure
_WIDTH = 8  # inches of a figure


def overlay(picture: Picture, detections: Sequence[Detection], captions: Sequence[str] | None = None) -> Picture:
    """Draw boxes, landmarks and captions into a copy of a picture, a colour for each label.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
    detections : sequence of Detection
    captions : sequence of str, optional
        One for each; by default the score, with the label where it is no face.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8 RGB
        A small picture is enlarged by a whole factor first, so that captions do not hide it.
    """
    pen, colours = Pen(picture), _colours(detections)
    for one in detections:
        pen.frame(one.box, colours[one.label])
        if one.landmarks is not None:
            pen.dots(one.landmarks)
    for one, caption in zip(detections, _captions(detections) if captions is None else captions, strict=True):
        pen.label(caption, one.box, colours[one.label])
    return pen.drawn


def detections_figure(picture: Picture, detections: Sequence[Detection], title: str) -> Figure:
    """Draw the same as a figure, whose boxes and captions stay sharp when it is enlarged.

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3), uint8 RGB
        Shown with at most 1600 pixels along its longer side.
    detections : sequence of Detection
    title : str
    """
    height, width = picture.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    shown = resize(picture, (max(1, round(scale * height)), max(1, round(scale * width))))
    figure = Figure(figsize=(_WIDTH, min(3 * _WIDTH, _WIDTH * height / width) + 0.4), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(shown, extent=(0, width, height, 0), interpolation="none")
    axes.set_axis_off()
    axes.set_title(title, parse_math=False, fontsize=10, color=QUIET)
    colours = _colours(detections)
    for one, caption in zip(detections, _captions(detections), strict=True):
        colour, (left, top, _, _) = colours[one.label], one.box
        axes.add_patch(
            Rectangle((left, top), one.box.width, one.box.height, fill=False, edgecolor=colour, linewidth=1.5)
        )
        if one.landmarks is not None:
            axes.plot(*one.landmarks.T, ".", color="white", markersize=3)
        ground = {"facecolor": colour, "edgecolor": "none", "pad": 1}
        axes.text(left, top, caption, color="white", fontsize=7, va="bottom", bbox=ground, parse_math=False)
    return figure


def _colours(detections: Sequence[Detection]) -> dict[str, str]:
    labels = sorted({one.label for one in detections})
    return {label: COLOURS[number % len(COLOURS)] for number, label in enumerate(labels)}


def _captions(detections: Sequence[Detection]) -> list[str]:
    return [f"{one.score:.2f}" if one.label == "face" else f"{one.label} {one.score:.2f}" for one in detections]
