"""What counts as evidence for a threshold, and what does where there is next to none.

A recipe may be trained on so few people that its features have a single direction. Cosine distances then take two
values only, 0 and 2: a stranger lies at 0 as often as a known person does, and a threshold from such scores would
reject everyone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from facerec.features import DiscriminantEmphasis
from facerec.matching.classifiers import person_distances
from facerec.matching.fusion import ScoreFusion
from facerec.matching.lower_tail import EMPHASISED_SPREAD, MILD_EMPHASIS, USUAL_SPREAD, USUAL_SPREADS
from facerec.matching.steps import steps_of

Array = NDArray[Any]
Distances = NDArray[np.floating[Any]]
Doubles = NDArray[np.float64]

_VALUES = 2  # different distances, up to which they say nothing
_ROUNDING = 1e-4  # of the largest distance, within which two are the same


def says_something(distances: Sequence[Distances]) -> bool:
    """Return whether distances, of all shapes, take more than two values.

    Two distances or fewer are too few to tell, and count as saying something.
    """
    values = np.concatenate([np.ravel(each) for each in distances]) if distances else np.empty(0)
    finite = values[np.isfinite(values)]
    if finite.size <= _VALUES:
        return True
    scale = float(np.abs(finite).max()) or 1.0
    return len(np.unique(np.round(finite / (scale * _ROUNDING)))) > _VALUES


def telling(kinds: Sequence[Hashable], distances: Sequence[Distances]) -> list[bool]:
    """Return, for each fold, whether the folds of its kind say something.

    Parameters
    ----------
    kinds : sequence
        Folds of one kind, such as those trained on the same number of people, are judged together: a fold with one
        search has too few distances of its own.
    distances : sequence of ndarray
        The distances of each fold.
    """
    by_kind: dict[Hashable, list[Distances]] = defaultdict(list)
    for kind, each in zip(kinds, distances, strict=True):
        by_kind[kind].append(each)
    verdicts = {kind: says_something(each) for kind, each in by_kind.items()}
    return [verdicts[kind] for kind in kinds]


def least_evidence(
    classifier: Any, X: Array, codes: Array, known: Sequence[tuple[Array, Array, Doubles]]
) -> tuple[float, float]:
    """Compare known faces with their own and with other people, where no picture can be held out training faces.

    Parameters
    ----------
    classifier, X, codes
        Unfitted classifier, rows and whose each row is.
    known : sequence of (rows, people, distances)
        Of each fold: the rows searched for, the people enrolled, and the distances of the ones to the others.

    Returns
    -------
    own, other : float
        Median distance to the own person, smallest distance to another.
    """
    if not known:
        fitted = clone(classifier).fit(X, codes)
        known = [(np.arange(len(codes)), np.asarray(fitted.classes_), person_distances(fitted, X).astype(np.float64))]
    own = [distances[people == codes[rows][:, None]] for rows, people, distances in known]
    other = [distances[people != codes[rows][:, None]] for rows, people, distances in known]
    return float(np.median(np.concatenate(own))), float(min(values.min() for values in other))


def usual_spread(pipeline: Any) -> float:
    """Return the standard deviation that strangers' distances usually have, as a share of their mean, by the metric."""
    last = steps_of(pipeline)[-1][1]
    if isinstance(last, ScoreFusion):
        return max(usual_spread(member) for _, member in last.estimators)
    metric = getattr(last, "metric", None)
    steps = [step for _, step in steps_of(pipeline)]
    mild = any(isinstance(step, DiscriminantEmphasis) and step.emphasis <= MILD_EMPHASIS for step in steps)
    if metric == "scaled_euclidean" and mild:
        return EMPHASISED_SPREAD
    return USUAL_SPREADS.get(metric, USUAL_SPREAD) if isinstance(metric, str) else USUAL_SPREAD
