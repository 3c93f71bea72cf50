"""Pictures that lie on their side are learned upright, and said to have been turned."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from facerec.cli import main
from facerec.datasets import open_people
from facerec.images import encode, read
from facerec.progress import silent
from pages import sources

PEOPLE = Path(__file__).resolve().parents[3] / "sample_data" / "people"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Two sample people; two pictures of one were stored turned, without EXIF."""
    for person in ("bruno-duarte", "ravi-laurent"):
        (tmp_path / "people" / person).mkdir(parents=True)
        for shot in (1, 2, 3):
            picture = read(PEOPLE / person / f"{shot:02d}.jpg")
            quarters = shot if person == "ravi-laurent" and shot < 3 else 0
            stored = np.ascontiguousarray(np.rot90(picture, quarters))
            (tmp_path / "people" / person / f"{shot}.png").write_bytes(encode(stored))
    return tmp_path / "people"


def test_training_and_doctor_say_what_was_turned(
    people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = str(tmp_path / "two.facerec")
    command = [str(people), "--crop", "detect", "--json"]
    assert main(["train", *command, "-o", model, "--recipe", "pixels", "--detector", "haar"]) == 0
    trained = json.loads(capsys.readouterr().out)
    assert trained["pictures"] == 6
    (note,) = (note for note in trained["notes"] if "turned" in note)
    assert note.startswith("2 pictures were turned to find the face, in degrees clockwise: ")
    assert "ravi-laurent/1.png by 90" in note
    assert "ravi-laurent/2.png by 180" in note
    assert main(["doctor", *command]) == 0
    assert any("2 pictures were turned" in one["sentence"] for one in json.loads(capsys.readouterr().out))


def test_the_train_screen_says_how_many_were_turned(people: Path) -> None:
    reading = sources._Reading()
    dataset, _ = sources._read(reading, open_people(people), sources.Cut("detect", "haar", None, False), silent)
    assert len(dataset.faces) == 6
    assert dataset.notes[-1].startswith("Pictures that were turned to find the face in them: 2.")
