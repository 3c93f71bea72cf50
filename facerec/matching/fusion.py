"""Several recognizers asked together, their distances summed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin, clone
from sklearn.utils.metaestimators import _BaseComposition
from sklearn.utils.validation import check_is_fitted

from facerec.errors import BadParameter
from facerec.matching.classifiers import all_can, forget, learn_more, nearest_samples, person_distances

Distances = NDArray[np.floating[Any]]


class ScoreFusion(ClassifierMixin, _BaseComposition):
    """Sum the person distances of several pipelines, each brought to the same scale first.

    Parameters
    ----------
    estimators : list of (name, estimator)
        Pipelines that end in a classifier, or classifiers; all are fitted on the same faces.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The names, sorted.
    estimators_ : list of fitted estimators
        In the order of `estimators`.
    names_ : ndarray of shape (n_samples,)
        Whose each training sample is, in the order they were learned.

    Notes
    -----
    Distances are standardised within each query: the mean over all people is taken off and the rest divided by their
    standard deviation. That is the test normalisation of speaker verification [1]_, the sum rule [2]_ follows it. It
    needs no statistics of training distances, which for learned projections are far smaller than those of new faces,
    and it stays right when people are added or forgotten.

    References
    ----------
    .. [1] Auckenthaler, Carey & Lloyd-Thomas, "Score Normalization for Text-Independent Speaker Verification Systems",
           2000, doi:10.1006/dspr.1999.0360
    .. [2] Kittler, Hatef, Duin & Matas, "On Combining Classifiers", 1998, doi:10.1109/34.667881
    """

    def __init__(self, estimators: Sequence[tuple[str, Any]]) -> None:
        self.estimators = estimators

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
        self._remember([clone(estimator).fit(X, y) for _, estimator in self.estimators], np.asarray(y))
        return self

    def person_distances(self, X: ArrayLike) -> NDArray[np.float32]:
        """Measure how far each query is from each person, in standard deviations below or above the mean person.

        Returns
        -------
        ndarray of shape (n_queries, n_classes), float32
            The mean of the members' standardised distances; negative for the nearer people.
        """
        check_is_fitted(self)
        members = [person_distances(member, X) for member in self.estimators_]
        return _fused([_standardise(distances)(distances) for distances in members])

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
            members.append(_standardise(person_distances(member, X))(distances))
        fused = _fused(members)
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

    def _remember(self, members: list[Any], names: NDArray[Any]) -> None:
        self.estimators_ = members
        self.names_ = names
        self.classes_ = np.unique(names)


def _standardise(reference: Distances) -> Callable[[Distances], Distances]:
    """Return the scaling of each query's row by the mean and deviation of its distances to all people."""
    mean = reference.mean(axis=1, keepdims=True)
    deviation = reference.std(axis=1, keepdims=True)
    return lambda distances: (distances - mean) / np.where(deviation > 0, deviation, 1)


def _fused(members: list[Distances]) -> NDArray[np.float32]:
    return np.asarray(sum(members) / np.float32(len(members)), np.float32)
