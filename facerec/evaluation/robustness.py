"""How figures fall as pictures get worse: learned from clean pictures, asked about spoiled ones."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from threadpoolctl import threadpool_limits

from facerec import metrics
from facerec.datasets import Dataset
from facerec.errors import Cancelled, ModelError
from facerec.evaluation.contestants import Contestant, check_names
from facerec.evaluation.cuts import Cuts
from facerec.evaluation.in_parallel import in_parallel
from facerec.evaluation.perturbations import LEVELS, PERTURBATIONS, perturb
from facerec.evaluation.protocols import FewPictures, Split
from facerec.matching import person_distances
from facerec.metrics import Comparisons, Rate
from facerec.progress import Progress, silent
from facerec.settings import settings

FMR = 0.01
"""FMR on clean pictures, for which the threshold of FNMR is chosen."""

MOST_ASKED = 200
"""Pictures asked about, drawn from all people; more would show little more and take long."""


@dataclass(frozen=True, eq=False)
class Robustness:
    """One method under every perturbation.

    Attributes
    ----------
    name : str
        The contestant's.
    rank1, fnmr : dict of str to tuple of six Rate
        By perturbation; level 0, the clean pictures, comes first. FNMR is the share of pictures farther from their own
        person than a threshold that lets 1 % of comparisons with other people match while pictures are clean.
    """

    name: str
    rank1: dict[str, tuple[Rate, ...]]
    fnmr: dict[str, tuple[Rate, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return the curves as JSON takes them."""
        return {
            "name": self.name,
            "rank1": {kind: [rate._asdict() for rate in rates] for kind, rates in self.rank1.items()},
            "fnmr": {kind: [rate._asdict() for rate in rates] for kind, rates in self.fnmr.items()},
        }


def robustness(
    dataset: Dataset | Cuts,
    contestants: Sequence[Contestant],
    *,
    kinds: Sequence[str] = tuple(PERTURBATIONS),
    seed: int = 0,
    groups: NDArray[Any] | None = None,
    progress: Progress = silent,
) -> tuple[Robustness, ...]:
    """Measure each contestant on pictures of each kind and level of perturbation.

    Half of everybody's pictures (of the median person's, at most as many as people have) are learned, up to 200 of the
    others asked about.

    Parameters
    ----------
    dataset : Dataset or Cuts
        Cuts hold grey and colour faces of the same pictures, for contestants of both kinds.
    contestants : sequence of Contestant
    kinds : sequence of str
        Names in `facerec.evaluation.perturbations.PERTURBATIONS`.
    seed : int, default=0
        For the split, and for what is drawn in perturbations.
    groups : ndarray of shape (n_faces,), optional
        Pictures that are to stay together share a number.
    progress : Progress
        Told after every kind; may raise to stop the work.

    Raises
    ------
    BadParameter
    ModelError
        When nobody has two pictures, or a contestant cannot learn these faces.
    """
    check_names(contestants)
    cuts = Cuts.around(dataset)
    split = _split(cuts.shown, seed, groups)
    done, total, results, stopped = 0, len(contestants) * len(kinds), [], Event()
    with threadpool_limits(1, user_api="blas"):
        for contestant in contestants:
            stage = f"Spoiling pictures: {contestant.name}"
            progress(stage, done, total)
            cut = cuts.of(contestant)
            fitted = _fitted(contestant, cut, split)
            threshold = _threshold(fitted, cut, split)
            jobs = [partial(_curve, fitted, cut, split, threshold, kind, seed, stopped) for kind in kinds]
            curves = []
            with closing(in_parallel(jobs, settings().threads, stopped)) as arriving:
                for curve in arriving:
                    curves.append(curve)
                    done += 1
                    progress(stage, done, total)
            by_kind = dict(zip(kinds, curves, strict=True))
            results.append(
                Robustness(
                    contestant.name,
                    {kind: tuple(rank1 for rank1, _ in curve) for kind, curve in by_kind.items()},
                    {kind: tuple(fnmr for _, fnmr in curve) for kind, curve in by_kind.items()},
                )
            )
    return tuple(results)


def _split(dataset: Dataset, seed: int, groups: NDArray[Any] | None) -> Split:
    learned = max(1, int(np.median(list(dataset.counts.values()))) // 2)
    splits = FewPictures(learned, 1, seed).splits(dataset.names, groups)
    if not splits:
        raise ModelError(
            "Nobody has two pictures of different occasions, so none can be spoiled and asked about: add a second."
        )
    asked = np.random.default_rng(seed).permutation(splits[0].asked)[:MOST_ASKED]
    return Split(splits[0].learned, np.sort(asked), splits[0].strangers)


def _fitted(contestant: Contestant, dataset: Dataset, split: Split) -> Any:
    try:
        return clone(contestant.pipeline).fit(dataset.faces[split.learned], dataset.names[split.learned])
    except ValueError as error:  # what estimators raise for such data, as scikit-learn's do
        raise ModelError(f"{contestant.name} cannot learn these faces: {error}") from error


def _compared(fitted: Any, faces: NDArray[np.uint8], names: NDArray[np.str_]) -> Comparisons:
    """Compare faces with every person; both sides are numbered as the pipeline's people."""
    distances = person_distances(fitted, faces)
    own = np.searchsorted(fitted.classes_, names)
    return Comparisons(
        distances.ravel(), np.repeat(own, distances.shape[1]), np.tile(np.arange(distances.shape[1]), len(own))
    )


def _threshold(fitted: Any, dataset: Dataset, split: Split) -> float:
    curve = _compared(fitted, dataset.faces[split.asked], dataset.names[split.asked]).curve
    return float(curve.thresholds[curve.place(FMR)])


def _curve(
    fitted: Any, dataset: Dataset, split: Split, threshold: float, kind: str, seed: int, stopped: Event
) -> list[tuple[Rate, Rate]]:
    """Return rank-1 and FNMR from level 0 to 5."""
    faces, names = dataset.faces[split.asked], dataset.names[split.asked]
    own = np.searchsorted(fitted.classes_, names)
    rates = []
    for level in (0, *LEVELS):
        if stopped.is_set():
            raise Cancelled("The comparison was stopped.")
        distances = person_distances(fitted, perturb(faces, kind, level, seed))
        missed = distances[np.arange(len(own)), own] > threshold
        rates.append((metrics.rate(distances.argmin(axis=1) == own, names), metrics.rate(missed, names)))
    return rates
