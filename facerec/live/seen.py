"""What a worker tells of a stream: who is in it now, and how quickly it is looked through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from facerec.detection import Box


@dataclass(frozen=True)
class Track:
    """Somebody, or something, that is followed from frame to frame.

    Attributes
    ----------
    number : int
        Counted from 1; never given twice by a worker.
    box : Box
        Where it is drawn, in pixels of the newest frame.
    name : str or None
        A person's name, or `unknown`, or what a detector calls it; None as long as it is not decided.
    known : bool
        Whether the name is somebody's.
    probability : float or None
        Calibrated chance, 0..1, that the nearest person is the right one; None where nobody was asked or not yet.
    frames : int
        For how many frames it has been followed.
    score : float
        The detector's confidence when it was last found, 0..1.
    note : str or None
        What to know before relying on the name: that it is more likely wrong than right, or already given to another
        face in the video with a higher probability.
    """

    number: int
    box: Box
    name: str | None
    known: bool
    probability: float | None
    frames: int
    score: float = 0.0
    note: str | None = None


UNLIKELY = "more likely wrong than right"
REPEATED = "already named in this picture"


def with_notes(tracks: Sequence[Track]) -> list[Track]:
    """Note which names are more likely wrong than right, and all but the most probable track of each name."""
    best: dict[str | None, Track] = {}
    for track in sorted(tracks, key=_probability, reverse=True):
        if track.known and track.probability is not None:
            best.setdefault(track.name, track)
    return [_with_note(track, best) for track in tracks]


def _with_note(track: Track, best: Mapping[str | None, Track]) -> Track:
    if not track.known or track.probability is None:
        return track
    notes = [UNLIKELY] if track.probability < 0.5 else []
    notes += [REPEATED] if best[track.name] is not track else []
    return replace(track, note=", ".join(notes) or None)


def _probability(track: Track) -> float:
    return -1.0 if track.probability is None else track.probability


@dataclass(frozen=True)
class Seen:
    """A snapshot of a stream.

    Attributes
    ----------
    tracks : tuple of Track
        From left to right.
    fps : float
        Frames drawn a second.
    milliseconds : float
        That the analysis of one frame takes, on average.
    age : float
        95th percentile, in ms, of the time between a frame's arrival and the drawing of what was found in it, moved to
        where it is in the frame that is drawn; 0 while nothing was analysed.
    trouble : str or None
        What keeps the analysis from working, in a sentence.
    """

    tracks: tuple[Track, ...] = ()
    fps: float = 0.0
    milliseconds: float = 0.0
    age: float = 0.0
    trouble: str | None = None
