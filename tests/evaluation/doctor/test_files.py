"""What only the files show: how many faces, how large, where they look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from facerec.datasets import People, Source, load
from facerec.detection import Box, Crop, Detection
from facerec.evaluation.doctor import Look, examine, files, look_at
from facerec.images import encode
from tests.evaluation.doctor.conftest import SIZE, kinds, people


def test_looks_tell_what_only_the_picture_shows(four: People, monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.array([[20, 20], [40, 20], [38, 30]], np.float32)  # the nose is 8 of 20 pixels off the middle
    turned = Detection(Box(0, 0, 60, 60), 1.0, landmarks=points)
    found = iter([[turned], [], [turned, Detection(Box(60, 0, 90, 30), 1.0)], [Detection(Box(0, 0, 9, 9), 1.0)]])

    class Four:
        def detect(self, picture: np.ndarray, *, lenient: bool = False) -> list[Detection]:
            return next(found)

    monkeypatch.setattr(files, "detector", lambda name: Four())
    monkeypatch.setenv("FACEREC_THREADS", "1")
    broken = replace(four, entries=(*four.entries, ("bob", Source("b/3", lambda: b"broken"))))
    data, looks = look_at(broken, Crop("none", (224, 184)), count_with="any")
    assert looks[0] == Look(112, 92, 92, 1, pytest.approx(0.4))
    assert [look.faces for look in looks] == [1, 0, 2, 1]
    report = examine(data, looks)
    assert report.counts == {"unused": 2, "several-faces": 1, "small": 4, "pose": 2, "few": 2}
    assert {finding.sources for finding in report.of("unused")} == {("a/2",), ("b/3",)}
    assert report.of("small")[0].score == 0.5
    assert any("pose of 2 faces" in sentence for sentence in report.unchecked)


def test_faces_that_are_found_are_those_of_a_training(assets: Path) -> None:
    group = (assets / "data/pictures/test_face_processing.jpg").read_bytes()
    alone = (assets / "data/att/s1/1.pgm").read_bytes()
    listing, crop = people(("ada", "group.jpg", group), ("bob", "1.pgm", alone)), Crop("detect", which="centre")
    data, looks = look_at(listing, crop)
    assert data.digest == load(listing, crop.face).digest
    assert [look.faces for look in looks] == [17, 1]
    (several,) = examine(data, looks).of("several-faces")
    assert "17 faces; the one nearest to the centre was taken" in several.sentence


@pytest.mark.usefixtures("zoo_folder")
def test_a_network_counts_faces_and_sees_where_they_look(att: tuple[np.ndarray, np.ndarray]) -> None:
    pictures = [encode(face) for face in att[0][:390:10]]
    listing = people(*((name, f"{name}.png", one) for name, one in zip(att[1][:390:10], pictures, strict=True)))
    data, looks = look_at(listing, Crop("none", SIZE), count_with="yunet")
    assert {look.faces for look in looks} == {1}
    assert max(look.turn for look in looks) < files.TURNED, "AT&T looks ahead, more or less"
    assert set(kinds(data, looks)) == {"few"}
