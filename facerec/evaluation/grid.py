"""Pipelines of one's own: each way to prepare a face, with each way to describe it, with each way to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
from facerec.recipes import COMPONENTS, OUTER, SHRINKAGE

MOST = 60
"""Combinations in one grid; all of them take minutes."""

_OF_VECTORS = ("euclidean", "cosine", "normalized_correlation", "mahalanobis_cosine")


@dataclass(frozen=True)
class Choice:
    """One way to do a part of the work.

    Attributes
    ----------
    title : str
    steps : callable
        Returns the unfitted steps of a pipeline, none or more.
    metrics : tuple of str
        What can compare its results; of features only.
    """

    title: str
    steps: Callable[[], tuple[Any, ...]]
    metrics: tuple[str, ...] = _OF_VECTORS


PREPROCESSING: dict[str, Choice] = {
    "none": Choice("As they are", lambda: ()),
    "equalized": Choice("Equalized histogram", lambda: (HistogramEqualization(),)),
    "clahe": Choice("CLAHE", lambda: (HistogramEqualization(clahe=True),)),
    "tantriggs": Choice("Tan-Triggs", lambda: (TanTriggs(sigma0=OUTER.default / 3, sigma1=OUTER.default),)),
}

FEATURES: dict[str, Choice] = {
    "pixels": Choice("Pixels", lambda: (Pixels(),)),
    "eigenfaces": Choice("Eigenfaces", lambda: (Eigenfaces(int(COMPONENTS.default)),)),
    "fisherfaces": Choice("Fisherfaces", lambda: (Fisherfaces(shrinkage=SHRINKAGE.default),)),
    "lbp": Choice("LBP histograms", lambda: (LBPHistograms(radius=2, grid=(6, 6), uniform=True),), tuple(METRICS)),
    "lpq": Choice("LPQ histograms", lambda: (LBPHistograms("lpq", radius=3, grid=(4, 4)),), tuple(METRICS)),
    "hog": Choice("HOG", lambda: (HOG(),)),
    "gabor": Choice("Gabor", lambda: (Resize((56, 46)), Gabor(grid=(8, 8)))),
}


class Combination(NamedTuple):
    """A choice of each kind, by name.

    Attributes
    ----------
    preprocessing : str
        A name in `PREPROCESSING`.
    features : str
        A name in `FEATURES`.
    metric : str
        One that can compare these features.
    """

    preprocessing: str
    features: str
    metric: str

    @property
    def name(self) -> str:
        """How tables call it."""
        first = "" if self.preprocessing == "none" else f"{self.preprocessing} + "
        return f"{first}{self.features} + {self.metric}"

    def build(self) -> Pipeline:
        """Make its pipeline, unfitted.

        Raises
        ------
        BadParameter
            For a name that there is not, or a metric that cannot compare the features.
        """
        features = _known("features", self.features, FEATURES)
        steps = (*_known("preprocessing", self.preprocessing, PREPROCESSING).steps(), *features.steps())
        if self.metric not in features.metrics:
            raise BadParameter(
                f"The metric {self.metric!r} cannot compare {self.features}; choose one of"
                f" {', '.join(features.metrics)}."
            )
        return make_pipeline(*steps, NearestNeighbor(metric=self.metric))


def every() -> Iterator[Combination]:
    """Yield all combinations that there are, each with a metric that can compare its features."""
    for preprocessing, (features, choice) in product(PREPROCESSING, FEATURES.items()):
        for metric in choice.metrics:
            yield Combination(preprocessing, features, metric)


def grid(preprocessing: Sequence[str], features: Sequence[str], metrics: Sequence[str]) -> list[Combination]:
    """Combine every choice with every other, where the metric can compare the features.

    Raises
    ------
    BadParameter
        For a name that there is not, where nothing is chosen or goes together, or for more than `MOST` combinations.
    """
    if not (preprocessing and features and metrics):
        raise BadParameter("A pipeline needs a preprocessing, which may be none, features and a metric.")
    for name in metrics:
        _known("metric", name, METRICS)
    combinations = [
        Combination(*each)
        for each in product(dict.fromkeys(preprocessing), dict.fromkeys(features), dict.fromkeys(metrics))
        if each[2] in _known("features", each[1], FEATURES).metrics and _known("preprocessing", each[0], PREPROCESSING)
    ]
    if not combinations:
        raise BadParameter(
            f"None of {', '.join(metrics)} can compare {', '.join(features)}; histogram metrics compare lbp and lpq"
            " only."
        )
    if len(combinations) > MOST:
        raise BadParameter(f"That makes {len(combinations)} pipelines; at most {MOST} can be compared at once.")
    return combinations


def _known(kind: str, name: str, choices: dict[str, Any]) -> Any:
    if name not in choices:
        raise BadParameter(f"There is no {kind} {name!r}; choose one of {', '.join(choices)}.")
    return choices[name]
