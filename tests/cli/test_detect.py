"""``detect``, and who finds the faces in ``train`` and ``recognize``, as their users type them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.cli import main
from facerec.images import read
from tests.detection.test_haar import GROUP


@pytest.fixture
def pictures(assets: Path) -> Path:
    return assets / "data" / "pictures"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_json_says_everything_of_each_picture(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    group, absent = pictures / "test_face_processing.jpg", pictures / "absent.jpg"
    code, out, _ = run(capsys, "detect", group, absent, "--json")
    found, failed = json.loads(out)
    assert code == 2, "a picture failed"
    assert list(found) == list(failed) == ["file", "error", "detector", "ms", "detections"]
    assert (found["file"], found["error"], found["detector"]) == (str(group), None, "haar")
    assert found["ms"] > 0
    assert [tuple(one["box"]) for one in found["detections"]] == sorted(GROUP)
    assert list(found["detections"][0]) == ["box", "score", "label", "landmarks"]
    assert {(one["label"], one["landmarks"]) for one in found["detections"]} == {("face", None)}
    assert (failed["ms"], failed["detections"]) == (None, [])
    assert "absent.jpg cannot be read" in failed["error"]


def test_networks_by_name_score_and_label(zoo_folder: Path, pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "detect", pictures / "test_face_processing.jpg", "--score", "0.935", "--json")
    (group,) = json.loads(out)
    assert (code, group["detector"]) == (0, "yunet"), "its file is here"
    assert {len(one["landmarks"]) for one in group["detections"]} == {5}
    assert {one["score"] >= 0.935 for one in group["detections"]} == {True}
    asked = ("detect", pictures / "cat.jpg", pictures / "car.jpg", "--detector", "fastestdet", "--label", "cat")
    code, out, _ = run(capsys, *asked)
    lines = out.splitlines()
    assert code == 0
    assert "1 found by fastestdet in" in lines[0]
    assert lines[1].endswith("cat 0.79 at 263,433-954,1298")
    assert "car.jpg: nothing found by fastestdet" in lines[2]
    assert len(lines) == 3, "the car is no cat"


def test_cascades_take_their_parameters(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    group = pictures / "test_face_processing.jpg"
    few = ("--scale-factor", "1.3", "--min-neighbors", "3", "--min-size", "40")
    code, out, _ = run(capsys, "detect", group, "--detector", "haar-alt2", *few, "--json")
    plain = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_alt2.xml")
    boxes = plain.detectMultiScale(cv2.cvtColor(read(group), cv2.COLOR_RGB2GRAY), 1.3, 3, minSize=(40, 40))
    expected = sorted([left, top, left + width, top + height] for left, top, width, height in boxes.tolist())
    assert code == 0
    assert [one["box"] for one in json.loads(out)[0]["detections"]] == expected


def test_drawings_never_take_the_place_of_a_picture_or_of_each_other(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("a", "b", "out"):
        (tmp_path / folder).mkdir()
    for copy in ("a/cat.jpg", "b/cat.jpg"):
        shutil.copy(pictures / "test_cat_face_detection.jpg", tmp_path / copy)
    cv2.imwrite(str(tmp_path / "out" / "cat-boxes.png"), np.full((40, 60, 3), 200, np.uint8))
    before = (tmp_path / "out" / "cat-boxes.png").read_bytes()
    asked = ["detect", *(tmp_path / name for name in ("a/cat.jpg", "b/cat.jpg", "out/cat-boxes.png"))]
    asked += ["--detector", "cat-face-extended", "--scale-factor", "1.3", "--out", tmp_path / "out"]
    for _ in range(2):  # a second run replaces the drawings of the first
        assert run(capsys, *asked)[0] == 0
        names = ["cat-boxes-2.png", "cat-boxes-3.png", "cat-boxes-boxes.png", "cat-boxes.png"]
        assert sorted(file.name for file in (tmp_path / "out").iterdir()) == names
        assert (tmp_path / "out" / "cat-boxes.png").read_bytes() == before
    drawn, picture = read(tmp_path / "out" / "cat-boxes-2.png"), read(tmp_path / "a" / "cat.jpg")
    assert drawn.shape == picture.shape
    assert 0 < (drawn != picture).any(axis=2).mean() < 0.2
    assert run(capsys, *asked[:-1], tmp_path / "new" / "folder")[0] == 0
    assert len(list((tmp_path / "new" / "folder").iterdir())) == 3


def test_tiles_find_what_is_tiny(
    zoo_folder: Path, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = cv2.resize(cv2.imread(str(pictures / "test_face_processing.jpg")), (256, 193))
    scene = np.full((2700, 3600, 3), 127, np.uint8)
    scene[1350:1543, 1500:1756] = small
    cv2.imwrite(str(tmp_path / "scene.png"), scene)
    counts = []
    for more in ((), ("--tiles",)):
        _, out, _ = run(capsys, "detect", tmp_path / "scene.png", "--detector", "rfb-320", "--json", *more)
        counts.append(len(json.loads(out)[0]["detections"]))
    assert counts[0] == 0
    assert counts[1] > 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--detector", "psychic"], "there is haar, haar-alt2"),
        (["--detector", "yunet"], "zoo fetch yunet"),
        (["--label", "dog"], "haar does not find 'dog'; it finds face"),
        (["--scale-factor", "1"], "1.01 to 4"),
        (["--min-size", "0"], "1 to 10,000"),
        (["--out", "taken"], "taken"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    more: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("taken").write_bytes(b"a file")
    cv2.imwrite("picture.png", np.zeros((50, 50, 3), np.uint8))
    code, out, error = run(capsys, "detect", "picture.png", *more)
    assert (code, out) == (2, "")
    assert said in error
    assert error.count("\n") == 1


def test_train_and_recognize_by_another_detector(
    zoo_folder: Path, assets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for person in (1, 2, 3):
        shutil.copytree(assets / "data" / "att" / f"s{person}", tmp_path / "people" / f"s{person}")
    train = ("train", tmp_path / "people", "-o", tmp_path / "m.facerec", "--recipe", "eigenfaces", "--crop", "detect")
    code, out, _ = run(capsys, *train, "--detector", "yunet")
    assert code == 0
    assert "faces: Faces are found in the pictures by yunet" in out
    picture = assets / "data" / "pictures" / "test_face_processing.jpg"
    boxes = []
    for more in ((), ("--detector", "rfb-320")):
        code, out, _ = run(capsys, "recognize", tmp_path / "m.facerec", picture, "--json", *more)
        assert code == 0
        boxes.append([face["box"] for face in json.loads(out)[0]["faces"]])
    assert len(boxes[0]) == len(boxes[1]) == 17
    assert boxes[0] != boxes[1]
    code, _, error = run(capsys, "recognize", tmp_path / "m.facerec", picture, "--detector", "psychic")
    assert (code, "there is haar" in error) == (2, True)
