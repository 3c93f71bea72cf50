"""Several recognizers asked together, their distances summed."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin, clone
from sklearn.pipeline import Pipeline
from sklearn.utils import column_or_1d
from sklearn.utils.metaestimators import _BaseComposition
from sklearn.utils.validation import check_is_fitted

from facerec.errors import BadParameter
from facerec.matching.classifiers import all_can, forget, learn_more, nearest_samples, person_distances
from facerec.matching.steps import past_stateless

Distances = NDArray[np.floating[Any]]

_MOST_PARTS = 4  # of the people, for the scale of a member: a copy knows three quarters of them or more


class ScoreFusion(ClassifierMixin, _BaseComposition):
    """Sum the person distances of several pipelines.

    Parameters
    ----------
    estimators : list of (name, estimator)
        Pipelines that end in a classifier, or classifiers; all are fitted on the same faces.
    standardize : bool, default=True
        Whether each member's distances are brought to the same scale first, see Notes. Members whose distances have one
        scale by nature, as those of one metric without a unit, do better without.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The names, sorted.
    estimators_ : list of fitted estimators
        In the order of `estimators`.
    names_ : ndarray of shape (n_samples,)
        Whose each training sample is, in the order they were learned.
    offsets_, scales_ : ndarray of shape (n_estimators,)
        Mean and standard deviation of each member's distances between strangers, see Notes; 0 and 1 without
        `standardize`. `partial_fit` and `forget` leave them.

    Notes
    -----
    A member's distances are standardised by those it gives to strangers: the people are split into at most four parts,
    and each part is shown to a copy that was fitted on the others. Distances of its own training faces would not do, as
    a learned projection makes them far smaller than those of new faces. Standardising within each query [1]_ needs no
    such copies, but it takes off just what tells a stranger: on AT&T, three members and 5 pictures each of 30 people,
    an FPIR of 1 % left a DIR of 79 % instead of 88 %; of 5 people, 63 % instead of 79 %. The sum rule is that of [2]_.

    What a copy fitted on some of the people finds depends on how many these are, so in small groups the standardised
    distances of cross-validation, with one person fewer, compare badly with those of the final fit. Members that end in
    the same normalised metric need no standardisation: with 4 people of AT&T, 0.7 instead of 0.0 % of strangers'
    distances lie below the 1 % quantile of held-out ones and 16.4 instead of 0.0 % below the 20 % quantile, and an FPIR
    of 1 % leaves a DIR of 96 instead of 58 %.

    References
    ----------
    .. [1] Auckenthaler, Carey & Lloyd-Thomas, "Score Normalization for Text-Independent Speaker Verification Systems",
           2000, doi:10.1006/dspr.1999.0360
    .. [2] Kittler, Hatef, Duin & Matas, "On Combining Classifiers", 1998, doi:10.1109/34.667881
    """

    standardize = True  # of fitted objects in model files from before it was a parameter

    def __init__(self, estimators: Sequence[tuple[str, Any]], standardize: bool = True) -> None:
        self.estimators = estimators
        self.standardize = standardize

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters, with `deep` also the members as ``name`` and theirs as ``name__parameter``."""
        params: dict[str, Any] = self._get_params("estimators", deep=deep)
        return params

    def set_params(self, **params: Any) -> Self:
        """Set parameters, those of members as ``name__parameter``."""
        self._set_params("estimators", **params)
        return self

    @property
    def n_features_in_(self) -> int:
        """How many features the members were fitted on."""
        return int(self.estimators_[0].n_features_in_)

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit every member.

        Parameters
        ----------
        X : array-like of shape (n_samples, ...)
        y : array-like of shape (n_samples,)

        Raises
        ------
        BadParameter
            When there are no members, or two of one name.
        """
        names = [name for name, _ in self.estimators]
        if not names:
            raise BadParameter("ScoreFusion needs at least one (name, estimator).")
        self._validate_names(names)
        members = [clone(estimator).fit(X, y) for _, estimator in self.estimators]
        people = column_or_1d(y)
        self.offsets_, self.scales_ = np.zeros(len(members)), np.ones(len(members))
        if self.standardize:
            between_strangers = [_distances_between_strangers(member, X, people) for member in members]
            self.offsets_ = np.array([distances.mean() for distances in between_strangers])
            self.scales_ = np.array([distances.std() or 1.0 for distances in between_strangers])
        self._remember(members, people)
        return self

    def person_distances(self, X: ArrayLike) -> NDArray[np.float32]:
        """Measure how far each query is from each person.

        Returns
        -------
        ndarray of shape (n_queries, n_classes), float32
            Mean distance of the members. Standardised, it is in standard deviations of the distance between strangers:
            about 0 for a stranger, negative for a nearer face.
        """
        check_is_fitted(self)
        return self._fused([person_distances(member, X) for member in self.estimators_])

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Name each query after the nearest person.

        Returns
        -------
        ndarray of shape (n_queries,), dtype of `classes_`
        """
        nearest = self.person_distances(X).argmin(axis=1)
        return np.asarray(self.classes_[nearest])

    @all_can("neighbours")
    def kneighbors(self, X: ArrayLike, n_neighbors: int = 1) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """Find the nearest training samples in the scale of `person_distances`, nearest first.

        Returns
        -------
        distances : ndarray of shape (n_queries, n_neighbors), float32
        indices : ndarray of shape (n_queries, n_neighbors), intp
        """
        check_is_fitted(self)
        members = []
        for member in self.estimators_:
            sorted_, indices = nearest_samples(member, X, len(self.names_))
            distances = np.empty_like(sorted_)
            np.put_along_axis(distances, indices, sorted_, axis=1)
            members.append(distances)
        fused = self._fused(members)
        nearest = np.argsort(fused, axis=1, kind="stable")[:, :n_neighbors]
        return np.take_along_axis(fused, nearest, axis=1), nearest

    @all_can("partial_fit")
    def partial_fit(self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None) -> Self:
        """Add samples, of new people too, to every member, as `NearestNeighbor.partial_fit` does."""
        if not hasattr(self, "names_"):
            return self.fit(X, y)
        members = [learn_more(member, X, y) for member in self.estimators_]
        self._remember(members, np.concatenate([self.names_, np.asarray(y)]))
        return self

    @all_can("forget")
    def forget(self, name: Any) -> Self:
        """Return a copy whose members hold no samples of a person.

        Raises
        ------
        UnknownPerson, TooFewPeople
        """
        check_is_fitted(self)
        left = copy(self)
        members = [forget(member, name) for member in self.estimators_]
        left._remember(members, np.array(self.names_[self.names_ != name].tolist()))
        return left

    def _fused(self, members: list[Distances]) -> NDArray[np.float32]:
        scaled = [
            (each - offset) / scale for each, offset, scale in zip(members, self.offsets_, self.scales_, strict=True)
        ]
        return np.asarray(np.mean(scaled, axis=0), np.float32)

    def _remember(self, members: list[Any], names: NDArray[Any]) -> None:
        self.estimators_ = members
        self.names_ = names
        self.classes_ = np.unique(names)


def _distances_between_strangers(member: Any, X: ArrayLike, y: NDArray[Any]) -> Distances:
    """Return a member's distances from faces to people whom it does not know to be different, as one row.

    Of two people, none can be left out: then it is the training faces' distances to the other person.
    """
    people = np.unique(y)
    if len(people) < 3:
        others = person_distances(member, X)[y[:, None] != people]
        return others if others.size else np.zeros(1)
    steps, features = past_stateless(member, np.asarray(X))
    untrained = Pipeline(steps)
    n_parts = min(_MOST_PARTS, len(people))
    distances = []
    for part in range(n_parts):
        strange = np.isin(y, people[part::n_parts])
        fitted = clone(untrained).fit(features[~strange], y[~strange])
        distances.append(person_distances(fitted, features[strange]).ravel())
    return np.concatenate(distances)
