from __future__ import annotations

import numpy as np
import pytest

from facerec.detection import Box
from facerec.live.drawing import KNOWN, STRANGER, UNDECIDED, caption, draw_tracks
from facerec.live.seen import Track, with_notes

BOX = Box(50, 60, 150, 180)


def track(name: str | None, known: bool = False, probability: float | None = None, box: Box = BOX):
    return Track(1, box, name, known, probability, 10)


@pytest.fixture
def picture() -> np.ndarray:
    return np.full((240, 320, 3), 200, np.uint8)


def test_captions():
    assert caption(track("José", True, 0.974)) == "José 97 %"
    assert caption(track("unknown", False, 0.2)) == "unknown"
    assert caption(track("face", True)) == "face"
    assert caption(track(None)) == "…"


@pytest.mark.parametrize(("shown", "colour"), [
    (track("José", True, 0.9), KNOWN), (track("unknown"), STRANGER), (track(None), UNDECIDED),
])  # fmt: skip
def test_frames_have_the_colour_of_the_answer(picture, shown, colour):
    drawn = draw_tracks(picture, [shown])
    assert tuple(drawn[60, 51]) == tuple(drawn[179, 51]) == colour
    assert (picture == 200).all()  # drawn into a copy
    np.testing.assert_array_equal(drawn[70:170, 60:140], picture[70:170, 60:140])


def test_strangers_frames_are_dashed(picture):
    bottom = draw_tracks(picture, [track("unknown")])[179, 50:150]
    assert 0.3 < (bottom == STRANGER).all(axis=1).mean() < 0.8


def test_every_letter_is_written(picture):
    drawn = [draw_tracks(picture, [track(name, True)]) for name in ("José", "Jose", "Jos?")]
    assert not np.array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0], drawn[2])


@pytest.mark.parametrize("box", [Box(0, 0, 320, 240), Box(-40, -40, 20, 10), Box(310, 230, 320, 240), Box(5, 5, 6, 6)])
def test_boxes_at_the_border_are_drawn_as_far_as_they_are_seen(picture, box):
    assert draw_tracks(picture, [track("a name that is longer than the frame is wide, by far" * 3, box=box)]).shape == (
        240, 320, 3,
    )  # fmt: skip


def test_frames_smaller_than_a_plate():
    assert draw_tracks(np.zeros((2, 3, 3), np.uint8), [track("Ada", True, box=Box(0, 0, 3, 2))]).shape == (2, 3, 3)


def test_a_name_twice_in_the_video_is_noted_at_the_less_probable_face() -> None:
    ada, again = Track(1, Box(0, 0, 9, 9), "Ada", True, 0.9, 5), Track(2, Box(20, 0, 29, 9), "Ada", True, 0.4, 5)
    stranger = Track(3, Box(40, 0, 49, 9), "unknown", False, 0.2, 5)
    noted = with_notes([again, stranger, ada])
    assert noted[0].note == "more likely wrong than right, already named in this picture"
    assert [track.note for track in noted[1:]] == [None, None]
    assert [caption(track) for track in noted] == ["Ada (again) 40 %", "unknown", "Ada 90 %"]
