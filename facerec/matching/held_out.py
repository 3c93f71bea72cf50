"""How far mated and non-mated searches are from the nearest person, for pictures that training has not seen.

`facerec.matching.cross_validation` measures them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from facerec.matching.lower_tail import USUAL_SPREAD
from facerec.metrics.learning_curve import PicturesTrained

Doubles = NDArray[np.float64]
Array = NDArray[Any]

_WHOSE = {
    "genuine_people": "genuine",
    "few_genuine_people": "few_genuine",
    "stranger_people": "strangers",
    "newcomer_people": "newcomers",
    "late_people": "late",
}


_LATER: dict[str, Any] = {
    **dict.fromkeys(("few_genuine", "few_right", "few_genuine_people"), ()),
    **dict.fromkeys(("few_trained", "most_trained", "given"), 0.0),
    "degenerate": 0,
    "usual": USUAL_SPREAD,
}
"""What model files of older versions lack."""


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Distances to the nearest person, of pictures that were held out. People are numbers here, not names.

    Attributes
    ----------
    genuine : ndarray of shape (n_genuine,), float64
        Of known people's pictures; empty where nobody has two pictures.
    right : ndarray of shape (n_genuine,), bool
        Whether the nearest is the right person.
    genuine_people : ndarray of shape (n_genuine,), int64
        Whose picture it is.
    strangers : ndarray of shape (n_strangers,), float64
        Of the pictures of people who were left out; empty where there are fewer than three people.
    stranger_people : ndarray of shape (n_strangers,), int64
        Whose picture it is; negative for people given as strangers, who are searched for in the finished gallery.
    newcomers : ndarray of shape (n_newcomers,), float64
        Of a picture of one left-out person to another left-out person who was enrolled without training; empty where
        there are fewer than four people.
    newcomer_people : ndarray of shape (n_newcomers,), int64
        Whose picture it is.
    late : ndarray of shape (n_late,), float64
        Of left-out people's pictures after their other pictures were enrolled without training: to the nearest person,
        infinite where that is somebody else.
    late_people : ndarray of shape (n_late,), int64
        Whose picture it is.
    folds : int
        Of the known people's pictures; 0 where none could be held out.
    stranger_gallery : float
        With how many people a stranger was compared; the mean where groups differ by one.
    n_people, n_pictures : int
        In the gallery of the recognizer that is trained on everything.
    own, other : float
        The least evidence there is, for data without strangers: the median distance of a picture to its own person,
        and the smallest to anybody else.
    few_genuine, few_right, few_genuine_people : ndarray of shape (n_few,)
        As genuine, right and genuine_people, with half of everybody's pictures in the training set; empty in model
        files of older versions, and where nobody has three pictures.
    few_trained, most_trained, given : float
        Pictures of the probe's own person in the training set, on average: for `few_genuine`, for `genuine`, and in the
        recognizer that is trained on everything; 0 where `few_genuine` is empty.
    degenerate : int
        Fits with people held out that were left out of the scores, since their distances take two values only; 0 in
        model files of older versions, which counted them.
    usual : float
        Standard deviation that strangers' distances by this metric usually have, as a share of their mean.
    """

    genuine: Doubles
    right: NDArray[np.bool_]
    genuine_people: NDArray[np.int64]
    strangers: Doubles
    stranger_people: NDArray[np.int64]
    newcomers: Doubles
    newcomer_people: NDArray[np.int64]
    late: Doubles
    late_people: NDArray[np.int64]
    folds: int
    stranger_gallery: float
    n_people: int
    n_pictures: int
    own: float
    other: float
    few_genuine: Doubles = field(default_factory=lambda: np.empty(0))
    few_right: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    few_genuine_people: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    few_trained: float = 0.0
    most_trained: float = 0.0
    given: float = 0.0
    degenerate: int = 0
    usual: float = USUAL_SPREAD

    def __post_init__(self) -> None:
        for name, value in list(vars(self).items()):
            if isinstance(value, np.ndarray):
                frozen = value.copy()
                frozen.flags.writeable = False
                object.__setattr__(self, name, frozen)

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as arrays and numbers."""
        return dict(vars(self))

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Put together what `to_dict` took apart.

        Raises
        ------
        KeyError, TypeError, ValueError
            For anything else.
        """
        kinds: dict[str, Any] = dict.fromkeys(_WHOSE, np.int64) | dict.fromkeys(_WHOSE.values(), np.float64)
        content = _LATER | dict(content)
        kinds |= {"right": np.bool_, "few_right": np.bool_}
        parts: dict[str, Any] = {name: np.asarray(content[name], kind) for name, kind in kinds.items()}
        numbers = ("stranger_gallery", "own", "other", "few_trained", "most_trained", "given", "usual")
        parts |= {name: float(content[name]) for name in numbers}
        parts |= {name: int(content[name]) for name in ("folds", "n_people", "n_pictures", "degenerate")}
        held_out = cls(**parts)
        held_out._check()
        return held_out

    def _check(self) -> None:
        """Refuse what no measurement gives."""
        for whose, of in (*_WHOSE.items(), ("right", "genuine"), ("few_right", "few_genuine")):
            if getattr(self, whose).shape != getattr(self, of).shape or getattr(self, of).ndim != 1:
                raise ValueError(f"the scores {of} and {whose} do not fit together")
        finite = np.concatenate([self.genuine, self.strangers, self.newcomers, self.few_genuine])
        finite = np.append(finite, [self.own, self.other, self.few_trained, self.most_trained, self.given])
        if not np.isfinite(finite).all() or np.isnan(self.late).any():
            raise ValueError("some scores are not finite")
        counted = self.n_people >= 2 and self.n_pictures >= self.n_people and min(self.folds, self.degenerate) >= 0
        compared = not self.strangers.size or 1 <= self.stranger_gallery < np.inf
        if not (counted and compared and 0 < self.usual < np.inf):
            raise ValueError("the numbers of people, pictures or fits, or the usual spread, are impossible")

    @property
    def trained(self) -> PicturesTrained:
        """How many pictures of a probe's own person the fits were trained on."""
        return PicturesTrained(self.few_trained, self.most_trained, self.given)

    def with_newcomer(self, distances: Doubles, enrolled_later: NDArray[np.bool_]) -> HeldOut:
        """Return the scores with those of one more stranger.

        Parameters
        ----------
        distances : ndarray of shape (n_pictures, n_people)
            Of somebody's pictures to everybody else.
        enrolled_later : ndarray of shape (n_people,), bool
            Who of these was enrolled without training.
        """
        trained, newcomers = distances[:, ~enrolled_later], distances[:, enrolled_later]
        number = 1 + max(self.n_people - 1, self.stranger_people.max(initial=-1), self.newcomer_people.max(initial=-1))
        galleries = np.repeat([self.stranger_gallery, trained.shape[1]], [len(self.strangers), len(trained)])
        return replace(
            self,
            strangers=np.append(self.strangers, trained.min(axis=1)),
            stranger_people=np.append(self.stranger_people, np.full(len(trained), number)),
            stranger_gallery=float(galleries.mean()),
            newcomers=np.append(self.newcomers, newcomers),
            newcomer_people=np.append(self.newcomer_people, np.full(newcomers.size, number)),
        )
