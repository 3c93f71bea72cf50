"""``edges`` as people type it."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from facerec.cli import main


@pytest.fixture
def picture(assets: Path) -> Path:
    return assets / "data/att/s1/1.pgm"


def test_the_same_bytes_as_opencv(picture: Path, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.png", tmp_path / "theirs.png"
    assert main(["edges", str(picture), "-o", str(ours), "--method", "canny", "--low", "100", "--high", "200"]) == 0
    cv2.imwrite(str(theirs), cv2.Canny(cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE), 100, 200))
    assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.parametrize("name", ["cat.jpg", "test_face_processing.jpg"])
def test_a_colour_photo_gives_the_same_edges_as_opencv(assets: Path, tmp_path: Path, name: str) -> None:
    photo, ours = assets / "data/pictures" / name, tmp_path / "ours.png"
    assert main(["edges", str(photo), "-o", str(ours), "--low", "60", "--high", "160"]) == 0
    grey = cv2.cvtColor(cv2.imread(str(photo)), cv2.COLOR_BGR2GRAY)
    assert np.array_equal(cv2.imread(str(ours), cv2.IMREAD_GRAYSCALE), cv2.Canny(grey, 60, 160))


def test_json_says_what_was_done(picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "edges.jpg"
    assert main(["edges", str(picture), "-o", str(out), "--auto", "--overlay", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["method"], told["width"], told["height"]) == ("canny", 92, 112)
    assert 0 < told["parameters"]["low"] < told["parameters"]["high"] <= 255
    assert 0 < told["edge_share"] < 1
    assert cv2.imread(str(out)).shape == (112, 92, 3)


@pytest.mark.parametrize(("alpha", "said"), [(0, True), (254, True), (255, False)])
def test_transparency_is_said_to_be_laid_over_white(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], alpha: int, said: bool
) -> None:
    picture, out = tmp_path / "logo.png", tmp_path / "edges.png"
    levels = np.full((8, 8, 4), 255, np.uint8)
    levels[:, :4] = (0, 0, 0, alpha)
    cv2.imwrite(str(picture), levels)
    assert main(["edges", str(picture), "-o", str(out), "--json"]) == 0
    note = json.loads(capsys.readouterr().out)["note"]
    assert (note is not None and "laid over white" in note) == said
    assert main(["edges", str(picture), "-o", str(out)]) == 0
    assert ("laid over white" in capsys.readouterr().out) == said
    assert cv2.imread(str(out)).any() == (alpha > 0)  # what is wholly transparent has no edge with white


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "edges.gif"], "ends in none of .png, .jpg, .jpeg"),
        (["-o", "edges.png", "--sigma", "2"], "has no parameter 'sigma'"),
        (["-o", "edges.png", "--auto", "--low", "5"], "--auto chooses --low and --high"),
        (["-o", "no/such/folder/edges.png"], "No such file or directory"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    picture: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["edges", str(picture), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.glob("*.p*"))
