"""The same pictures, cut once for each kind of method: grey faces, and colour faces aligned by five points."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from facerec.datasets import Dataset, People, Skipped, load
from facerec.detection import decide_crop
from facerec.errors import BadParameter, TooFewPeople
from facerec.evaluation.contestants import Contestant
from facerec.progress import Progress, silent


@dataclass(frozen=True, eq=False)
class Cuts:
    """Faces for every contestant; row for row of the same pictures, so that all are asked about the same.

    Attributes
    ----------
    grey, colour : Dataset or None
        At least one of them.
    reason : str
        How pictures became faces, in words.
    """

    grey: Dataset | None = None
    colour: Dataset | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if not self._every:
            raise ValueError("there is neither a grey cut nor one in colour")
        first, last = self._every[0], self._every[-1]
        if first.sources != last.sources or not np.array_equal(first.names, last.names):
            raise ValueError("the two cuts do not show the same pictures")

    @classmethod
    def around(cls, faces: Dataset | Cuts) -> Cuts:
        """Take a data set for the one cut that there is."""
        if isinstance(faces, Cuts):
            return faces
        return cls(colour=faces) if faces.faces.ndim == 4 else cls(grey=faces)

    @classmethod
    def shared(cls, grey: Dataset, colour: Dataset) -> Cuts:
        """Keep the pictures that could be cut in both ways; what was left out of one is told of both.

        Raises
        ------
        TooFewPeople
            Where fewer than two people are left.
        """
        skipped = tuple({one.file: one for one in (*colour.skipped, *grey.skipped)}.values())
        both = set(grey.sources) & set(colour.sources)
        people = {name for name, source in zip(grey.names.tolist(), grey.sources, strict=True) if source in both}
        if len(people) < 2:
            raise TooFewPeople(
                "Grey methods and embeddings take faces that are cut in different ways, and fewer than two people have"
                " pictures that could be cut in both; compare the two kinds on their own."
            )
        return cls(_only(grey, both, skipped), _only(colour, both, skipped))

    @classmethod
    def read(
        cls,
        people: People,
        contestants: Sequence[Contestant],
        *,
        crop: str = "auto",
        size: tuple[int, int] | None = None,
        detector: str | None = None,
        progress: Progress = silent,
    ) -> Cuts:
        """Read people's pictures and cut them in every way that the contestants need.

        Parameters
        ----------
        people : People
        contestants : sequence of Contestant
        crop, size, detector, progress
            As of `facerec.detection.decide_crop`; the size is that of grey faces.

        Raises
        ------
        TooFewPeople, BadParameter, WeightsMissing, WeightsError
        """
        kinds = sorted({contestant.colour for contestant in contestants})
        cuts, reasons = [], []
        for colour in kinds:
            sides = None if colour else size
            rule = decide_crop(crop, people, sides, detector=detector, colour=colour, progress=progress)
            cuts.append(load(people, rule.face, progress=progress))
            reasons.append(rule.reason)
        reason = " ".join(dict.fromkeys(reasons))
        cut = cls.shared(*cuts) if len(cuts) > 1 else cls.around(*cuts)
        return replace(cut, reason=reason)

    def of(self, contestant: Contestant) -> Dataset:
        """Return the faces that a contestant takes.

        Raises
        ------
        BadParameter
            Where the pictures were not cut in this way.
        """
        cut = self.colour if contestant.colour else self.grey
        if cut is None:
            kind = "colour faces, aligned by five points" if contestant.colour else "grey faces"
            raise BadParameter(f"{contestant.name} takes {kind}, and the pictures were cut in another way.")
        return cut

    @property
    def shown(self) -> Dataset:
        """The faces to show people, grey where there are both."""
        return self._every[0]

    @property
    def digest(self) -> str:
        """Of all faces and their names, SHA-256 in hex."""
        if len(self._every) == 1:
            return self.shown.digest
        return hashlib.sha256(" ".join(cut.digest for cut in self._every).encode()).hexdigest()

    @property
    def _every(self) -> list[Dataset]:
        return [cut for cut in (self.grey, self.colour) if cut is not None]


def _only(cut: Dataset, sources: Collection[str], skipped: tuple[Skipped, ...]) -> Dataset:
    return cut.only([row for row, source in enumerate(cut.sources) if source in sources], skipped)
