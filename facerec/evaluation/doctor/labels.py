"""Names that are probably wrong: faces that look like somebody else to a model that has not seen them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from facerec.datasets.grey import grey_faces
from facerec.features import LBPHistograms, Resize
from facerec.progress import Progress, silent

Doubles = NDArray[np.float64]

# Chosen on AT&T with 5 % of the names exchanged, over 20 seeds; precision and recall for 10, 5 and 3 pictures a person.
EVIDENCE = 0.3
"""How much more a doubted face looks like another person than like its own, in the scores of a median face: 100 and
99.8, 96 and 97, 74 and 93 %."""
CLEAR = 0.5
"""From when on the doctor would leave it out: 100 and 97, 99 and 86, 96 and 87 %."""
FEWEST = 3
"""Pictures of a person, from which on a name is doubted: with fewer there is nothing to agree with."""

_SIZE = (112, 92)  # height and width in pixels to which all faces are brought, those of AT&T
_SHRINKAGE = 0.1  # of the ridge, as in `Fisherfaces`: 0.05 to 1 find as many, 0.1 with the fewest false alarms
_ROUNDS = 6  # of setting suspects aside and judging again; mostly two are enough
_MOST_TOGETHER = (
    3000  # faces judged by one model, in some 400 MB: time grows with the third power, memory with the second
)


@dataclass(frozen=True)
class Doubt:
    """A face that looks like somebody else.

    Attributes
    ----------
    row : int
    rival : str
        Whom it looks like.
    like : int
        Row of the face of the rival that is most alike.
    score : float
        How much more it looks like the rival, in the scores of a median face.
    """

    row: int
    rival: str
    like: int
    score: float


def doubtful_names(
    faces: NDArray[np.uint8], names: NDArray[np.str_], groups: NDArray[np.int64], *, progress: Progress = silent
) -> tuple[list[Doubt], NDArray[np.bool_]]:
    """Ask for each face whom the others say it is.

    Parameters
    ----------
    faces : ndarray of shape (n_faces, height, width) or (n_faces, height, width, 3), uint8
    names : ndarray of shape (n_faces,)
    groups : ndarray of shape (n_faces,), int
        Copies and bursts share a number: a copy of a face says nothing about its name.
    progress : Progress

    Returns
    -------
    doubts : list of Doubt
        The clearest first.
    judged : ndarray of shape (n_faces,), bool
        Whether there was enough to judge the name by.

    Notes
    -----
    Faces are described by local phase histograms; who they are is learned by least squares with a ridge, which gives
    the directions of `Fisherfaces`. What the model would say of a face, or a group of faces, had it not seen them,
    follows from the fit on all in closed form [1]_. Wrong names also mislead the model about other faces, so suspects
    are set aside and everybody is judged again until nothing changes.

    References
    ----------
    .. [1] Allen, "The relationship between variable selection and data augmentation and a method for prediction",
           1974, doi:10.1080/00401706.1974.10489157
    """
    doubts: list[Doubt] = []
    judged = np.zeros(len(faces), bool)
    for rows in _parts(names):
        progress("Doubting names", int(rows.min()), len(faces))
        found, judged[rows] = _doubts_among(grey_faces(faces[rows]), names[rows], groups[rows])
        doubts += [Doubt(int(rows[one.row]), one.rival, int(rows[one.like]), one.score) for one in found]
    progress("Doubting names", len(faces), len(faces))
    return sorted(doubts, key=lambda doubt: -doubt.score), judged


def _parts(names: NDArray[np.str_]) -> list[NDArray[np.intp]]:
    """Split the rows into parts of whole people that one model can judge."""
    _, codes, counts = np.unique(names, return_inverse=True, return_counts=True)
    part = (np.cumsum(counts) - 1) // _MOST_TOGETHER
    return [np.flatnonzero(part[codes] == number) for number in np.unique(part)]


def _doubts_among(
    faces: NDArray[np.uint8], names: NDArray[np.str_], groups: NDArray[np.int64]
) -> tuple[list[Doubt], NDArray[np.bool_]]:
    people, codes = np.unique(names, return_inverse=True)
    nobody: tuple[list[Doubt], NDArray[np.bool_]] = ([], np.zeros(len(codes), bool))
    judged = _can_be_judged(codes, groups)
    if len(people) < 2 or not judged.any():
        return nobody
    described = LBPHistograms("lpq", radius=3, grid=(4, 4), square_root=True).fit_transform(
        Resize(_SIZE).fit_transform(faces)
    )
    alike = (described @ described.T).astype(np.float64)
    scores = _until_it_settles(alike, codes, groups, judged)
    if scores is None:
        return nobody
    own, other, rivals = _own_and_other(scores, codes)
    typical = float(np.median(own[judged]))
    if typical <= 0:
        return nobody
    evidence = (other - own) / typical
    rows = np.flatnonzero(judged & (evidence >= EVIDENCE))
    nearest = np.where(codes == rivals[:, None], alike, -np.inf).argmax(axis=1)
    doubts = [Doubt(int(row), str(people[rivals[row]]), int(nearest[row]), float(evidence[row])) for row in rows]
    return doubts, judged


def _can_be_judged(codes: NDArray[np.intp], groups: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell whose person has pictures enough, counting copies once."""
    pictures = np.unique(np.stack([codes, groups]), axis=1)[0]
    return np.bincount(pictures, minlength=int(codes.max()) + 1)[codes] >= FEWEST


