"""Pipelines of one's own: each way to prepare a face, with each way to describe it, with each way to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from sklearn.pipeline import Pipeline, make_pipeline

from facerec.errors import BadParameter
from facerec.features import (
    HOG,
    Eigenfaces,
    Fisherfaces,
    Gabor,
    HistogramEqualization,
    LBPHistograms,
    Pixels,
    Resize,
    TanTriggs,
)
from facerec.matching import NearestNeighbor
from facerec.matching.distances import METRICS
from facerec.parameters import Parameter, filled, in_words, with_settings
from facerec.recipe_parameters import COMPONENTS, OUTER, SHRINKAGE, cells_a_side, radius_around

MOST = 60
"""Combinations in one grid; all of them take minutes."""

_OF_VECTORS = (
    "euclidean",
    "normalized_euclidean",
    "scaled_euclidean",
    "cosine",
    "normalized_correlation",
    "mahalanobis_cosine",
)


@dataclass(frozen=True)
class Choice:
    """One way to do a part of the work.

    Attributes
    ----------
    title : str
    steps : callable
        From its parameters, by name, to the unfitted steps of a pipeline, none or more.
    parameters : tuple of Parameter
    metrics : tuple of str
        What can compare its results; of features only.
    """

    title: str
    steps: Callable[..., tuple[Any, ...]]
    parameters: tuple[Parameter, ...] = ()
    metrics: tuple[str, ...] = _OF_VECTORS


def _clahe(clip: float, tiles: int) -> tuple[Any, ...]:
    return (HistogramEqualization(clahe=True, clip_limit=clip, grid=(tiles, tiles)),)


def _tantriggs(outer: float) -> tuple[Any, ...]:
    return (TanTriggs(sigma0=outer / 3, sigma1=outer),)


def _lbp(radius: int, cells: int) -> tuple[Any, ...]:
    return (LBPHistograms(radius=radius, grid=(cells, cells), uniform=True),)


def _lpq(radius: int, cells: int) -> tuple[Any, ...]:
    return (LBPHistograms("lpq", radius=radius, grid=(cells, cells)),)


def _hog(cells: int) -> tuple[Any, ...]:
    return (HOG(grid=(cells, round(cells * 6 / 7))),)  # about square on a face


def _gabor(cells: int) -> tuple[Any, ...]:
    return (Resize((56, 46)), Gabor(grid=(cells, cells)))


def _nearest(metric: str, neighbors: int) -> tuple[Any, ...]:
    return (NearestNeighbor(neighbors, metric),)


CLIP = Parameter("clip", "Contrast limit", "How far contrast may be raised: more brings out noise.", 2.0, 0.5, 10.0)
TILES = Parameter("tiles", "Tiles a side", "Each tile of the face is evened out by itself.", 8, 1, 16)
ROWS = Parameter("cells", "Rows of cells", "More cells see more, but shift less gracefully.", 7, 2, 12)
NEIGHBORS = Parameter(
    "neighbors",
    "Nearest pictures",
    "Over how many of a person's most alike pictures the distance is averaged: more are calmer, one tells best.",
    1,
    1,
    20,
)

PREPROCESSING: dict[str, Choice] = {
    "none": Choice("As they are", lambda: ()),
    "equalized": Choice("Equalized histogram", lambda: (HistogramEqualization(),)),
    "clahe": Choice("CLAHE", _clahe, (CLIP, TILES)),
    "tantriggs": Choice("Tan-Triggs", _tantriggs, (OUTER,)),
}

FEATURES: dict[str, Choice] = {
    "pixels": Choice("Pixels", lambda: (Pixels(),)),
    "eigenfaces": Choice("Eigenfaces", lambda n_components: (Eigenfaces(n_components),), (COMPONENTS,)),
    "fisherfaces": Choice("Fisherfaces", lambda shrinkage: (Fisherfaces(shrinkage=shrinkage),), (SHRINKAGE,)),
    "lbp": Choice("LBP histograms", _lbp, (radius_around(2), cells_a_side(6)), tuple(METRICS)),
    "lpq": Choice("LPQ histograms", _lpq, (radius_around(3), cells_a_side(4)), tuple(METRICS)),
    "hog": Choice("HOG", _hog, (ROWS,)),
    "gabor": Choice("Gabor", _gabor, (cells_a_side(8),)),
}

COMPARING: dict[str, Choice] = {
    name: Choice(name.replace("_", " "), partial(_nearest, name), (NEIGHBORS,)) for name in METRICS
}

PARTS: dict[str, dict[str, Choice]] = {"preprocessing": PREPROCESSING, "features": FEATURES, "metric": COMPARING}


class Combination(NamedTuple):
    """A choice of each kind, by name, with settings as in ``lbp:radius=3`` where they are not the defaults.

    Attributes
    ----------
    preprocessing : str
        A name in `PREPROCESSING`.
    features : str
        A name in `FEATURES`.
    metric : str
        A name in `COMPARING`, of one that can compare these features.
    """

    preprocessing: str
    features: str
    metric: str

    @property
    def name(self) -> str:
        """How tables call it."""
        parts = self if self.preprocessing != "none" else self[1:]
        return " + ".join(in_words(*with_settings(part)) for part in parts)

    @property
    def fits(self) -> bool:
        """Whether the metric can compare the features."""
        return with_settings(self.metric)[0] in _known("features", self.features)[0].metrics

    def build(self) -> Pipeline:
        """Make its pipeline, unfitted.

        Raises
        ------
        BadParameter
            For a name or a setting that there is not, or a metric that cannot compare the features.
        """
        steps = [step for kind, part in self._asdict().items() for step in _steps(kind, part)]
        if not self.fits:
            metrics = ", ".join(_known("features", self.features)[0].metrics)
            raise BadParameter(f"The metric {self.metric!r} cannot compare {self.features}; choose one of {metrics}.")
        return make_pipeline(*steps)


def every() -> Iterator[Combination]:
    """Yield all combinations that there are without settings, each with a metric that can compare its features."""
    yield from (each for each in map(Combination._make, product(*PARTS.values())) if each.fits)


def grid(preprocessing: Sequence[str], features: Sequence[str], metrics: Sequence[str]) -> list[Combination]:
    """Combine every choice with every other, where the metric can compare the features.

    Raises
    ------
    BadParameter
        For a name or a setting that there is not, where nothing is chosen or goes together, or for more than `MOST`
        combinations.
    """
    if not (preprocessing and features and metrics):
        raise BadParameter("A pipeline needs a preprocessing, which may be none, features and a metric.")
    chosen = [list(dict.fromkeys(parts)) for parts in (preprocessing, features, metrics)]
    for kind, parts in zip(PARTS, chosen, strict=True):
        for part in parts:
            _steps(kind, part)  # what cannot be made is told, even where nothing goes with it
    combinations = [each for each in map(Combination._make, product(*chosen)) if each.fits]
    if not combinations:
        raise BadParameter(
            f"None of {', '.join(metrics)} can compare {', '.join(features)}; histogram metrics compare lbp and lpq"
            " only."
        )
    if len(combinations) > MOST:
        raise BadParameter(f"That makes {len(combinations)} pipelines; at most {MOST} can be compared at once.")
    return combinations


def _steps(kind: str, part: str) -> tuple[Any, ...]:
    choice, settings = _known(kind, part)
    return choice.steps(**filled(f"{kind} {with_settings(part)[0]}", choice.parameters, settings))


def _known(kind: str, part: str) -> tuple[Choice, dict[str, Any]]:
    """Return a choice, and the settings that are given with its name."""
    name, settings = with_settings(part)
    if name not in PARTS[kind]:
        raise BadParameter(f"There is no {kind} {name!r}; choose one of {', '.join(PARTS[kind])}.")
    return PARTS[kind][name], settings
