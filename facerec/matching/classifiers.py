"""What any fitted classifier, or a pipeline that ends in one, gives beyond a name.

Every scikit-learn classifier can stand in the last place. Distances to each person are taken from what it has; shown
neighbours, new people and forgotten people need a classifier that keeps its samples, and `can` says whether it does.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC, NuSVC
from sklearn.utils.metaestimators import available_if

from facerec.errors import CannotUpdate, ModelError
from facerec.matching.steps import does_nothing

Ability = Literal["neighbours", "partial_fit", "forget"]
Method = TypeVar("Method", bound=Callable[..., Any])

# scikit-learn's own incremental classifiers meet no new names after their first call, and none can forget one: whoever
# wants a person added or removed has to look for both.
_METHODS: dict[Ability, tuple[str, ...]] = {
    "neighbours": ("kneighbors",),
    "partial_fit": ("partial_fit", "forget"),
    "forget": ("forget",),
}


def can(classifier: Any, ability: Ability) -> bool:
    """Say what a classifier, or the last step of a pipeline, gives.

    Parameters
    ----------
    classifier : estimator
    ability : "neighbours", "partial_fit" or "forget"
        Show the training samples behind an answer; take in new samples, of new people too; let go of a person.
    """
    return all(hasattr(_last(classifier), method) for method in _METHODS[ability])


def person_distances(classifier: Any, X: ArrayLike) -> NDArray[np.floating[Any]]:
    """Measure how far each query is from each person.

    The classifier's own distances where it has them; of a margin classifier the negated margins; of a support vector
    machine with ``decision_function_shape="ovo"`` the negated smallest of a person's margins against each other person;
    of a classifier with probabilities -log p, in nats.

    Parameters
    ----------
    classifier : fitted classifier, or pipeline that ends in one
    X : array-like of shape (n_queries, ...)

    Returns
    -------
    ndarray of shape (n_queries, n_classes), floating
        Columns as in `classes_`; smaller is more alike. Only distances of the same classifier compare.

    Raises
    ------
    ModelError
        When the classifier gives names only, or margins of pairs of people.
    """
    classifier, X = _last(classifier), describe(classifier, X)
    if hasattr(classifier, "person_distances"):
        return np.asarray(classifier.person_distances(X))
    if hasattr(classifier, "decision_function"):
        return _negated_margins(classifier, X)
    if hasattr(classifier, "predict_proba"):
        probabilities = np.asarray(classifier.predict_proba(X))
        return np.asarray(-np.log(np.maximum(probabilities, np.finfo(probabilities.dtype).tiny)))
    raise ModelError(
        f"{type(classifier).__name__} gives names only, so a stranger cannot be told: choose a classifier that has "
        "person_distances, decision_function or predict_proba."
    )


def _negated_margins(classifier: Any, X: Any) -> NDArray[np.floating[Any]]:
    margins = np.asarray(classifier.decision_function(X))
    if isinstance(classifier, SVC | NuSVC) and classifier.decision_function_shape == "ovo" and margins.ndim == 2:
        return -_smallest_margins(margins, len(classifier.classes_))
    if margins.ndim == 1:  # of two people, scikit-learn gives the margin of the second alone
        margins = np.stack([-margins, margins], axis=1)
    if margins.shape[1] != len(classifier.classes_):
        raise ModelError(
            f"{type(classifier).__name__} gives margins of pairs of people, not of each: "
            'set decision_function_shape="ovr".'
        )
    if isinstance(classifier, SVC | NuSVC) and len(classifier.classes_) > 2:
        # To a small margin, scikit-learn adds the duels with other people that were won. In a larger gallery there are
        # more to win, so a threshold from people held out would let everybody through: the duels lost count the same.
        margins = margins - (len(classifier.classes_) - 1)
    return -margins


def _smallest_margins(duels: NDArray[Any], n_people: int) -> NDArray[np.floating[Any]]:
    """Return the smallest of each person's margins against each other person, shape (n_queries, n_people).

    A margin of two people does not depend on who else is there. The sums of duels won and of margins that
    ``decision_function_shape="ovr"`` gives do: with 7 people of AT&T, 40 % of strangers' distances lay below the 20 %
    quantile of those with 6 people, and 17 % of the smallest margins do.
    """
    smallest = np.full((len(duels), n_people), np.inf)
    pairs = [(one, other) for one in range(n_people) for other in range(one + 1, n_people)]
    for (one, other), margins in zip(pairs, duels.T, strict=True):
        np.minimum(smallest[:, one], margins, out=smallest[:, one])
        np.minimum(smallest[:, other], -margins, out=smallest[:, other])
    return smallest


def nearest_samples(classifier: Any, X: ArrayLike, n_neighbors: int) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Find the training samples behind an answer: distances and indices, each (n_queries, n_neighbors), nearest first.

    Raises
    ------
    ModelError
        When the classifier keeps no samples.
    """
    if not can(classifier, "neighbours"):
        raise ModelError(f"{type(_last(classifier)).__name__} keeps no samples, so it has no neighbours to show.")
    distances, indices = _last(classifier).kneighbors(describe(classifier, X), n_neighbors)
    return distances, indices


def learn_more(classifier: Any, X: ArrayLike, y: ArrayLike) -> Any:
    """Return a copy that knows more samples, of new people too, without training the steps before it.

    Raises
    ------
    CannotUpdate
        When the classifier has to be fitted on all samples at once.
    """
    _require(classifier, "partial_fit", "take in new pictures")
    return _with_last(classifier, copy(_last(classifier)).partial_fit(describe(classifier, X), y))


def forget(classifier: Any, name: Any) -> Any:
    """Return a copy without a person's samples and name.

    Raises
    ------
    CannotUpdate
        When the classifier has to be fitted on all samples at once.
    UnknownPerson, TooFewPeople
        When there is nobody of this name, or nobody else.
    """
    _require(classifier, "forget", "let go of a person")
    return _with_last(classifier, _last(classifier).forget(name))


def refitted(classifier: Any, X: ArrayLike, y: ArrayLike) -> Any:
    """Return a copy that is fitted anew, on all samples, without training the steps before it."""
    return _with_last(classifier, clone(_last(classifier)).fit(describe(classifier, X), y))


def all_can(ability: Ability) -> Callable[[Method], Method]:
    """Decorate a method of an ensemble so that it exists only while every member gives the same."""
    decorator: Callable[[Method], Method] = available_if(
        lambda ensemble: all(can(member, ability) for _, member in ensemble.estimators)
    )
    return decorator


def _require(classifier: Any, ability: Ability, wish: str) -> None:
    if not can(classifier, ability):
        raise CannotUpdate(
            f"{type(_last(classifier)).__name__} is fitted on all pictures at once and cannot {wish} afterwards: "
            "train again, or choose a recipe that ends in NearestNeighbor."
        )


def _last(classifier: Any) -> Any:
    return classifier.steps[-1][1] if isinstance(classifier, Pipeline) else classifier


def describe(classifier: Any, X: Any) -> Any:
    """Return the features that the classifier compares: X through the steps before the last.

    Without a pipeline's bookkeeping, which would cost every query more than a small model's own work.
    """
    if isinstance(classifier, Pipeline):
        for _, step in classifier.steps[:-1]:
            if not does_nothing(step):
                X = step.transform(X)
    return X


def _with_last(classifier: Any, last: Any) -> Any:
    if not isinstance(classifier, Pipeline):
        return last
    name, _ = classifier.steps[-1]
    changed = copy(classifier)
    changed.steps = [*classifier.steps[:-1], (name, last)]
    return changed
