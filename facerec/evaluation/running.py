"""Contestants at work: every fit of every contestant, on as many threads as are given, each result kept.

What a step does that learns nothing is done once for a contestant; all else is fitted in each turn, on that turn's
learned pictures alone. Threads share the faces, and most of the time is spent in NumPy and OpenCV, which let others
work meanwhile. A turn depends on nothing but its own pictures and the seed, so the number of threads changes no figure.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from threadpoolctl import threadpool_limits

from facerec.errors import Cancelled, ModelError
from facerec.evaluation.contestants import Contestant, check_names
from facerec.evaluation.costs import measure_cost
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.in_parallel import in_parallel
from facerec.evaluation.outcomes import Outcome, Searches, Turn
from facerec.evaluation.pairs import joined, picture_comparisons
from facerec.evaluation.protocols import ClosedSet, FewPictures, Split, disjoint_people, people_in_halves
from facerec.matching import person_distances
from facerec.matching.cross_validation import measure
from facerec.matching.dealing import halves as halves_of_pictures
from facerec.matching.dealing import pictures_trained, possible
from facerec.matching.once import compared_once, done_once
from facerec.metrics import NOT_TRAINED, Comparisons, PicturesTrained
from facerec.progress import Progress, silent

Cache = MutableMapping[tuple[str, str, str], Outcome]
"""Results by the data set's digest, the contestant's key and the protocol."""

_INNER_FOLDS = 5  # of the enrolled people's pictures, for the least evidence of a threshold


@dataclass(frozen=True)
class Course:
    """What every contestant goes through.

    Attributes
    ----------
    protocol : ClosedSet
        For known people, all of them enrolled.
    open_set : float, default=0.25
        Share of the people held out as strangers in each further turn; 0 for none.
    seed : int, default=0
        For the people held out as strangers, and those held out for verification.
    """

    protocol: ClosedSet
    open_set: float = 0.25
    seed: int = 0


@dataclass(frozen=True, eq=False)
class _Field:
    """What all share, whatever faces they take."""

    names: NDArray[Any]
    codes: NDArray[np.intp]
    groups: NDArray[Any] | None
    people: tuple[str, ...]
    closed: list[Split]
    few: list[Split]
    trained: PicturesTrained
    disjoint: list[Split]
    halves: list[Split]
    seed: int
    stopped: Event

    def watch(self, stage: str, done: int, total: int) -> None:
        """Stop within a turn, too."""
        if self.stopped.is_set():
            raise Cancelled("The comparison was stopped.")


def run(
    cuts: Cuts,
    contestants: Sequence[Contestant],
    course: Course,
    *,
    groups: NDArray[Any] | None = None,
    threads: int = 2,
    progress: Progress = silent,
    cache: Cache | None = None,
) -> list[Outcome]:
    """Run every contestant through the course, or take what it did before from the cache.

    Parameters
    ----------
    cuts : Cuts
        With the faces that the contestants take.
    contestants : sequence of Contestant
    course : Course
    groups : ndarray of shape (n_faces,), optional
        Pictures that are to stay together share a number.
    threads : int, default=2
    progress : Progress
        Told after every turn; may raise to stop the work, and contestants that were through are in the cache.
    cache : mapping, optional

    Returns
    -------
    list of Outcome
        In the order of the contestants.

    Raises
    ------
    BadParameter
        For no contestant, two of one name, or one that takes faces which were not cut.
    ModelError
        When a contestant cannot learn these faces, or learns where it says it does not.
    """
    check_names(contestants)
    cache = {} if cache is None else cache
    bundle = "" if groups is None else _in_words(groups)
    keys = {each.name: (cuts.of(each).digest, each.key, f"{course!r}{bundle}") for each in contestants}
    new = [each for each in contestants if keys[each.name] not in cache]
    names = cuts.shown.names
    people, codes = np.unique(names, return_inverse=True)
    closed = course.protocol.splits(names, groups)
    disjoint = disjoint_people(names, course.open_set, seed=course.seed, groups=groups) if course.open_set else []
    halves = people_in_halves(names, seed=course.seed, groups=groups)
    few, trained = _few(closed, course, names, groups)
    field = _Field(
        names, codes, groups, tuple(people.tolist()), closed, few, trained, disjoint, halves, course.seed, Event()
    )
    with threadpool_limits(1, user_api="blas"):
        steps = 1 + len(closed) + len(few) + len(disjoint) + len(halves)
        for number, contestant in enumerate(new):
            step = _part(progress, contestant.name, number * steps, len(new) * steps)
            result = _outcome(contestant, cuts.of(contestant).faces, field, threads, step)
            cache[keys[contestant.name]] = result
    return [cache[keys[each.name]] for each in contestants]


def _few(
    closed: list[Split], course: Course, names: NDArray[Any], groups: NDArray[Any] | None
) -> tuple[list[Split], PicturesTrained]:
    """Return splits that train on half of everybody's pictures; none where the protocol says on how many to train."""
    nobody = np.empty(0, np.intp)
    if isinstance(course.protocol, FewPictures) or not closed:
        return [], NOT_TRAINED
    splits = possible(halves_of_pictures(names, groups, course.seed), np.unique(names, return_inverse=True)[1])
    trained = pictures_trained(names, groups, [(split.learned, split.asked) for split in closed], splits)
    return [Split(train, test, nobody) for train, test in splits], trained


