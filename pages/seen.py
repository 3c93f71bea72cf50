"""What a recognizer has learned and what its steps see, as pictures: mean face, components, spectrum, and each step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from facerec import plots
from facerec.explaining import drawn, seeing
from facerec.features import Embedding
from facerec.features.subspace import Subspace
from facerec.matching import METRICS
from facerec.recognizer import FaceRecognizer
from pages import ui

COLOUR_MAPS = {"grey": "gray", "blue to red": "coolwarm", "viridis": "viridis"}

_REBUILT_FROM = (1, 5, 20, 80)
_SHOWN = 10
_PAIRS = 6
_COMPARED = 300  # faces; the pairs grow with the square


def coloured(recognizer: FaceRecognizer, faces: NDArray[np.uint8]) -> bool:
    """Tell whether colours change anything: only components that look like faces are drawn in them."""
    branches = seeing.branches(recognizer.pipeline)
    return any(_like_faces(stage) for branch in branches for stage in seeing.stages(branch, faces[:1]))


def _like_faces(stage: seeing.Stage) -> bool:
    return isinstance(stage.step, Subspace) and stage.before.ndim == 3


def sheets(recognizer: FaceRecognizer, faces: NDArray[np.uint8], colours: str) -> list[ui.Sheet]:
    """Walk down every branch and show each step that can be shown."""
    first = faces[:: max(1, len(faces) // _SHOWN)][:_SHOWN]
    shown = [ui.sheet(faces.mean(axis=0)[None].astype(np.uint8), "The mean face", columns=1)]
    for branch in seeing.branches(recognizer.pipeline):
        for stage in seeing.stages(branch, first):
            if _like_faces(stage):
                shown += _components(stage, COLOUR_MAPS[colours])
            else:
                shown += [ui.sheet(view.images, f"{view.title}: {view.sentence}") for view in stage.views]
            if isinstance(stage.step, Embedding):
                shown += _pairs(stage.step, faces[:_COMPARED], recognizer.gallery.names[:_COMPARED])
            ratios = getattr(stage.step, "explained_variance_ratio_", None)
            if ratios is not None:
                kind = type(stage.step).__name__
                shown.append(ui.drawn(plots.spectrum(ratios), f"Spectrum of the {kind}: what each one explains"))
    return shown


def _pairs(step: Embedding, faces: NDArray[np.uint8], names: NDArray[np.str_]) -> list[ui.Sheet]:
    """Show the pairs of faces that the network is least sure of."""
    features, shown = step.transform(faces), []
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


def _components(stage: seeing.Stage, colour_map: str) -> list[ui.Sheet]:
    """Show the components, and some faces rebuilt from ever more of them."""
    step, seen = stage.step, stage.before
    kind = type(step).__name__
    components = step.components_[: 2 * _SHOWN].reshape(-1, *seen.shape[1:])
    numbers = [str(number) for number in range(1, len(components) + 1)]
    tiles = plots.levels(components, colour_map=colour_map)
    return [ui.sheet(tiles, f"{kind}, the most telling first", numbers), _rebuilt(step, seen[::4])]


def _rebuilt(step: Subspace, seen: NDArray[np.generic]) -> ui.Sheet:
    weights = step.transform(seen)
    counts = sorted({min(count, weights.shape[1]) for count in _REBUILT_FROM})
    columns = [np.asarray(seen, np.float32)]
    for count in counts:
        kept = np.where(np.arange(weights.shape[1]) < count, weights, 0).astype(np.float32)
        columns.append(step.inverse_transform(kept).reshape(seen.shape))
    tiles = drawn.stretched(np.stack(columns, axis=1).reshape(-1, *seen.shape[1:]))
    words = ["the face", *(f"from {count}" for count in counts)] * len(seen)
    return ui.sheet(tiles, "Faces, and the same rebuilt from their first components", words, columns=len(columns))
