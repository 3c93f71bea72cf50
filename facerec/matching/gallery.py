"""The pictures a recognizer has learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from facerec.datasets.sample_people import are_sample_people


@dataclass(frozen=True, eq=False)
class Gallery:
    """The training pictures that a recognizer compares with, in the order its classifier learned them.

    Attributes
    ----------
    names : ndarray of shape (n_faces,) of str
    sources : tuple of str
        The file each face came from.
    faces : ndarray of shape (n_faces, height, width) or, in colour, (n_faces, height, width, 3), uint8, or None
        Made read-only, as the names are. None when the recognizer was told to keep no pictures.
    """

    names: NDArray[np.str_]
    sources: tuple[str, ...]
    faces: NDArray[np.uint8] | None

    def __post_init__(self) -> None:
        if len(self.sources) != len(self.names) or (self.faces is not None and len(self.faces) != len(self.names)):
            raise ValueError(f"{len(self.names)} names, {len(self.sources)} sources and the faces do not match")
        for array in (self.names, self.faces):
            if array is not None:
                array.flags.writeable = False  # recognizers share galleries, and sessions share recognizers

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many pictures each person has, by name."""
        return dict(sorted(Counter(self.names.tolist()).items()))

    @cached_property
    def of_samples(self) -> bool:
        """Whether its people are the drawn sample people, whose thresholds do not carry over to photographs."""
        return are_sample_people(self.names.tolist(), self.sources)

    def with_faces(self, name: str, faces: NDArray[np.uint8], sources: Sequence[str]) -> Gallery:
        """Return the gallery with some more pictures of a person at its end."""
        return Gallery(
            np.append(self.names, [name] * len(faces)),
            self.sources + tuple(sources),
            None if self.faces is None else np.concatenate([self.faces, faces]),
        )

    def without(self, name: str) -> Gallery:
        """Return the gallery without a person."""
        stays = self.names != name
        return Gallery(
            np.array(self.names[stays].tolist()),  # anew, so that no longer string type tells of a long name forgotten
            tuple(source for source, kept in zip(self.sources, stays, strict=True) if kept),
            None if self.faces is None else self.faces[stays],
        )