def _in_words(groups: NDArray[Any]) -> str:
    """Tell groupings apart; where nothing is tied together, nothing is said, as without groups."""
    numbers = np.unique(groups, return_inverse=True)[1]
    return repr(numbers.tolist()) if numbers.max(initial=-1) + 1 < len(numbers) else ""


def _outcome(
    contestant: Contestant, faces: NDArray[Any], field: _Field, threads: int, step: Callable[[int], None]
) -> Outcome:
    step(0)
    try:
        contestant.check(faces)
        classifier, X = compared_once(*done_once(contestant.pipeline, faces))
        # The dearest first, so that no thread is left alone with one of them at the end.
        jobs: list[Callable[[], Any]] = [
            *(partial(_open_turn, classifier, X, field, turn) for turn in range(len(field.disjoint))),
            *(partial(_closed_turn, classifier, X, field, turn) for turn in enumerate(field.closed)),
            *(partial(_closed_turn, classifier, X, field, turn) for turn in enumerate(field.few)),
            *(partial(_half, classifier, X, field, split) for split in field.halves),
        ]
        results: list[Any] = []
        with closing(in_parallel(jobs, threads, field.stopped)) as arriving:
            for result in arriving:
                results.append(result)
                step(len(results))
        cost = measure_cost(contestant.pipeline, faces, field.names)
    except ValueError as error:  # what estimators raise for such data, as scikit-learn's do
        raise ModelError(f"{contestant.name} cannot learn these faces: {error}") from error
    step(1 + len(results))
    ends = np.cumsum([len(field.disjoint), len(field.closed), len(field.few)])
    turns, halves = results[: ends[0]], results[ends[2] :]
    closed, few = (Searches.joined(results[start:end], len(field.people)) for start, end in pairwise(ends.tolist()))
    comparisons = joined(halves)
    return Outcome(field.people, closed, tuple(turns), comparisons, cost, few if len(few) else None, field.trained)


def _closed_turn(classifier: Any, X: NDArray[Any], field: _Field, numbered: tuple[int, Split]) -> Searches:
    field.watch("", 0, 1)
    turn, split = numbered
    fitted = clone(classifier).fit(X[split.learned], field.codes[split.learned])
    return _searches(fitted, X, field, split.asked, turn)


def _open_turn(classifier: Any, X: NDArray[Any], field: _Field, turn: int) -> Turn:
    field.watch("", 0, 1)
    split = field.disjoint[turn]
    learned = split.learned
    fitted = clone(classifier).fit(X[learned], field.codes[learned])
    held_out, known, few = measure(
        classifier,
        X[learned],
        field.codes[learned],
        folds=_INNER_FOLDS,
        seed=field.seed,
        groups=None if field.groups is None else field.groups[learned],
        newcomers=False,
        progress=field.watch,
    )
    people = np.unique(field.codes[learned])
    among = [
        Searches.joined([_within(learned, people, part, field, turn) for part in parts], len(field.people))
        for parts in (known, few)
    ]
    return Turn(among[0], _searches(fitted, X, field, split.strangers, turn), held_out, among[1])


def _within(learned: NDArray[np.intp], people: NDArray[np.intp], part: Any, field: _Field, turn: int) -> Searches:
    """Bring searches among the enrolled people to the rows and people of the whole data set."""
    rows, enrolled, to_enrolled = part
    distances = np.full((len(rows), len(field.people)), np.inf, np.float32)
    distances[:, people[enrolled]] = to_enrolled
    rows = learned[rows]
    return Searches(rows, np.full(len(rows), turn), field.codes[rows], distances)


def _half(classifier: Any, X: NDArray[Any], field: _Field, split: Split) -> Comparisons | None:
    field.watch("", 0, 1)
    fitted = clone(classifier).fit(X[split.learned], field.codes[split.learned])
    groups = None if field.groups is None else field.groups[split.strangers]
    return picture_comparisons(fitted, X[split.strangers], field.codes[split.strangers], groups)


def _searches(fitted: Any, X: NDArray[Any], field: _Field, rows: NDArray[np.intp], turn: int) -> Searches:
    distances = np.full((len(rows), len(field.people)), np.inf, np.float32)
    if len(rows):
        distances[:, fitted.classes_] = person_distances(fitted, X[rows])
    return Searches(rows, np.full(len(rows), turn), field.codes[rows], distances)


def _part(progress: Progress, name: str, before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(f"Comparing: {name}", before + done, total)
