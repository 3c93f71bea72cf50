"""The classifier that compares with every training sample."""

from __future__ import annotations

from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from facerec.errors import BadParameter, TooFewPeople, UnknownPerson
from facerec.matching.distances import Metric, find_metric, spread
from facerec.matching.histograms import Rows


class NearestNeighbor(ClassifierMixin, BaseEstimator):
    """Give a face the name of the most similar training faces.

    Parameters
    ----------
    n_neighbors : int, default=1
        How many of the nearest samples vote in `predict`, and how many of a person's own nearest samples are averaged
        in `person_distances`. Where there are fewer, all of them do. On AT&T, one tells strangers best.
    metric : str or Metric, default="euclidean"
        A name in `facerec.matching.METRICS`, or a metric of one's own, which no model file can hold.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The names, sorted.
    samples_ : ndarray of shape (n_samples, n_features), float32
        The training samples in the order they were learned, in the form that the metric compares.
    codes_ : ndarray of shape (n_samples,), intp
        For each sample, the place of its name in `classes_`.
    whitening_ : tuple of two ndarrays of shape (n_features,), float32, or None
        What mahalanobis_cosine takes off samples and queries, and multiplies them with; learned by `fit` alone.
    n_features_in_ : int

    Notes
    -----
    `partial_fit` and `forget` put new arrays in the place of the old ones and change none, so a shallow copy of a
    fitted estimator stays as it is while the original learns.
    """

    def __init__(self, n_neighbors: int = 1, metric: str | Metric = "euclidean") -> None:
        self.n_neighbors = n_neighbors
        self.metric = metric

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Remember samples and their names.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)

        Raises
        ------
        BadParameter
            When `n_neighbors` or `metric` is not usable, or a histogram metric is given negative values.
        """
        samples, names = self._validated(X, y, reset=True)
        self.whitening_ = spread(samples) if self._metric.whitens else None
        self._remember(self._prepared(samples), names)
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None) -> Self:
        """Add samples, of new people too; what was learned before stays as it is.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
        classes : ignored
            scikit-learn's protocol passes all names at the first call; here a name is known by its first sample.
        """
        if not hasattr(self, "codes_"):
            return self.fit(X, y)
        samples, names = self._validated(X, y, reset=False)
        everything = np.concatenate([self.samples_.T, self._prepared(samples).T], axis=1).T
        self._remember(everything, np.concatenate([self.classes_[self.codes_], names]))
        return self

    def forget(self, name: Any) -> Self:
        """Return a copy without a person's samples.

        Raises
        ------
        UnknownPerson
            When there is nobody of this name.
        TooFewPeople
            When nobody would be left.
        """
        check_is_fitted(self)
        stays = self.classes_[self.codes_] != name
        if np.all(stays):
            raise UnknownPerson(f"There is nobody called {name!r} here.")
        if not np.any(stays):
            raise TooFewPeople(f"{name!r} is the only person here: delete the whole model instead.")
        left = copy(self)
        left._remember(self.samples_[stays], np.array(self.classes_[self.codes_[stays]].tolist()))
        return left

    def kneighbors(self, X: ArrayLike, n_neighbors: int | None = None) -> tuple[Rows, NDArray[np.intp]]:
        """Find the nearest samples, nearest first; of equally near ones the earlier learned is first.

        Parameters
        ----------
        X : array-like of shape (n_queries, n_features)
        n_neighbors : int or None
            None takes the estimator's own; never more are returned than there are samples.

        Returns
        -------
        distances : ndarray of shape (n_queries, n_neighbors), float32
        indices : ndarray of shape (n_queries, n_neighbors), intp
            Into the samples, in the order they were learned.
        """
        distances = self._distances(X)
        return _nearest(distances, self.n_neighbors if n_neighbors is None else n_neighbors)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Name each query by the vote of its neighbours; of equal votes the nearest neighbour's counts.

        Returns
        -------
        ndarray of shape (n_queries,), dtype of `classes_`
        """
        distances = self._distances(X)
        if self.n_neighbors == 1:
            return np.asarray(self.classes_[self.codes_[distances.argmin(axis=1)]])
        codes = self.codes_[_nearest(distances, self.n_neighbors)[1]]
        votes = (codes[:, :, None] == codes[:, None, :]).sum(axis=2)
        winner = votes.argmax(axis=1)  # the first of the largest, and the nearest are first
        names: NDArray[Any] = self.classes_[codes[np.arange(len(codes)), winner]]
        return names

    def person_distances(self, X: ArrayLike) -> Rows:
        """Measure how far each query is from each person.

        Returns
        -------
        ndarray of shape (n_queries, n_classes), float32
            To the nearest of the person's samples, or the mean of the `n_neighbors` nearest.
        """
        distances = self._distances(X)
        if self.n_neighbors == 1:
            return np.minimum.reduceat(distances[:, self._by_person], self._starts, axis=1)
        return _mean_of_nearest(distances, self.codes_, self._starts, self.n_neighbors)

    @property
    def _metric(self) -> Metric:
        return find_metric(self.metric)

    def _validated(self, X: ArrayLike, y: ArrayLike, *, reset: bool) -> tuple[Rows, NDArray[Any]]:
        if not isinstance(self.n_neighbors, int | np.integer) or self.n_neighbors < 1:
            raise BadParameter(f"n_neighbors is {self.n_neighbors!r}, but at least one neighbour has to vote.")
        find_metric(self.metric)
        samples, names = validate_data(self, X, y, reset=reset, dtype=np.float32)
        if names.dtype.kind == "f":  # of names, it would only warn that most people have one picture
            check_classification_targets(names)
        return samples, names

    def _remember(self, samples: Rows, names: NDArray[Any]) -> None:
        self.samples_ = np.asarray(samples, order=self._metric.layout)
        self._summary = self._metric.summarise(self.samples_)
        self.classes_, codes = np.unique(names, return_inverse=True)
        self.codes_ = codes.astype(np.intp)
        self._by_person = np.argsort(self.codes_, kind="stable")
        self._starts = np.searchsorted(self.codes_[self._by_person], np.arange(len(self.classes_)))

    def _prepared(self, rows: Rows) -> Rows:
        if self.whitening_ is not None:
            mean, scale = self.whitening_
            rows = (rows - mean) * scale
        return self._metric.prepare(rows)

    def _distances(self, X: ArrayLike) -> Rows:
        if not self._is_clean(X):
            check_is_fitted(self)
            X = validate_data(self, X, reset=False, dtype=np.float32)
        return self._metric.compare(self._prepared(np.asarray(X)), self.samples_, self._summary)

    def _is_clean(self, X: ArrayLike) -> bool:
        """Whether scikit-learn's validation, dearer than a search through 400 samples, would change nothing."""
        return (
            type(X) is np.ndarray
            and X.dtype == np.float32
            and X.ndim == 2
            and len(X) > 0
            and X.shape[1] == getattr(self, "n_features_in_", None)
            and not hasattr(self, "feature_names_in_")
            and bool(np.isfinite(X).all())
        )


def _nearest(distances: Rows, n_neighbors: int) -> tuple[Rows, NDArray[np.intp]]:
    indices = np.argsort(distances, axis=1, kind="stable")[:, :n_neighbors]
    return np.take_along_axis(distances, indices, axis=1), indices


def _mean_of_nearest(distances: Rows, codes: NDArray[np.intp], starts: NDArray[np.intp], n_nearest: int) -> Rows:
    """Average, for each person, the nearest `n_nearest` of that person's samples, or all where there are fewer."""
    counts = np.diff(starts, append=len(codes))
    place = np.arange(len(codes)) - np.repeat(starts, counts)
    sorted_ = np.stack([row[np.lexsort((row, codes))] for row in distances])
    summed = np.add.reduceat(np.where(place < n_nearest, sorted_, np.float32(0)), starts, axis=1)
    return np.asarray(summed / np.minimum(counts, n_nearest), np.float32)
