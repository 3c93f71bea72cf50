"""What was guessed or put together while people were read is said by every command that reads people."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from facerec.cli import main

NOTE = "The folders train, val were put together; people are the folders in them."


@pytest.fixture
def parts(assets: Path, tmp_path: Path) -> Path:
    """Four AT&T people: six pictures each in train, two in val."""
    for person in range(1, 5):
        for shot in range(1, 9):
            folder = tmp_path / "parts" / ("train" if shot < 7 else "val") / f"s{person}"
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(assets / "data" / "att" / f"s{person}" / f"{shot}.pgm", folder)
    return tmp_path / "parts"


def test_notes_in_words_and_as_json(parts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train = ["train", str(parts), "--crop", "none", "--recipe", "pixels", "--folds", "2", "-o", "four"]
    compare = ["compare", str(parts), "--crop", "none", "--recipes", "pixels", "--folds", "2"]
    doctor = ["doctor", str(parts), "--crop", "none"]
    for command in (train, compare, doctor):
        assert main(command) == 0
        assert f"note: {NOTE}\n" in capsys.readouterr().out
        assert main([*command, "--json"]) == 0
        result = json.loads(capsys.readouterr().out)
        if command is doctor:
            assert [one["sentence"] for one in result if one["kind"] == "note"] == [NOTE]
        else:
            assert result["notes"] == [NOTE]


def test_pictures_that_people_do_not_have_are_said(parts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    compare = ["compare", str(parts), "--crop", "none", "--recipes", "pixels", "--pictures", "12", "--repeats", "1"]
    assert main([*compare, "--protocol", "few-pictures", "--json"]) == 0
    notes = json.loads(capsys.readouterr().out)["notes"]
    assert notes[1].startswith("Each person has 8 pictures; 12 were asked for to train on")
    assert main([*compare, "--folds", "2"]) == 0
    assert "note: --pictures and --repeats had no effect" in capsys.readouterr().out
