"""Findings about copies, near copies and bursts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from facerec.datasets import Dataset
from facerec.datasets.near_duplicates import NEAR_DUPLICATE, Pair, groups_of
from facerec.evaluation.doctor.best_copy import best_copy
from facerec.evaluation.doctor.files import Look
from facerec.evaluation.doctor.finding import Finding, about


def duplicate_findings(
    dataset: Dataset, pairs: list[Pair], suspects: frozenset[int], looks: Sequence[Look] | None = None
) -> Iterator[Finding]:
    """Tell of copies and bursts, a finding for each set of pictures that belong together.

    Parameters
    ----------
    dataset : Dataset
    pairs : list of Pair
    suspects : frozenset of int
        Rows whose name is probably wrong: of a picture under two names these are left out, else all.
    looks : sequence of Look, optional
        For each row; of near copies the best one stays, for which the size of their faces counts, too.
    """
    names = dataset.names
    one_picture = [pair for pair in pairs if pair.correlation >= NEAR_DUPLICATE]
    split = {
        row for pair in one_picture if names[pair.first] != names[pair.second] for row in (pair.first, pair.second)
    }
    for rows, score, exact in _sets(one_picture, len(names)):
        if split.intersection(rows):
            doubtful = [row for row in rows if row in suspects]
            people = " and ".join(dict.fromkeys(str(names[row]) for row in rows))
            kind, exclude = "two-names", tuple(doubtful) if 0 < len(doubtful) < len(rows) else rows
            sentence = f"One picture stands under {people}; at most one of the names can be right."
        elif exact:
            kind, exclude = "exact-duplicate", rows[1:]
            sentence = f"{len(rows)} pictures of {names[rows[0]]} are one and the same: the same pixels."
        else:
            best, why = best_copy(dataset, rows, looks)
            kind, exclude = "near-duplicate", tuple(row for row in rows if row != best)
            sentence = (
                f"{len(rows)} pictures of {names[rows[0]]} are one and the same: a correlation of {score:.3f} once"
                f" aligned. To keep: {dataset.sources[best]}, {why}."
            )
        yield about(dataset, kind, rows, score, sentence, exclude)
    single = [pair for pair in pairs if names[pair.first] == names[pair.second]]
    copies = [set(rows) for rows, _, _ in _sets(one_picture, len(names))]
    for rows, score, _ in _sets(single, len(names)):
        if not any(told.issuperset(rows) for told in copies):
            sentence = (
                f"{len(rows)} pictures of {names[rows[0]]} seem to be shot in one go;"
                " they are kept together when the data are split, or figures would be too good."
            )
            yield about(dataset, "burst", rows, score, sentence)


def _sets(pairs: list[Pair], n_faces: int) -> Iterator[tuple[tuple[int, ...], float, bool]]:
    """Yield the rows of each set of alike faces, their lowest correlation, and whether all pixels are the same."""
    numbers = groups_of(pairs, n_faces)
    by_number: dict[int, list[Pair]] = {}
    for pair in pairs:
        by_number.setdefault(int(numbers[pair.first]), []).append(pair)
    for members in by_number.values():
        rows = tuple(sorted({row for pair in members for row in (pair.first, pair.second)}))
        yield rows, min(pair.correlation for pair in members), all(pair.exact for pair in members)
