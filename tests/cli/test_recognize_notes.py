"""What ``recognize`` says beside the names: told below half, named twice, trained on drawn people."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from facerec.cli import main
from facerec.datasets import People, load, open_people
from facerec.detection import Crop
from facerec.images import encode, read
from facerec.recognizer import FaceRecognizer
from facerec.storage import save

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
ANYBODY = ("--threshold", "1e9")
"""Give every face the name of the nearest person."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Six of the sample people."""
    people = open_people(SAMPLE / "people.csv")
    six = People(tuple(one for one in people.entries if one[0] in people.names[:6]), (), "sample")
    crop = Crop("detect")
    file = tmp_path_factory.mktemp("model") / "six.facerec"
    save(FaceRecognizer.fit(load(six, crop.face), recipe="fisherfaces", crop=crop, folds=2), file)
    return str(file)


@pytest.fixture(scope="module")
def collage(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Bruno Duarte twice, side by side."""
    picture = read(SAMPLE / "people" / "bruno-duarte" / "01.jpg")
    file = tmp_path_factory.mktemp("pictures") / "collage.png"
    file.write_bytes(encode(np.hstack([picture, picture])))
    return str(file)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["recognize", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)[0]


def test_a_person_twice_in_a_picture_is_marked_once(
    model: str, collage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    faces = answer(capsys, model, collage, *ANYBODY)["faces"]
    assert [face["name"] for face in faces] == ["Bruno Duarte"] * 2
    assert sorted(face["already_named"] for face in faces) == [False, True]
    (marked,) = (face for face in faces if face["already_named"])
    assert "already named in this picture" in marked["note"]
    assert marked["probability"] <= min(face["probability"] for face in faces)
    twice = answer(capsys, model, collage, *ANYBODY, "--allow-twice")["faces"]
    assert [face["already_named"] for face in twice] == [False, False]
    assert main(["recognize", model, collage, *ANYBODY]) == 0
    assert "already named in this picture" in capsys.readouterr().out


def test_a_name_of_less_than_half_has_its_reason(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    stranger = next((SAMPLE / "stranger").glob("*.jpg"))
    (face,) = answer(capsys, model, str(stranger), *ANYBODY)["faces"]
    assert face["known"]
    assert face["probability"] < 0.5
    assert "more likely wrong than right" in face["note"]
    assert "which was raised from" in face["note"]
    (unknown,) = answer(capsys, model, str(stranger))["faces"]
    assert (unknown["name"], unknown["note"]) == ("unknown", None)
    assert main(["recognize", model, str(stranger), *ANYBODY]) == 0
    assert "more likely wrong than right" in capsys.readouterr().out


def test_a_model_of_drawn_people_says_so_of_other_pictures_only(
    model: str, collage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "drawn sample people" in answer(capsys, model, collage)["note"]
    assert answer(capsys, model, str(SAMPLE / "people" / "bruno-duarte" / "02.jpg"))["note"] is None
