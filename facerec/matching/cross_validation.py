"""Cross-validation of pictures and of people: fits that have not seen what they are tested on.

Mated searches: k-fold by picture, everybody enrolled. Non-mated searches: whole people are left out in turn, the
features are trained without them, and their pictures are compared with everybody else. Everything that learns is fitted
inside the fold; steps that learn nothing (scikit-learn's tag ``requires_fit`` is False) are computed once.

What happens to people who are enrolled without training is measured in `facerec.matching.enrolled_later`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from facerec.errors import TooFewPeople
from facerec.matching.classifiers import person_distances
from facerec.matching.dealing import (
    Split,
    grouped,
    halves,
    pictures_trained,
    possible,
    splits_by_person,
    splits_by_picture,
)
from facerec.matching.enrolled_later import EnrolledLater, enrolled_later
from facerec.matching.evidence import least_evidence, says_something, telling, usual_spread
from facerec.matching.held_out import HeldOut
from facerec.matching.once import compared_once, done_once
from facerec.progress import Progress, silent

Doubles = NDArray[np.float64]
Array = NDArray[Any]
Searches = tuple[Array, Array, Doubles]  # rows that were tested, people enrolled, distances (n_rows, n_people)

MOST_REFITS = 40
"""Fits for strangers' scores; with more people, groups of them are left out together."""

_NEWCOMER_REFITS = 8
_NEWCOMERS_TOGETHER = 8  # people; their scores grow with the square


def held_out_scores(
    pipeline: Any,
    faces: Array,
    names: Array,
    *,
    folds: int = 10,
    seed: int = 0,
    groups: Array | None = None,
    newcomers: bool = True,
    progress: Progress = silent,
) -> HeldOut:
    """Measure known people and strangers with fits that have not seen them.

    Parameters
    ----------
    pipeline : estimator
        Unfitted; ends in a classifier of which `person_distances` knows distances.
    faces : ndarray of shape (n_faces, ...)
    names : ndarray of shape (n_faces,)
    folds : int, default=10
        For known people; at most the fewest pictures that a person has (people with one picture aside), at least 2.
    seed : int, default=0
    groups : ndarray of shape (n_faces,), optional
        Pictures that belong together, as copies and shots of one burst do, share a number: none of them is learned
        where another one is asked about.
    newcomers : bool, default=True
        Also enrol people without training; not needed where nobody will ever be.
    progress : Progress
        Told after every fit; may raise to stop the work.

    Returns
    -------
    HeldOut

    Raises
    ------
    TooFewPeople
        With one person.

    Notes
    -----
    A stranger is compared with one person (or one group) fewer than the finished recognizer knows; `stranger_gallery`
    says with how many, so that the rate can be corrected. Known people are compared with a gallery that lacks the
    pictures of one fold, so their distances are a little too large; `few_genuine` is measured to correct the rates, see
    `facerec.metrics.learning_curve`.
    """
    return measure(
        pipeline, faces, names, folds=folds, seed=seed, groups=groups, newcomers=newcomers, progress=progress
    )[0]