def _until_it_settles(
    alike: Doubles, codes: NDArray[np.intp], groups: NDArray[np.int64], judged: NDArray[np.bool_]
) -> Doubles | None:
    """Judge everybody by those who are not suspected, again and again; None where all faces are the same."""
    suspected = np.zeros(len(codes), bool)
    for _ in range(_ROUNDS):
        scores = _unseen_scores(alike, codes, groups, ~suspected)
        if scores is None:
            return None
        own, other, _ = _own_and_other(scores, codes)
        before, suspected = suspected, _worst_halves(own - other, codes) & (own < other) & judged
        if np.array_equal(before, suspected):
            break
    return scores


def _worst_halves(margins: Doubles, codes: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Mark, of each person, the half that fits worst: nobody is to lose all faces."""
    order = np.lexsort((margins, codes))
    counts = np.bincount(codes)
    place = np.empty(len(codes), np.intp)
    place[order] = np.arange(len(codes)) - np.repeat(np.cumsum(counts) - counts, counts)
    return place < counts[codes] // 2


def _unseen_scores(
    alike: Doubles, codes: NDArray[np.intp], groups: NDArray[np.int64], learned: NDArray[np.bool_]
) -> Doubles | None:
    """Score each face for each person (n_faces, n_people), about 1 for the right one, by a fit without its group."""
    inside, outside = np.flatnonzero(learned), np.flatnonzero(~learned)
    targets = np.eye(int(codes.max()) + 1)[codes[inside]]
    means = alike[np.ix_(inside, inside)].mean(axis=0)
    centred = alike[:, inside] - alike[:, inside].mean(axis=1, keepdims=True) - (means - means.mean())
    gram = centred[inside]
    ridge = _SHRINKAGE * float(np.trace(gram)) / len(inside)
    if ridge <= 1e-9 * max(float(np.abs(alike).max()), 1e-9):
        return None
    factor = cho_factor(gram + ridge * np.eye(len(inside)))
    seen = cho_solve(factor, gram).T + 1 / len(inside)  # the hat matrix; a constant is fitted beside the ridge
    scores = np.empty((len(codes), targets.shape[1]))
    scores[outside] = centred[outside] @ cho_solve(factor, targets - targets.mean(axis=0)) + targets.mean(axis=0)
    missed = targets - seen @ targets
    for number in np.unique(groups[inside]):
        group = np.flatnonzero(groups[inside] == number)
        left = np.eye(len(group)) - seen[np.ix_(group, group)]
        scores[inside[group]] = targets[group] - np.linalg.lstsq(left, missed[group], rcond=None)[0]
    return scores


def _own_and_other(scores: Doubles, codes: NDArray[np.intp]) -> tuple[Doubles, Doubles, NDArray[np.intp]]:
    """Return each face's score for its own person, the best other score, and whose that is."""
    rows = np.arange(len(codes))
    others = scores.copy()
    others[rows, codes] = -np.inf
    rivals = others.argmax(axis=1)
    return scores[rows, codes], others[rows, rivals], rivals
