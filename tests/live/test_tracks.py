"""Whole streams, found and named by the truth: nobody may ever get the name of somebody else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from facerec.live.votes import Evidence
from facerec.matching import OpenSet
from facerec.matching.held_out import HeldOut
from tests.live import streams
from tests.live.replay import Oracle, replay

SMALL = (240, 320)
PEOPLE = ["Hiro Wang", "Ravi Laurent", "Rosa Molina"]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """Known people at distances around 0.1, strangers at 5 and more."""
    distances, people, nothing = np.linspace(0, 0.2, 60), np.repeat(np.arange(3), 20), np.empty(0)
    held_out = HeldOut(
        genuine=distances, right=np.ones(60, bool), genuine_people=people,
        strangers=5 + distances, stranger_people=people, newcomers=nothing, newcomer_people=np.empty(0, np.int64),
        late=nothing, late_people=np.empty(0, np.int64), folds=2, stranger_gallery=2.0, n_people=3, n_pictures=60,
        own=0.1, other=5.0,
    )  # fmt: skip
    return Evidence(PEOPLE, OpenSet.from_held_out(held_out), (1.0,))


def small(scene):
    return replace(scene, size=SMALL)


def names_by_person(shown, least=0.3):
    """Count the names that were drawn on each person's face."""
    counts = Counter()
    for tracks, truth in shown:
        for track in tracks:
            person, overlap = streams.best_overlap(track.box, truth)
            if overlap > least:
                counts[person, track.name] += 1
    return counts


def test_boxes_stay_on_the_faces_and_move_smoothly():
    shown = list(replay(small(streams.two_people()).frames(90), Oracle()))
    later = shown[8:]
    assert all(len(tracks) == 2 for tracks, _ in later)
    assert {track.number for tracks, _ in later for track in tracks} == {1, 2}
    overlaps = [streams.best_overlap(track.box, truth)[1] for tracks, truth in later for track in tracks]
    assert min(overlaps) > 0.75
    steps = [
        np.abs(np.array(after.box) - before.box).max()
        for (first, _), (second, _) in pairwise(later)
        for before, after in zip(first, second, strict=True)
    ]
    assert max(steps) <= 3  # pixels from frame to frame; the faces move by at most 1, the detections jump by 3


def test_boxes_are_where_the_faces_are_now_however_late_they_were_found():
    walk = streams.Actor("ravi-laurent", lambda seconds: streams.Place(0.5 + 0.2 * np.sin(2 * np.pi * seconds / 3)))
    shown = list(replay(small(streams.Scene([walk])).frames(60), Oracle(), every=12, late=6))
    middles = [[(one[0] + one[2]) / 2 for one in (track.box, box)] for (track,), ((_, box),) in shown[6:]]
    boxes, faces = np.transpose(middles)
    assert np.ptp(faces) > 100  # a finding of six frames ago is up to 27 pixels away
    assert np.abs(boxes - faces).max() < 4


def test_everybody_is_named_and_strangers_are_not(evidence):
    scene = small(streams.two_people("ravi-laurent", "stranger"))
    counts = names_by_person(replay(scene.frames(75), Oracle(evidence)))
    assert set(counts) == {
        ("Ravi Laurent", None), ("Ravi Laurent", "Ravi Laurent"), ("Vera Costa", None), ("Vera Costa", "unknown"),
    }  # fmt: skip


def test_two_who_cross_never_swap_their_names(evidence):
    frames = small(streams.two_crossing("ravi-laurent", "hiro-wang")).frames(240)
    counts = names_by_person(replay(frames, Oracle(evidence)), least=0.5)
    assert {("Ravi Laurent", "Ravi Laurent"), ("Hiro Wang", "Hiro Wang")} <= set(counts)
    assert {name for person, name in counts if person == "Ravi Laurent"} == {None, "Ravi Laurent"}
    assert {name for person, name in counts if person == "Hiro Wang"} == {None, "Hiro Wang"}


def test_names_are_in_doubt_while_two_are_together(evidence):
    frames = small(streams.two_crossing("ravi-laurent", "hiro-wang")).frames(110)
    while_together = [tracks for tracks, _ in list(replay(frames, Oracle(evidence)))[75:85]]
    assert {track.name for tracks in while_together for track in tracks} == {None}


def test_whoever_is_lost_and_found_again_is_another_track_with_the_same_votes(evidence):
    made = []

    class Counting(Oracle):
        def votes(self):
            made.append(super().votes())
            return made[-1]

    def seen(second):  # two pauses, the later one too long
        return not 1 <= second < 2 and not 3 <= second < 14

    scene = small(streams.one_person("ravi-laurent"))
    stream = [(picture, truth if seen(number / streams.FPS) else []) for number, (picture, truth) in
              enumerate([scene.frame(0)] * 15 * streams.FPS)]  # fmt: skip
    shown = list(replay(stream, Counting(evidence)))
    assert {track.number for tracks, _ in shown for track in tracks} == {1, 2, 3}
    assert len(made) == 2


def test_a_cut_ends_all_tracks(evidence):
    before, after = small(streams.one_person("ravi-laurent")), small(streams.one_person("hiro-wang"))
    after = replace(after, background=1)
    shown = list(replay(streams.cut(before, after, 45, 90), Oracle(evidence)))
    assert {track.name for track in shown[44][0]} == {"Ravi Laurent"}
    assert shown[45][0] == ()
    assert ("Hiro Wang", "Ravi Laurent") not in names_by_person(shown)
    assert {track.number for track in shown[-1][0]} == {2}


def test_somebody_else_in_the_same_place_of_the_same_room_is_another_track(evidence):
    stream = streams.cut(small(streams.one_person("ravi-laurent")), small(streams.one_person("rosa-molina")), 45, 90)
    counts = names_by_person(replay(stream, Oracle(evidence)))
    assert ("Rosa Molina", "Ravi Laurent") not in counts
    assert counts["Rosa Molina", "Rosa Molina"] > 10


def test_whoever_leaves_is_gone():
    shown = list(replay(small(streams.one_leaving(after=1.0)).frames(75), Oracle()))
    assert len(shown[25][0]) == 1
    assert shown[-1] == ((), [])


def test_what_is_not_found_again_ends():
    scene = small(streams.one_person())
    still = [(picture, truth if number < 20 else []) for number, (picture, truth) in enumerate(scene.frames(45))]
    shown = list(replay(still, Oracle()))
    assert len(shown[22][0]) == 1
    assert shown[-1][0] == ()


def test_frames_that_change_their_size():
    large = streams.one_person()
    shown = list(replay(streams.cut(small(large), large, 20, 40), Oracle()))
    for number in (19, 39):
        ((track,), truth) = shown[number]
        assert track.number == 1  # nobody is lost by it
        assert streams.best_overlap(track.box, truth)[1] > 0.7


def test_empty_frames_and_frames_of_one_pixel():
    blank = [
        (np.zeros(shape, np.uint8), []) for shape in ((480, 640, 3), (1, 1, 3), (1, 900, 3), (900, 1, 3), (8, 8, 3))
    ]
    assert all(tracks == () for tracks, _ in replay(blank * 2, Oracle(), every=1))
