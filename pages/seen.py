"""What the steps of a method see, as pictures: mean face, components, reconstructions, patterns, spectrum."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from facerec import plots
from facerec.features import Eigenfaces, Embedding, Fisherfaces, LBPHistograms, LBPImage
from facerec.matching import METRICS, ScoreFusion
from facerec.recognizer import FaceRecognizer
from pages import ui

COLOUR_MAPS = {"grey": "gray", "blue to red": "coolwarm", "viridis": "viridis"}

_REBUILT_FROM = (1, 5, 20, 80)
_SHOWN = 10
_PAIRS = 6
_COMPARED = 300  # faces; the pairs grow with the square

Faces = NDArray[Any]


def branches(recognizer: FaceRecognizer) -> list[Pipeline]:
    """Return the steps from faces to features; a fusion has several such branches."""
    classifier = recognizer.pipeline.steps[-1][1]
    if isinstance(classifier, ScoreFusion):
        return [member[:-1] for member in classifier.estimators_]
    return [recognizer.pipeline[:-1]]


def sheets(recognizer: FaceRecognizer, faces: NDArray[np.uint8], colours: str) -> list[ui.Sheet]:
    """Walk down every branch and show each step that can be shown."""
    first = faces[:: max(1, len(faces) // _SHOWN)][:_SHOWN]
    shown = [ui.sheet(faces.mean(axis=0)[None].astype(np.uint8), "The mean face", columns=1)]
    for branch in branches(recognizer):
        seen: Faces = first
        for _, step in branch.steps:
            if isinstance(step, Embedding):
                shown += _compared(step, faces, recognizer.gallery.names)
            if isinstance(step, LBPHistograms):
                shown.append(_patterns(step, seen))
            if isinstance(step, Eigenfaces | Fisherfaces):
                shown += _subspace(step, seen, COLOUR_MAPS[colours])
            seen = step.transform(seen)
            if seen.ndim == 3:
                shown.append(ui.sheet(_as_pictures(seen), f"Faces after {type(step).__name__}"))
    return shown


def _compared(step: Embedding, faces: NDArray[np.uint8], names: NDArray[np.str_]) -> list[ui.Sheet]:
    """Show what the network gets, and the pairs of faces it is least sure of."""
    shown = [ui.sheet(faces[:: max(1, len(faces) // _SHOWN)][:_SHOWN], "Faces as the network gets them")]
    faces, names = faces[:_COMPARED], names[:_COMPARED]
    features = step.transform(faces)
    distances = METRICS["cosine"](features, features)
    one_person = names[:, None] == names
    each_once = np.triu(np.ones_like(one_person), 1)
    for words, which, nearest in (
        ("One person, yet far apart: the cosine distance below each pair", each_once & one_person, -1),
        ("Two people, yet close together: the cosine distance below each pair", each_once & ~one_person, 1),
    ):
        pairs = np.argwhere(which)
        pairs = pairs[np.argsort(nearest * distances[which])][:_PAIRS]
        captions = [text for a, b in pairs for text in (str(names[a]), f"{distances[a, b]:.2f} {names[b]}")]
        if len(pairs):
            shown.append(ui.sheet(faces[pairs.ravel()], words, captions, columns=4))
    return shown


def _patterns(step: LBPHistograms, seen: Faces) -> ui.Sheet:
    wanted = LBPImage().get_params()
    codes = LBPImage(**{name: value for name, value in step.get_params().items() if name in wanted})
    return ui.sheet(_as_pictures(codes.transform(seen)), "The patterns that are counted, one code for each pixel")


def _subspace(step: Eigenfaces | Fisherfaces, seen: Faces, colour_map: str) -> list[ui.Sheet]:
    kind, shown = type(step).__name__, []
    if seen.ndim == 3:
        components = step.components_[: 2 * _SHOWN].reshape(-1, *seen.shape[1:])
        numbers = [str(number) for number in range(1, len(components) + 1)]
        tiles = plots.levels(components, colour_map=colour_map)
        shown = [ui.sheet(tiles, f"{kind}, the most telling first", numbers), _rebuilt(step, seen[::4])]
    ratios = getattr(step, "explained_variance_ratio_", None)
    if ratios is not None:
        shown.append(ui.drawn(plots.spectrum(ratios), f"Spectrum of the {kind}: what each one explains"))
    return shown


def _rebuilt(step: Eigenfaces | Fisherfaces, seen: Faces) -> ui.Sheet:
    """Rebuild some faces from ever more of their components."""
    weights = step.transform(seen)
    counts = sorted({min(count, weights.shape[1]) for count in _REBUILT_FROM})
    columns = [np.asarray(seen, np.float32)]
    for count in counts:
        kept = np.where(np.arange(weights.shape[1]) < count, weights, 0).astype(np.float32)
        columns.append(step.inverse_transform(kept).reshape(seen.shape))
    tiles = _as_pictures(np.stack(columns, axis=1).reshape(-1, *seen.shape[1:]))
    words = ["the face", *(f"from {count}" for count in counts)] * len(seen)
    return ui.sheet(tiles, "Faces, and the same rebuilt from their first components", words, columns=len(columns))


def _as_pictures(images: Faces) -> NDArray[np.uint8]:
    """Return grey levels as they are, and stretch anything else, image by image, to the full range of greys."""
    values = np.asarray(images, np.float32)
    if values.min() < -64 or values.max() > 319 or np.ptp(values) <= 8:  # a rebuilt face overshoots a little
        low, high = (pick(axis=(1, 2), keepdims=True) for pick in (values.min, values.max))
        values = (values - low) * (255 / np.maximum(high - low, 1e-6))
    return values.clip(0, 255).astype(np.uint8)
