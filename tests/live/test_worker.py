from __future__ import annotations

import threading
import time
import tracemalloc

import numpy as np
import pytest

from facerec.detection import Box, Detection, detector
from facerec.errors import WeightsMissing
from facerec.live import Detecting, EdgeFilter, LiveWorker, Recognizing
from tests.live import streams
from tests.live.replay import replay

PATIENCE = 20.0  # seconds after which something that should happen is missed


class Scripted:
    """A detector that does what a test says, and remembers what it was asked."""

    name = "scripted"

    def __init__(self, answer=lambda picture: []):
        self.answer, self.asked = answer, []

    def detect(self, picture, *, lenient=False):
        self.asked.append(picture)
        return self.answer(picture)

    def weights(self):
        return {}


def frame(level: int = 0, shape: tuple[int, ...] = (96, 128, 3)) -> np.ndarray:
    return np.full(shape, level, np.uint8)


def until(condition, act=lambda: None):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        act()
        time.sleep(0.01)


def test_drawing_never_waits_and_the_analysis_takes_the_newest_frame():
    begun, go_on = threading.Event(), threading.Event()

    def block(_):
        begun.set()
        go_on.wait(PATIENCE)
        return []

    slow = Scripted(block)
    with LiveWorker(Detecting(slow)) as worker:
        worker.draw(frame(0))
        assert begun.wait(PATIENCE)
        for level in range(1, 101):  # while the first is still analysed
            worker.draw(frame(level))
        assert len(slow.asked) == 1
        go_on.set()
        until(lambda: len(slow.asked) == 2)
    assert slow.asked[1][0, 0, 0] == 100


def test_what_is_found_is_drawn_and_told():
    picture, _ = streams.one_person().frame(0)
    with LiveWorker(Detecting(detector("haar"))) as worker:
        until(lambda: worker.seen().tracks, lambda: worker.draw(picture))
        drawn, seen = worker.draw(picture), worker.seen()
    (track,) = seen.tracks
    assert (track.name, track.known, track.probability) == ("face", True, None)
    assert track.score > 0.5
    assert seen.fps > 0
    assert seen.milliseconds > 0
    assert seen.age > 0
    assert seen.trouble is None
    changed = np.argwhere((drawn != picture).any(axis=2))
    left, top, _, bottom = track.box
    assert abs(changed[:, 1].min() - left) <= 1  # half a line
    assert abs(changed[:, 0].max() - (bottom - 1)) <= 1
    assert changed[:, 0].min() < top  # the name above


def test_trouble_is_told_in_words_until_it_is_over():
    def missing(_):
        raise WeightsMissing("The file is not here.")

    broken = Scripted(missing)
    with LiveWorker(Detecting(broken)) as worker:
        until(lambda: worker.seen().trouble == "The file is not here.", lambda: worker.draw(frame()))
        broken.answer = lambda _: []
        until(lambda: worker.seen().trouble is None, lambda: worker.draw(frame()))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_analysis_that_dies_is_noticed():
    def fault(_):
        raise ZeroDivisionError

    with LiveWorker(Detecting(Scripted(fault))) as worker:
        until(lambda: "start the video again" in (worker.seen().trouble or ""), lambda: worker.draw(frame()))
        np.testing.assert_array_equal(worker.draw(frame(7)), frame(7))


def test_closing_ends_the_thread_and_lets_frames_pass():
    threads = threading.active_count()
    worker = LiveWorker(Detecting(Scripted()))
    worker.draw(frame())
    worker.close()
    worker.close()
    assert threading.active_count() == threads
    assert worker.draw(frame(3)) is not None
    assert worker.seen().tracks == ()


def test_edges_are_of_the_frame_itself():
    with LiveWorker(EdgeFilter(lambda picture: 255 - picture)) as worker:
        np.testing.assert_array_equal(worker.draw(frame(5)), frame(250))
        assert worker.seen().tracks == ()

    def missing(_):
        raise WeightsMissing("Not here.")

    with LiveWorker(EdgeFilter(missing)) as worker:
        np.testing.assert_array_equal(worker.draw(frame(5)), frame(5))
        assert worker.seen().trouble == "Not here."


def test_frames_of_any_shape_pass():
    found = Scripted(lambda picture: [Detection(Box(0, 0, *picture.shape[1::-1]), 0.5)])
    with LiveWorker(Detecting(found)) as worker:
        for shape in ((1, 1, 3), (480, 640, 3), (0, 5, 3), (1, 3000, 3), (96, 128, 3), (97, 127, 3)):
            assert worker.draw(frame(9, shape)).shape == shape


def test_a_long_stream_needs_no_more_memory_than_a_short_one():
    noise = np.random.default_rng(0).integers(0, 255, (96, 128, 3), np.uint8)
    found = Scripted(lambda _: [Detection(Box(10, 10, 60, 60), 0.5), Detection(Box(70, 20, 120, 70), 0.5)])
    with LiveWorker(Detecting(found)) as worker:
        tracemalloc.start()
        for _ in range(100):  # after which as many frames are held as ever are
            worker.draw(noise)
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(400):
            found.asked.clear()
            worker.draw(noise)
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert after - before < 200_000


def test_people_are_named_and_a_stranger_is_not(recognizer):
    """With a real detector and a real model; on shots that it has not seen."""
    mode = Recognizing(recognizer, detector("haar"))
    for folder, name in (("ravi-laurent", "Ravi Laurent"), ("stranger", "unknown")):
        shown = list(replay(streams.one_person(folder).frames(64), mode, every=4))
        assert {track.name for tracks, _ in shown for track in tracks} == {None, name}
        assert [track.name for track in shown[-1][0]] == [name]
