"""The faces of a comparison: read once for grey methods, once more for embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from facerec.datasets import People
from facerec.detection import Crop
from facerec.evaluation.contestants import Contestant
from facerec.evaluation.cuts import Cuts
from pages import sources, ui


def read(
    key: sources.Key, people: People, cut: sources.Cut, contestants: Sequence[Contestant]
) -> tuple[Cuts, tuple[Crop, ...]]:
    """Read everybody's faces in every way that the contestants need, with progress.

    Returns
    -------
    cuts : Cuts
        Of the pictures that can be cut in all these ways.
    crops : tuple of Crop
        How pictures became faces, grey first.
    """
    kinds = sorted({contestant.colour for contestant in contestants})
    wanted = [cut.in_colour() if colour else cut for colour in kinds]
    datasets, crops = zip(*(sources.read_faces(key, people, each) for each in wanted), strict=True)
    reason = " ".join(dict.fromkeys(crop.reason for crop in crops))
    if len(datasets) == 1:
        return replace(Cuts.around(*datasets), reason=reason), crops
    slot = ui.people_slot(("cuts", *(dataset.digest for dataset in datasets)))
    return ui.once(slot, lambda: replace(Cuts.shared(*datasets), reason=reason)), crops
