"""Faces as weights on the directions that tell people apart."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import cho_factor, cho_solve, svd
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import validate_data

from facerec.errors import BadParameter
from facerec.features.scatter import Doubles, Scatter, leading_eigenpairs
from facerec.features.subspace import PIXEL_TYPES, Floats, Subspace, pointing_up

SOLVERS = ("ridge", "classical")

_SMALLEST_SHARE = 1e-6  # of the variance, between or within people, that float32 faces can tell from zero


class Fisherfaces(Subspace):
    """Describe a face by its weights on the directions that best tell people apart [1]_.

    Parameters
    ----------
    n_components : int or None, default=None
        How many to keep; None keeps all. Never more than n_people - 1.
    solver : {"ridge", "classical"}, default="ridge"
        ridge
            The scatter within people is estimated with a ridge added to it: penalized discriminant analysis [2]_, in
            the form that needs one Cholesky factor of the Gram matrix (spectral regression [3]_).
        classical
            Fisherfaces as published [1]_: the n_faces - n_people leading eigenfaces, then linear discriminant analysis.
    shrinkage : float, default=0.2
        Height of the ridge, as a share of the mean squared distance of the faces from the mean face; unused by the
        classical solver.
    whiten : bool, default=False
        Scale each component so that the weights of the training faces have a standard deviation of 1, see Notes.

    Attributes
    ----------
    mean_ : ndarray of shape (n_pixels,), float32
        Mean face, in grey levels.
    components_ : ndarray of shape (n_components, n_pixels), float32
        Fisherfaces, those that tell people apart best first; the largest entry of each is positive. With the ridge,
        their weights have unit scatter within people, ridge included, and are uncorrelated; the classical ones have
        unit length. With `whiten`, each is scaled further.
    face_shape_ : tuple of two ints or None
        (height, width), where `fit` was given a stack.
    n_features_in_ : int
        Pixels of a face.

    Notes
    -----
    The ridge is the default because a few pictures a person show little of how a face changes: the classical form
    trusts directions in which they happen not to vary at all. Rank-1 with cosine distance, of ten folds and
    of halves, is 99.25 and 97.8 % against 96.75 and 94.2 % on AT&T, and 91 and 82 % against 88 and 74 % on the sample
    people. The shrinkage matters little: 0.1 to 0.3 stay within 0.6 % on AT&T, where 0.2 is best, and within 2 % on
    the sample people, where smaller values are.

    With one picture a person nothing is known about the variation within people: the ridge then stands for all of it
    and the directions are the eigenfaces, equally scaled; the classical solver refuses. A person whose pictures are
    copies of each other is no trouble to either.

    Unwhitened, the few components with the largest differences between people rule every distance, and strangers who
    agree in these with a person get the name. Whitened, all count alike: with histograms of photographs of 30 people
    (p01 to p30, docs/benchmarks/recipes.md), an FPIR of 1 % leaves a DIR of 45 instead of 39 %.

    The names are not kept: whoever lets a classifier forget a person is not betrayed by the features.

    References
    ----------
    .. [1] Belhumeur, Hespanha & Kriegman, "Eigenfaces vs. Fisherfaces: recognition using class specific linear
           projection", 1997, doi:10.1109/34.598228
    .. [2] Hastie, Buja & Tibshirani, "Penalized discriminant analysis", 1995, doi:10.1214/aos/1176324456
    .. [3] Cai, He & Han, "Spectral regression for efficient regularized subspace learning", 2007,
           doi:10.1109/ICCV.2007.4408855
    """

    whiten = False  # of fitted objects in model files from before it was a parameter

    def __init__(
        self, n_components: int | None = None, solver: str = "ridge", shrinkage: float = 0.2, whiten: bool = False
    ) -> None:
        self.n_components = n_components
        self.solver = solver
        self.shrinkage = shrinkage
        self.whiten = whiten

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Find the Fisherfaces.

        Parameters
        ----------
        X : array-like of shape (n_faces, height, width) or (n_faces, n_pixels)
        y : array-like of shape (n_faces,)
            The name of the person on each.

        Raises
        ------
        ValueError
            For a single person, faces that do not differ between people, or NaN; with the classical solver also for
            one picture a person.
        BadParameter
            For a parameter outside its range.
        """
        self._check_parameters()
        rows, names = validate_data(self, self._flat(X, reset=True), y, dtype=PIXEL_TYPES)
        if names.dtype.kind == "f":  # of names, it would only warn that most people have one picture
            check_classification_targets(names)
        _, codes, counts = np.unique(names, return_inverse=True, return_counts=True)
        if len(counts) < 2:
            raise ValueError("Fisherfaces tell people apart, but there is only 1 class: give pictures of two or more.")
        people = (codes[:, None] == np.arange(len(counts))) / np.sqrt(counts)  # orthonormal columns

        scatter = Scatter(rows)
        directions = _ridge(scatter, people, self.shrinkage) if self.solver == "ridge" else _classical(scatter, people)
        if len(directions) == 0:
            raise ValueError("All people look the same: their mean faces do not differ.")
        self.mean_ = scatter.mean
        self.components_ = pointing_up(directions[: self.n_components])
        if self.whiten:
            self.components_ /= (rows.astype(np.float32, copy=False) @ self.components_.T).std(axis=0)[:, None]
        return self

    def inverse_transform(self, X: ArrayLike) -> Floats:
        """Rebuild faces from their weights: of all faces with these weights, the one nearest to the mean face.

        Parameters
        ----------
        X : array-like of shape (n_faces, n_components)

        Returns
        -------
        ndarray of shape (n_faces, height, width) or (n_faces, n_pixels), as in `fit`, float32
            In grey levels, unclipped.
        """
        weights = self._as_weights(X)
        lengths = np.linalg.norm(self.components_, axis=1)
        units = self.components_ / lengths[:, None]
        on_units = np.linalg.lstsq((units @ units.T).astype(np.float64), (weights / lengths).T, rcond=None)[0].T
        return self._as_faces(on_units.astype(np.float32) @ units + self.mean_)

    def _check_parameters(self) -> None:
        asked = self.n_components
        if asked is not None and not (isinstance(asked, int | np.integer) and asked >= 1):
            raise BadParameter(f"n_components is {asked!r}; it must be a whole number from 1, or None.")
        if self.solver not in SOLVERS:
            raise BadParameter(f"There is no solver {self.solver!r}; choose one of {', '.join(SOLVERS)}.")
        if not self.shrinkage > 0:
            raise BadParameter(f"The shrinkage is {self.shrinkage!r}; it must be more than 0, usually 0.1 to 0.3.")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags


