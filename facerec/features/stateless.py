"""What the steps share that treat every face by itself and learn nothing."""

from __future__ import annotations

from typing import Any, Self

from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, TransformerMixin

from facerec.features.stacks import Faces, check_stack


class Stateless(TransformerMixin, BaseEstimator):
    """A step that treats every face by itself; whoever fits often needs to apply it only once."""

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> Self:
        """Check faces and parameters; nothing is learned."""
        self._checked(X)
        return self

    def _checked(self, X: ArrayLike) -> Faces:
        """Return the faces, if they and the parameters are usable."""
        return check_stack(X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.three_d_array = True
        return tags
