"""What the doctor says: a finding, the kinds there are, and the report of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from facerec.datasets import Dataset

Severity = Literal["high", "medium", "low"]
"""high: spoils names or figures; medium: most likely harms; low: good to know."""


@dataclass(frozen=True)
class Kind:
    """One check.

    Attributes
    ----------
    title : str
        For a heading, in the plural.
    severity : "high", "medium" or "low"
    score : str
        What the score of such a finding is, and its unit.
    """

    title: str
    severity: Severity
    score: str


# In the order in which they are told.
KINDS: dict[str, Kind] = {
    "note": Kind("How the people were read", "low", "always 1"),
    "two-names": Kind("The same picture under two names", "high", "correlation, 1 for the same pixels"),
    "wrong-label": Kind("Probably wrong names", "high", "how much more the face is like the other person, 1 for clear"),
    "exact-duplicate": Kind("Copies", "medium", "correlation, always 1"),
    "near-duplicate": Kind("Nearly the same pictures", "medium", "correlation, at most 1"),
    "unused": Kind("Files without a face, or that could not be used", "medium", "always 1"),
    "several-faces": Kind("Pictures of several faces", "medium", "number of faces"),
    "blur": Kind("Blurred faces", "medium", "sharpness as a share of the median face's"),
    "dark": Kind("Faces too dark", "medium", "grey level of the lightest parts"),
    "bright": Kind("Faces too bright", "medium", "share of pixels that are nearly white"),
    "flat": Kind("Faces almost without contrast", "medium", "standard deviation in grey levels"),
    "small": Kind("Faces too small", "medium", "pixels in the picture for one of the face"),
    "pose": Kind("Faces turned aside", "low", "offset of the nose, in eye distances"),
    "burst": Kind("Bursts, shot in one go", "low", "correlation, at most 1"),
    "few": Kind("People with few pictures", "low", "number of pictures"),
    "imbalance": Kind("Unequal numbers of pictures", "low", "largest number over the median"),
}


@dataclass(frozen=True)
class Finding:
    """Something that is probably wrong, said in a sentence.

    Attributes
    ----------
    kind : str
        A name in `KINDS`.
    sentence : str
        For people, with the numbers behind it.
    rows : tuple of int
        The faces concerned, as rows of the `Dataset`; empty where there is none, as for a picture without a face.
    sources : tuple of str
        Their files, in the same order.
    people : tuple of str
        The names concerned.
    score : float
        In the unit that the kind says.
    exclude : tuple of int
        The rows that the doctor would leave out; a suggestion, often empty.
    """

    kind: str
    sentence: str
    rows: tuple[int, ...]
    sources: tuple[str, ...]
    people: tuple[str, ...]
    score: float
    exclude: tuple[int, ...] = ()

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return KINDS[self.kind].severity


@dataclass(frozen=True, eq=False)
class Report:
    """All findings on one data set.

    Attributes
    ----------
    findings : tuple of Finding
        By kind as in `KINDS`, the worst of a kind first.
    groups : ndarray of shape (n_faces,), int64
        Faces with the same number are copies or a burst; folds must not part them.
    unchecked : tuple of str
        What could not be checked, and why, in sentences.
    digest : str
        Of the data set.
    """

    findings: tuple[Finding, ...]
    groups: NDArray[np.int64]
    unchecked: tuple[str, ...]
    digest: str

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each kind that was found."""
        found = Counter(finding.kind for finding in self.findings)
        return {kind: found[kind] for kind in KINDS if kind in found}

    def of(self, kind: str) -> tuple[Finding, ...]:
        """Return the findings of a kind."""
        return tuple(finding for finding in self.findings if finding.kind == kind)

    def suggested(self) -> dict[int, str]:
        """Return why each row that the doctor would leave out should be, by row."""
        first: dict[int, str] = {}
        for finding in self.findings:
            for row in finding.exclude:
                first.setdefault(row, finding.sentence)
        return dict(sorted(first.items()))


def about(
    dataset: Dataset, kind: str, rows: Sequence[int], score: float, sentence: str, exclude: Sequence[int] = ()
) -> Finding:
    """Make a finding on rows of a data set, whose files and people it then names."""
    sources = tuple(dataset.sources[row] for row in rows)
    people = tuple(dict.fromkeys(str(dataset.names[row]) for row in rows))
    return Finding(kind, sentence, tuple(map(int, rows)), sources, people, float(score), tuple(map(int, exclude)))
