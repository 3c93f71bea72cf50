"""How many pictures people have: too few, or too unequally many."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from facerec.datasets import Dataset
from facerec.datasets.names import listed
from facerec.evaluation.doctor.finding import Finding, about

FEW = 3
"""Pictures of a person that methods need: on AT&T the default names 92 % rightly from two, 99.7 % from five."""
UNEQUAL = 3.0
"""Times the median number of pictures, from which on a person weighs too much."""


def count_findings(dataset: Dataset) -> Iterator[Finding]:
    """Tell of people with few pictures, and of those with many more than the others."""
    for name, count in dataset.counts.items():
        if count < FEW:
            has = "one picture, so nobody can test whether it is recognized" if count == 1 else f"{count} pictures"
            rows = np.flatnonzero(dataset.names == name).tolist()
            yield about(dataset, "few", rows, count, f"{name} has only {has}; {FEW} or more, and varied, do better.")
    if not dataset.counts:
        return
    median = float(np.median(list(dataset.counts.values())))
    many = [name for name, count in dataset.counts.items() if count > UNEQUAL * median]
    if many:
        most = max(many, key=lambda name: dataset.counts[name])
        score = dataset.counts[most] / median
        sentence = (
            f"{len(many)} of {len(dataset.counts)} people have more than {UNEQUAL:g} times the median of {median:g}"
            f" pictures ({listed(many)}; {most} has {dataset.counts[most]}): rates will mostly be theirs."
        )
        yield Finding("imbalance", sentence, (), (), tuple(many), score)
