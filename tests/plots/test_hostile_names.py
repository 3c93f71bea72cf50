"""Names that matplotlib would read as formulas are drawn as they are, in every figure."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from facerec import plots
from facerec.datasets import Dataset
from facerec.detection import Box, Detection
from facerec.plots import evaluation
from facerec.recognizer import FaceRecognizer
from tests.plots.test_evaluation import method

HOSTILE = ["$$", "$^$", "$\\frac$", "a$b$c_{", "\\", "%s {0} <b>", "\u202eabc"]
POINTS = np.random.default_rng(0).random((7, 2))


@pytest.fixture(scope="module")
def recognizer(att: tuple[np.ndarray, np.ndarray]) -> FaceRecognizer:
    rows = np.arange(20)
    names = np.repeat(HOSTILE[:4], 5)
    return FaceRecognizer.fit(Dataset(att[0][rows, ::4, ::4].copy(), names, tuple(names), ()), recipe="pixels", folds=2)


def test_figures_of_people_bear_any_name(recognizer: FaceRecognizer) -> None:
    picture = np.zeros((60, 80, 3), np.uint8)
    boxes = [Detection(Box(1, 1, 20, 20), 0.9, label=name) for name in HOSTILE]
    figures = [
        plots.scatter(POINTS, HOSTILE),
        plots.threshold_curve(recognizer.open_set),
        *(plots.detections_figure(picture, boxes, name) for name in HOSTILE),
    ]
    for figure in figures:
        for kind in ("png", "svg"):
            assert plots.rendered(figure, kind)


@pytest.mark.parametrize("draw", ["confusion", "recalls"])
@pytest.mark.parametrize("first", HOSTILE)
def test_figures_of_a_method_and_its_people_bear_any_name(draw: str, first: str) -> None:
    function: Callable[..., Figure] = getattr(evaluation, draw)
    one = method(name=first)
    given = [one] if draw == "recalls" else one
    assert plots.rendered(function(given, [first, *HOSTILE[:2]]), "svg")


def test_figures_of_methods_bear_any_name() -> None:
    drawn = 0
    for name in evaluation.__all__:
        function = getattr(evaluation, name)
        parameters = list(inspect.signature(function).parameters.values()) if callable(function) else []
        required = [one for one in parameters if one.default is one.empty]
        if len(required) == 1 and required[0].name == "methods":
            assert plots.rendered(function([method(name=hostile) for hostile in HOSTILE]), "png")
            drawn += 1
    assert drawn >= 4


def test_no_text_is_read_as_a_formula_wherever_it_is_drawn() -> None:
    assert mpl.rcParams["text.parse_math"] is False
    figure = Figure()
    figure.suptitle("$$")
    figure.subplots().set_xlabel("$^$")
    assert plots.png(figure)
