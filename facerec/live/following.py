"""Following a stream frame by frame: everything but the clock and the threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from facerec.images import Picture
from facerec.live.frames import Frame
from facerec.live.seen import Track
from facerec.live.tracks import Findings, Looked, Tracks
from facerec.live.votes import Votes


class Follower:
    """Brings what was found in earlier frames to where it is in the newest one.

    Parameters
    ----------
    make_votes : callable
        Returns what decides about a new track's name, or None where names are not asked for.

    Attributes
    ----------
    tracks : tuple of Track
        What is seen in the newest frame.
    """

    def __init__(self, make_votes: Callable[[], Votes | None]) -> None:
        self._tracks = Tracks(make_votes)
        self._last: Frame | None = None
        self.tracks: tuple[Track, ...] = ()

    def follow(self, picture: Picture, arrived: float, findings: Findings | None, looked: Looked | None) -> Frame:
        """Move on to the next frame.

        Parameters
        ----------
        picture : ndarray of shape (height, width, 3), uint8 RGB
        arrived : float
            When it came, in seconds.
        findings, looked
            What has become known since the last frame, if anything.

        Returns
        -------
        Frame
            To look through next.
        """
        frame = self._advance(picture, arrived)
        if findings is not None and findings.frame.scene == frame.scene:
            self._tracks.take(findings, frame)
        if looked is not None and looked.frame.scene == frame.scene:
            self._tracks.hear(looked)
        self._last = frame
        self.tracks = self._tracks.shown(frame)
        return replace(frame, spots=self._tracks.spots(arrived))

    def _advance(self, picture: Picture, arrived: float) -> Frame:
        """Move the tracks to the next frame; a cut ends them all, and what is still to be told about them is void."""
        before = self._last
        if before is None:
            return Frame.of(picture, 0, 0, arrived)
        frame = Frame.of(picture, before.number + 1, before.scene, arrived)
        if frame.goes_on_from(before):
            self._tracks.advance(before, frame)
            return frame
        self._tracks.clear(arrived)
        return replace(frame, scene=before.scene + 1)
