"""Detectors by their names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from facerec import detection
from facerec.detection import detector, make_detector
from facerec.detection.catalogue import digests
from facerec.errors import BadParameter, WeightsMissing
from facerec.zoo import registry


def test_names_are_told_by_what_they_find() -> None:
    cascades = ["haar", "haar-alt2", "haar-default", "haar-profile"]
    assert detection.face_detectors() == [*cascades, "yunet", "rfb-320"]
    assert detection.cat_detectors() == ["cat-face", "cat-face-extended"]
    assert detection.object_detectors() == ["fastestdet", "nanodet", "yolox"]
    assert [detection.labels_of(name) for name in ("haar", "cat-face", "yunet")] == [("face",), ("cat",), ("face",)]
    assert len(detection.labels_of("nanodet")) == 80


def test_without_files_there_is_haar_and_with_them_yunet(zoo_folder: Path) -> None:
    assert detection.default_face_detector() == "yunet"
    (zoo_folder / registry()["yunet"].file).unlink()
    assert detection.default_face_detector() == "haar"
    assert detection.needs_file("yunet")
    assert not detection.needs_file("rfb-320")
    assert not detection.needs_file("haar")


def test_a_detector_is_made_once_and_remembers_its_name(zoo_folder: Path) -> None:
    for name in ("haar", "cat-face", "yunet", "fastestdet"):
        assert detector(name) is detector(name)
        assert detector(name).name == make_detector(name).name == name
    (zoo_folder / registry()["yunet"].file).unlink()
    with pytest.raises(WeightsMissing):
        detector("yunet")


def test_names_of_nothing_and_of_other_tasks_are_refused() -> None:
    for name in ("psychic", "sface", ""):
        for asked in (detector, make_detector, detection.labels_of):
            with pytest.raises(BadParameter, match="there is haar, haar-alt2"):
                asked(name)


@pytest.mark.parametrize("name", ["haar", "haar-profile", "yunet", "rfb-320", "fastestdet"])
def test_only_colour_pictures_are_searched(name: str, zoo_folder: Path) -> None:
    for shape, kind in (((80, 90), "uint8"), ((80, 90, 4), "uint8"), ((80, 90, 3), "float32"), ((0, 90, 3), "uint8")):
        with pytest.raises(BadParameter, match="uint8 RGB"):
            detector(name).detect(np.zeros(shape, kind))


def test_files_that_faces_depend_on() -> None:
    assert set(digests("haar")) == {
        "haarcascade_frontalface_alt.xml",
        "haarcascade_eye.xml",
        "haarcascade_eye_tree_eyeglasses.xml",
    }
    assert digests("yunet") == {registry()["yunet"].file: registry()["yunet"].sha256}, "its file need not be here"
