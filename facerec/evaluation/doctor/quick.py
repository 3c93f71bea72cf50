"""The checks that every training makes: what spoils a model most, found at little cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import FeatureUnion, Pipeline

from facerec.datasets import Dataset
from facerec.datasets.near_duplicates import alike_pairs
from facerec.errors import NoFaceFound, SeveralFaces
from facerec.evaluation.doctor.examination import unjudged
from facerec.evaluation.doctor.labels import Judgement, descriptor, doubtful_names
from facerec.features import DiscriminantEmphasis, Embedding
from facerec.matching import NearestNeighbor
from facerec.progress import Progress, silent


@dataclass(frozen=True)
class QuickCheck:
    """What the quick checks of a training found.

    Attributes
    ----------
    two_names : tuple of str
        Files of pictures that stand under two names or more.
    wrong_names : tuple of (file, name, rival)
        Files whose name is probably wrong, and the person that the face looks like.
    no_face, several_faces : tuple of str
        Files that were skipped because they show no face, or several.
    unchecked : tuple of str
        What was not checked, and why, in sentences.
    """

    two_names: tuple[str, ...] = ()
    wrong_names: tuple[tuple[str, str, str], ...] = ()
    no_face: tuple[str, ...] = ()
    several_faces: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What was found, in one sentence."""
        parts = [
            _counted(len(self.two_names), "picture stands", "pictures stand", "under two names"),
            _counted(len(self.wrong_names), "name is", "names are", "probably wrong"),
            _counted(len(self.no_face), "picture was", "pictures were", "skipped (no face)"),
            _counted(len(self.several_faces), "picture was", "pictures were", "skipped (several faces)"),
        ]
        found = ", ".join(part for part in parts if part)
        return f"Quick checks: {found or 'nothing was found'}."

    @property
    def doubts(self) -> bool:
        """Whether names are in doubt."""
        return bool(self.two_names or self.wrong_names)

    @property
    def found(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.doubts or self.no_face or self.several_faces)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as they are printed as JSON."""
        return {
            "sentence": self.sentence,
            "two_names": list(self.two_names),
            "wrong_names": [{"file": file, "name": name, "looks_like": like} for file, name, like in self.wrong_names],
            "no_face": list(self.no_face),
            "several_faces": list(self.several_faces),
            "unchecked": list(self.unchecked),
        }


def quick_check(
    dataset: Dataset,
    groups: NDArray[Any],
    pipeline: Pipeline | None = None,
    *,
    rows: Sequence[int] | None = None,
    progress: Progress = silent,
) -> QuickCheck:
    """Look for pictures under two names, wrong names, and pictures without a face or with several.

    Parameters
    ----------
    dataset : Dataset
    groups : ndarray of shape (n_faces,)
        Near-duplicates share a number, as `facerec.datasets.grouping.Grouping` finds them.
    pipeline : Pipeline, optional
        Trained on these faces; where it starts with an embedding or with the doctor's own descriptor, and keeps what
        that returned, names are judged by it without describing the faces once more.
    rows : sequence of int, optional
        Of the faces to report on; by default all.
    progress : Progress

    Returns
    -------
    QuickCheck
    """
    asked = np.ones(len(dataset.names), bool) if rows is None else np.isin(np.arange(len(dataset.names)), list(rows))
    templates = None if pipeline is None else _templates(pipeline, len(dataset.names))
    judgement = doubtful_names(dataset.faces, dataset.names, groups, templates, progress=progress)
    twice = _under_two_names(dataset, groups)
    wrong = [doubt for doubt in judgement.doubts if asked[doubt.row] and doubt.row not in twice]
    of_asked = Judgement([], judgement.judged[asked], judgement.rank1)
    embedded = pipeline is not None and templates is not None and _is_embedding(pipeline)
    return QuickCheck(
        tuple(dataset.sources[row] for row in sorted(twice) if asked[row]),
        tuple((dataset.sources[doubt.row], str(dataset.names[doubt.row]), doubt.rival) for doubt in wrong),
        tuple(one.file for one in dataset.skipped if one.code == NoFaceFound.code),
        tuple(one.file for one in dataset.skipped if one.code == SeveralFaces.code),
        tuple(unjudged(of_asked, embedded=embedded)),
    )


def _under_two_names(dataset: Dataset, groups: NDArray[Any]) -> set[int]:
    """Return the rows of pictures that stand under several names, looked for in groups of several people alone."""
    people: dict[Any, set[str]] = {}
    for name, group in zip(dataset.names.tolist(), groups.tolist(), strict=True):
        people.setdefault(group, set()).add(name)
    rows = np.array([row for row, group in enumerate(groups.tolist()) if len(people[group]) > 1], int)
    if not len(rows):
        return set()
    names = dataset.names[rows]
    pairs = alike_pairs(dataset.faces[rows], names)
    return {int(rows[row]) for one in pairs for row in (one.first, one.second) if names[one.first] != names[one.second]}


def _templates(pipeline: Pipeline, n_faces: int) -> NDArray[np.float32] | None:
    """Return what an embedding or the doctor's descriptor returned for the training faces; None where it is not kept.

    Describing 400 faces takes a third of a training's time, undoing the emphasis 2 % of it.
    """
    kept = getattr(pipeline.steps[-1][1], "samples_", None)
    if kept is None or len(kept) != n_faces:
        return None
    if _is_embedding(pipeline):
        return np.asarray(kept, np.float32)
    return np.asarray(pipeline.steps[1][1].inverse_transform(kept), np.float32) if _is_emphasised(pipeline) else None


def _is_embedding(pipeline: Pipeline) -> bool:
    return len(pipeline.steps) == 2 and isinstance(pipeline.steps[0][1], Embedding)


def _is_emphasised(pipeline: Pipeline) -> bool:
    """Tell whether a pipeline describes faces as the doctor does, and keeps the emphasised features as they are."""
    steps = [step for _, step in pipeline.steps]
    if len(steps) != 3 or not isinstance(steps[0], FeatureUnion) or not isinstance(steps[1], DiscriminantEmphasis):
        return False
    as_they_are = NearestNeighbor(metric="scaled_euclidean").get_params()
    return _settings(steps[0]) == _settings(descriptor()) and steps[2].get_params() == as_they_are


def _settings(union: FeatureUnion) -> list[tuple[type, dict[str, Any]]]:
    return [(type(part), part.get_params()) for _, part in union.transformer_list]


def _counted(count: int, one: str, many: str, what: str) -> str:
    return f"{count:,} {one if count == 1 else many} {what}" if count else ""