def measure(
    pipeline: Any,
    faces: Array,
    names: Array,
    *,
    folds: int = 10,
    seed: int = 0,
    groups: Array | None = None,
    newcomers: bool = True,
    progress: Progress = silent,
) -> tuple[HeldOut, list[Searches], list[Searches]]:
    """Measure as `held_out_scores`, and return known people's searches with all their distances, too.

    Returns
    -------
    held_out : HeldOut
    known, few : list of (rows, people, distances)
        For each fold, and for each fit on half of everybody's pictures: the rows tested (n_rows,), the enrolled people
        as codes (n_people,), and the distances (n_rows, n_people).
    """
    _, codes = np.unique(names, return_inverse=True)
    counts = np.bincount(codes)
    if len(counts) < 2:
        raise TooFewPeople("Telling people apart needs at least two people; this data set has one.")
    progress("Describing faces", 0, 1)
    classifier, X = compared_once(*done_once(pipeline, np.asarray(faces)))
    progress("Describing faces", 1, 1)
    groups, _ = grouped(codes, groups)
    by_picture = splits_by_picture(codes, groups, folds, seed)
    known = list(_ask("Holding out pictures", classifier, X, codes, by_picture, progress))
    by_half = possible(halves(codes, groups, seed), codes) if by_picture else []
    few = list(_ask("Holding out half of the pictures", classifier, X, codes, by_half, progress))
    strange = _strangers(classifier, X, codes, groups, seed, newcomers, progress)
    own, other = least_evidence(classifier, X, codes, known)
    genuine, right, genuine_people = _known_people(known, codes)
    few_genuine, few_right, few_genuine_people = _known_people(few, codes)
    trained = pictures_trained(codes, groups, by_picture, by_half)
    held_out = HeldOut(
        genuine=genuine,
        right=right,
        genuine_people=genuine_people,
        **strange,
        folds=len(by_picture),
        n_people=len(counts),
        n_pictures=len(codes),
        own=own,
        other=other,
        few_genuine=few_genuine,
        few_right=few_right,
        few_genuine_people=few_genuine_people,
        few_trained=trained.few,
        most_trained=trained.most,
        given=trained.given,
        usual=usual_spread(pipeline),
    )
    return held_out, known, few


def _strangers(
    classifier: Any, X: Array, codes: Array, groups: Array, seed: int, newcomers: bool, progress: Progress
) -> dict[str, Any]:
    """Leave out whole people, and enrol some without training; return what `HeldOut` keeps of it, by name.

    Folds whose distances tell nothing are counted instead of kept.
    """
    n_people = len(np.unique(codes))
    by_person = splits_by_person(codes, groups, min(MOST_REFITS, n_people) if n_people > 2 else 0, seed)
    searches = list(_ask("Holding out people", classifier, X, codes, by_person, progress))
    refits = min(_NEWCOMER_REFITS, n_people // 2) if newcomers and n_people > 3 else 0
    together = splits_by_person(codes, groups, refits, seed, _NEWCOMERS_TOGETHER)
    enrolled = list(enrolled_later(classifier, X, codes, together, progress))
    told = telling([len(people) for _, people, _ in searches], [distances for *_, distances in searches])
    told_later = [says_something([group.newcomers, group.late]) for group in enrolled]
    kept = [fold for fold, says in zip(searches, told, strict=True) if says]
    late = EnrolledLater.joined([group for group, says in zip(enrolled, told_later, strict=True) if says])
    return {
        "strangers": _joined([distances.min(axis=1) for _, _, distances in kept]),
        "stranger_people": _joined([codes[rows] for rows, _, _ in kept]).astype(np.int64),
        "stranger_gallery": float(np.mean([len(people) for _, people, _ in kept])) if kept else 0.0,
        "degenerate": told.count(False) + told_later.count(False),
        **late._asdict(),
    }


def _ask(
    stage: str, classifier: Any, X: Array, codes: Array, splits: list[Split], progress: Progress
) -> Iterator[Searches]:
    """Fit on one part and measure the other: yields rows asked about, people enrolled, distances (rows, people)."""
    for done, (learned, asked) in enumerate(splits):
        progress(stage, done, len(splits))
        fitted = clone(classifier).fit(X[learned], codes[learned])
        yield asked, np.asarray(fitted.classes_), person_distances(fitted, X[asked]).astype(np.float64)
    if splits:
        progress(stage, len(splits), len(splits))


def _known_people(known: list[Searches], codes: Array) -> tuple[Doubles, Array, Array]:
    nearest = [people[distances.argmin(axis=1)] for _, people, distances in known]
    owners = _joined([codes[rows] for rows, _, _ in known]).astype(np.int64)
    return _joined([distances.min(axis=1) for _, _, distances in known]), _joined(nearest) == owners, owners


def _joined(parts: list[Array]) -> Array:
    return np.concatenate(parts) if parts else np.empty(0)
