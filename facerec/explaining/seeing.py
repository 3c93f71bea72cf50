"""What a method sees of faces: what each of its steps makes of them, as pictures.

What is described cell by cell (patterns, edges, ripples) has no picture of its own. It is drawn: as codes, as strokes,
or as the face itself, lit where a cell matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import FeatureUnion, Pipeline

from facerec import edges
from facerec.explaining import drawn
from facerec.explaining.cells import cell_strengths, describes_cells
from facerec.features import HOG, DiscriminantEmphasis, Embedding, Gabor, LBPHistograms, LBPImage, Pixels
from facerec.features.subspace import Subspace
from facerec.images import to_grey
from facerec.matching import ScoreFusion
from facerec.matching.steps import does_nothing

Array = NDArray[Any]

_COUNTED = {LBPHistograms: "patterns", FeatureUnion: "patterns", HOG: "edges", Gabor: "ripples"}
"""What the steps look for that describe a face cell by cell."""


@dataclass(frozen=True, eq=False)
class View:
    """One way of seeing faces.

    Attributes
    ----------
    title : str
        A few words, for below a picture.
    sentence : str
        What the picture shows.
    images : ndarray of shape (n_faces, height, width) or (n_faces, height, width, 3), uint8
        Of about the proportions of a face.
    """

    title: str
    sentence: str
    images: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Stage:
    """A step of a method, what comes into it, and how that looks.

    Attributes
    ----------
    step : estimator
        Fitted.
    before : ndarray of shape (n_faces, ...)
        Faces, or what the steps before made of them.
    views : tuple of View
        Empty where there is nothing to see.
    """

    step: Any
    before: Array
    views: tuple[View, ...]


def branches(pipeline: Pipeline) -> list[Pipeline]:
    """Return the steps from faces to features; a fusion has several such branches."""
    classifier = pipeline.steps[-1][1]
    if isinstance(classifier, ScoreFusion):
        return [member[:-1] for member in classifier.estimators_]
    return [pipeline[:-1]]


def stages(branch: Pipeline, faces: NDArray[np.uint8]) -> Iterator[Stage]:
    """Follow faces through the steps of a branch.

    Parameters
    ----------
    branch : Pipeline
        Fitted; of `branches`.
    faces : ndarray of shape (n_faces, height, width) or, in colour, (n_faces, height, width, 3), uint8

    Yields
    ------
    Stage
        One for each step, first to last.
    """
    seen: Array = faces
    describing: Any = None  # the step that made rows of cells out of pictures
    for _, step in branch.steps:
        if does_nothing(step):
            continue
        sees = step.fisherfaces_ if isinstance(step, DiscriminantEmphasis) else step
        if isinstance(sees, Subspace) and describing is not None:
            views = _apart_by_cell(sees, describing, seen, faces)
        else:
            views = _views(sees, seen)
        yield Stage(step, seen, tuple(views))
        if describes_cells(step):
            describing = step
        seen = step.transform(seen)


def views(pipeline: Pipeline, faces: NDArray[np.uint8]) -> list[View]:
    """Return everything that a fitted method sees of faces, step by step.

    Parameters
    ----------
    pipeline : Pipeline
        Fitted; ends in a classifier.
    faces : ndarray of shape (n_faces, height, width) or, in colour, (n_faces, height, width, 3), uint8
    """
    return [view for branch in branches(pipeline) for stage in stages(branch, faces) for view in stage.views]


def outlines(faces: NDArray[np.uint8]) -> list[View]:
    """Return faces as they are and their edges: what there is to see before any method looks."""
    grey = faces if faces.ndim == 3 else np.stack([to_grey(face) for face in faces])
    canny = [edges.canny(face, *edges.automatic_thresholds(face)) for face in grey]
    strength = np.stack([edges.sobel(face) for face in grey])
    fine = np.stack([edges.difference_of_gaussians(face) for face in grey])
    return [
        View("The face", "As it was cut for the methods.", faces),
        View(
            "Edges", "How steeply brightness changes at each pixel (Sobel).", drawn.enlarged(strength, grey.shape[1:3])
        ),
        View("Lines", "Where it changes most, as thin lines (Canny).", np.stack(canny)),
        View(
            "Fine detail",
            "What is a pixel or two wide (difference of Gaussians).",
            drawn.enlarged(fine, grey.shape[1:3]),
        ),
    ]


# Steps, each in its own way


@singledispatch
def _views(step: Any, seen: Array) -> list[View]:
    """Show what any other step makes of pictures, where these are pictures again."""
    made = np.asarray(step.transform(seen))
    if made.ndim != 3 or seen.ndim != 3:
        return []
    name = type(step).__name__
    return [View(f"After {name}", f"The face after the step {name}.", drawn.stretched(made))]


@_views.register
def _levels(step: Pixels, seen: Array) -> list[View]:
    return [View("Grey levels", "Every pixel counts the same, as bright as it is.", drawn.stretched(seen))]


@_views.register
def _several(step: FeatureUnion, seen: Array) -> list[View]:
    """Show what each part makes of the faces; a picture that parts have in common, once."""
    views = [view for _, part in step.transformer_list for view in _views(part, seen)]
    distinct = {(view.title, view.images.tobytes()): view for view in views}
    return list(distinct.values())


@_views.register
def _patterns(step: LBPHistograms, seen: Array) -> list[View]:
    wanted = LBPImage().get_params()
    codes = LBPImage(**{name: value for name, value in step.get_params().items() if name in wanted})
    pictures = drawn.framed(drawn.stretched(codes.transform(seen)), seen.shape[1:3])
    down, across = step.grid
    return [
        View("Patterns", "The patterns that are counted: a code for each pixel's surroundings.", pictures),
        View(
            "Cells",
            f"They are counted in each of {down} × {across} cells.",
            drawn.ruled(drawn.stretched(seen), step.grid),
        ),
    ]


@_views.register
def _edges(step: HOG, seen: Array) -> list[View]:
    turn = 2 * np.pi if step.signed else np.pi
    rising = turn * (np.arange(step.n_orientations) + 0.5) / step.n_orientations
    drawing = drawn.strokes(seen, step.cells(seen), rising + np.pi / 2)  # an edge lies across the gradient
    return [View("Edge strokes", "In each cell the directions of its edges, the stronger the brighter.", drawing)]


@_views.register
def _ripples(step: Gabor, seen: Array) -> list[View]:
    magnitudes, size = step.magnitudes(seen), seen.shape[1:3]
    by_scale = magnitudes.sum(axis=2)
    ends = [("Fine ripples", 0), ("Coarse ripples", step.n_scales - 1)][: step.n_scales]
    energy = [
        View(title, f"Where brightness ripples in waves of {4 * 2 ** (scale / 2):.3g} pixels.", pictures)
        for title, scale in ends
        for pictures in [drawn.enlarged(by_scale[:, scale], size)]
    ]
    n, _, n_orientations, high, wide = magnitudes.shape
    (down, across) = step.grid
    by_cell = magnitudes.reshape(n, -1, n_orientations, down, high // down, across, wide // across).mean(axis=(1, 4, 6))
    uneven = np.moveaxis(by_cell - by_cell.min(axis=1, keepdims=True), 1, -1)
    crests = np.pi * np.arange(n_orientations) / n_orientations + np.pi / 2
    sentence = "In each cell the directions in which its ripples run, the stronger the brighter."
    return [*energy, View("Ripple strokes", sentence, drawn.strokes(seen, np.sqrt(uneven), crests))]


@_views.register
def _network(step: Embedding, seen: Array) -> list[View]:
    return [View("As the network gets it", "Eyes, nose and mouth in the places it has learned.", seen)]


@_views.register
def _components(step: Subspace, seen: Array) -> list[View]:
    """Show pictures in the terms of the components; rows of numbers that are no pictures show nothing."""
    if seen.ndim != 3:
        return []
    kind, weights = type(step).__name__, step.transform(seen)
    most = np.abs(weights).argmax(axis=1)
    signs = np.take_along_axis(np.sign(weights), most[:, None], axis=1)
    strongest = (signs * step.components_[most]).reshape(seen.shape)
    rebuilt: Array = step.inverse_transform(weights).reshape(seen.shape)
    return [
        View(
            "Rebuilt",
            f"All that {weights.shape[1]} {kind} keep of it: the mean face, and their share of each.",
            drawn.stretched(rebuilt),
        ),
        View("Left out", f"What the {kind} do not see: the face without what they keep.", drawn.signed(seen - rebuilt)),
        View(
            "Strongest part",
            f"The one of the {kind} that it has most of: added to the mean face where bright, taken off where dark.",
            drawn.signed(strongest),
        ),
    ]


def _apart_by_cell(step: Subspace, describing: Any, seen: Array, faces: NDArray[np.uint8]) -> list[View]:
    """Light the face up where the components find it unlike the mean face."""
    kept = step.inverse_transform(step.transform(seen)) - step.mean_
    grey = faces if faces.ndim == 3 else np.stack([to_grey(face) for face in faces])
    return [
        View(
            "Sets it apart",
            f"Lit where it differs most from the mean face in the {_COUNTED[type(describing)]} that"
            f" {len(step.components_)} {type(step).__name__} look at.",
            drawn.lit(grey, cell_strengths(describing, kept)),
        )
    ]
