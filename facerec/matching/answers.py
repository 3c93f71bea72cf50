"""What a recognizer answers: a name for each face, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facerec.detection import Box

UNKNOWN = "unknown"
"""The name of a face whose distance lies above the threshold."""


@dataclass(frozen=True)
class Neighbour:
    """One training picture near a face.

    Attributes
    ----------
    name : str
        Whose picture it is.
    distance : float
    source : str
        The file the picture came from, as it was given.
    index : int
        Its place in the recognizer's gallery.
    """

    name: str
    distance: float
    source: str
    index: int


@dataclass(frozen=True)
class Match:
    """One face and the name it was given.

    Attributes
    ----------
    box : Box
        Where the face is in the picture.
    name : str
        A person's name, or `UNKNOWN`.
    known : bool
        False where the distance lies above the threshold.
    distance : float
        To the nearest person.
    probability : float
        Calibrated chance, 0..1, that `nearest` is the right name.
    nearest : str
        The nearest person, also where the answer is `UNKNOWN`.
    neighbours : tuple of Neighbour
        The nearest training pictures, nearest first; empty where the classifier has none to show.
    turned : int
        Degrees, clockwise, by which the picture was turned to find the face: 0, 90, 180 or 270.
    """

    box: Box
    name: str
    known: bool
    distance: float
    probability: float
    nearest: str
    neighbours: tuple[Neighbour, ...] = ()
    turned: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain values by the keys that command line and screens share; a box is left, top, right, bottom."""
        return {
            "box": list(self.box),
            "name": self.name,
            "known": self.known,
            "distance": self.distance,
            "probability": self.probability,
            "neighbours": [
                {"name": neighbour.name, "distance": neighbour.distance, "source": neighbour.source}
                for neighbour in self.neighbours
            ],
            "turned": self.turned,
        }
