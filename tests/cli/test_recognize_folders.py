"""``recognize`` with folders in the place of pictures."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from facerec.cli import main


@pytest.fixture
def folder(assets: Path, tmp_path: Path) -> Path:
    """Pictures of two AT&T people to name, beside what is no picture; a model of four people is trained."""
    for person in range(1, 5):
        shutil.copytree(assets / "data" / "att" / f"s{person}", tmp_path / "people" / f"s{person}")
    asked = tmp_path / "asked"
    (asked / "more").mkdir(parents=True)
    shutil.move(tmp_path / "people/s1/1.pgm", asked / "first.happy")
    shutil.move(tmp_path / "people/s2/1.pgm", asked / "more" / "second.pgm")
    (asked / "notes.txt").write_text("Who is this?")
    (asked / "Thumbs.db").write_bytes(b"")
    train = ["train", str(tmp_path / "people"), "--crop", "none", "--recipe", "pixels", "--folds", "2", "-o", "four"]
    assert main(train) == 0
    return asked


def test_pictures_of_a_folder_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["recognize", "four", str(folder), "--threshold", "1e9", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    named = {Path(one["file"]).name: [face["name"] for face in one["faces"]] for one in results}
    assert named == {"first.happy": ["s1"], "second.pgm": ["s2"], "notes.txt": []}
    assert results[-1]["note"].startswith("skipped: not a picture by its name (.txt) and its first bytes")
    assert main(["recognize", "four", str(folder)]) == 0
    assert "no face found" not in capsys.readouterr().out


def test_a_folder_without_pictures_is_said(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    capsys.readouterr()
    assert main(["recognize", "four", str(tmp_path / "empty")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'empty'}: skipped: a folder without pictures\n"
