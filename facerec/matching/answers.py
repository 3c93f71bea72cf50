"""What a recognizer answers: a name for each face, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from facerec.detection import Box

UNKNOWN = "unknown"
"""The name of a face whose distance lies above the threshold."""

_LIKELY = 0.5
"""Probability from which on a name is given without a reason in words."""


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
    probability : float or None
        Calibrated chance, 0..1, that `nearest` is the right name; None where no stranger was measured at training.
    nearest : str
        The nearest person, also where the answer is `UNKNOWN`.
    neighbours : tuple of Neighbour
        The nearest training pictures, nearest first; empty where the classifier has none to show.
    turned : int
        Degrees, clockwise, by which the picture was turned to find the face: 0, 90, 180 or 270.
    already_named : bool
        Whether another face of the same picture has the same name with a higher probability.
    note : str or None
        What to know before relying on the name, in words: that it is more likely wrong than right, and why it is given
        all the same; or that it is already given in this picture.
    """

    box: Box
    name: str
    known: bool
    distance: float
    probability: float | None
    nearest: str
    neighbours: tuple[Neighbour, ...] = ()
    turned: int = 0
    already_named: bool = False
    note: str | None = None

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
            "already_named": self.already_named,
            "note": self.note,
        }


def doubt(match: Match, threshold: float, usual_threshold: float, stranger_share: float) -> str | None:
    """Say why a name is given that is more likely wrong than right, or of unknown probability; else None.

    Parameters
    ----------
    match : Match
    threshold : float
        With which the name was given.
    usual_threshold : float
        The recognizer's own.
    stranger_share : float
        Of all searches, for which its probabilities are.
    """
    if not match.known:
        return None
    if match.probability is None:
        return (
            f"{match.name} is the nearest of the people known, but how often strangers come as near is not known: no"
            " stranger was measured at training. Train with three people or more, or with pictures of strangers."
        )
    if match.probability >= _LIKELY:
        return None
    reason = f"the distance {match.distance:.4g} is within the threshold {threshold:.4g}"
    if match.distance > usual_threshold:
        reason += f", which was raised from {usual_threshold:.4g}"
    return (
        f"{match.name} is more likely wrong than right ({100 * match.probability:.0f} %, where"
        f" {100 * stranger_share:g} % of searches are of strangers); the name is given because {reason}."
    )


def mark_repeated(matches: Sequence[Match]) -> list[Match]:
    """Mark every face but the most probable one of each name that is given several times in one picture."""
    marked = list(matches)
    best: dict[str, int] = {}
    order = sorted(
        range(len(matches)), key=lambda row: (-(matches[row].probability or 0.0), matches[row].distance, row)
    )
    for row in order:
        match = matches[row]
        if not match.known or best.setdefault(match.name, row) == row:
            continue
        chance = matches[best[match.name]].probability
        surer = "at a smaller distance" if chance is None else f"with {100 * chance:.0f} %"
        note = f"{match.name} is already named in this picture, {surer}."
        marked[row] = replace(match, already_named=True, note=" ".join(filter(None, [match.note, note])))
    return marked