def _ridge(scatter: Scatter, people: Doubles, shrinkage: float) -> Floats:
    """Regress the indicators of people on the faces, with a ridge, and rotate and scale the result.

    With X the centred faces (a row each), M the indicators and G = X X': W = X' B for B = (G + a I)^-1 M where there
    are fewer faces than pixels, which equals (X'X + a I)^-1 X' M, used elsewhere. The eigenvalues of M' X W are the
    shares of the regularised variance that lie between people.
    """
    matrix = scatter.matrix()
    ridge = shrinkage * np.trace(matrix) / len(people)
    if ridge == 0:
        return np.empty((0, len(scatter.mean)), np.float32)
    matrix.flat[:: len(matrix) + 1] += ridge
    targets = people if scatter.by_face else scatter.weigh(people).T.astype(np.float64)
    solved = cho_solve(cho_factor(matrix, overwrite_a=True), targets)
    # M'GB = M'M - a M'B: the product with the large G is not needed.
    between = np.eye(people.shape[1]) - ridge * people.T @ solved if scatter.by_face else targets.T @ solved
    shares, rotation = np.linalg.eigh(between)
    shares, rotation = shares[:0:-1], rotation[:, :0:-1]  # the smallest is the mean of all, not a difference
    real = shares > _SMALLEST_SHARE
    shares, rotation = np.minimum(shares[real], 1 - _SMALLEST_SHARE), rotation[:, real]
    rotated = solved @ (rotation / np.sqrt(shares * (1 - shares)))
    return scatter.weigh(rotated) if scatter.by_face else rotated.T.astype(np.float32)


def _classical(scatter: Scatter, people: Doubles) -> Floats:
    """Keep as many eigenfaces as scatter within people can span, and discriminate among the whitened weights.

    In whitened weights Z the total scatter is I, so the scatter between people Z'MM'Z has its shares of the total as
    eigenvalues, and these are squared singular values of M'Z: no inverse of a nearly singular matrix is needed.
    """
    n_faces, n_people = people.shape
    if n_faces == n_people:
        raise ValueError("Classical Fisherfaces need people with two pictures or more; with one each, use the ridge.")
    values, vectors, _ = leading_eigenpairs(scatter, min(n_faces - n_people, scatter.side))
    spread = np.sqrt(values)
    means = people.T @ vectors if scatter.by_face else scatter.weigh(people).astype(np.float64) @ (vectors / spread)
    _, singular, rotation = svd(means, full_matrices=False)
    rotation = rotation[: n_people - 1][singular[: n_people - 1] ** 2 > _SMALLEST_SHARE].T
    if scatter.by_face:
        directions = scatter.weigh(vectors / values @ rotation)
    else:
        directions = (vectors / spread @ rotation).T.astype(np.float32)
    # Unit scatter within people, usual in discriminant analysis, would be ruled by directions in which the training
    # pictures hardly vary: on AT&T faces, nearly half of the names would be wrong.
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return directions
