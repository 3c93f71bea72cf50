"""`train --strangers`: people who are not enrolled count for the threshold, and what becomes of them is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from facerec.cli import main

AGAIN = "train from the pictures to count them again."


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    assert code == 0, said.err
    return said.out


@pytest.fixture
def train(assets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Train on s1 to s3, or on fewer, with people of AT&T as strangers, five pictures each."""

    def folder(name: str, people: range) -> Path:
        for person in people:
            (tmp_path / name / f"s{person}").mkdir(parents=True, exist_ok=True)
            for shot in range(1, 6):
                shutil.copy(assets / f"data/att/s{person}/{shot}.pgm", tmp_path / name / f"s{person}")
        return tmp_path / name

    def trained(people: int, strangers: range, *more: str) -> str:
        given = ["--strangers", folder("reserve", strangers)] if strangers else []
        enrolled = folder("people", range(1, people + 1))
        return run(capsys, "train", enrolled, "-o", "family", "--recipe", "lpq-fisherfaces", *given, *more)

    return trained


def test_given_strangers_count_and_the_note_says_so(train) -> None:
    alone, with_four = json.loads(train(3, range(0), "--json")), json.loads(train(3, range(20, 24), "--json"))
    assert alone["strangers"] == {"people": 0, "pictures": 0}
    assert with_four["strangers"] == {"people": 4, "pictures": 20}
    assert (alone["people"], with_four["people"], with_four["pictures"]) == (3, 3, 15)
    assert "7 people (4 of them from pictures of strangers that were given) held out" in with_four["note"]
    assert with_four["threshold"] != alone["threshold"]
    assert AGAIN in with_four["note"]
    assert AGAIN not in alone["note"]
    assert "strangers given: 4 people, 20 pictures" in train(3, range(20, 24))


def test_two_people_with_strangers_have_a_measured_fpir(train) -> None:
    alone, given = json.loads(train(2, range(0), "--json")), json.loads(train(2, range(20, 24), "--json"))
    assert alone["fpir"]["value"] is None
    assert 0 <= given["fpir"]["value"] < given["fpir"]["high"] <= 1


def test_training_again_loses_them_and_says_so(train, assets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    threshold = json.loads(train(3, range(20, 24), "--json"))["threshold"]
    picture = assets / "data/att/s1/9.pgm"
    updated = json.loads(run(capsys, "update", "family", "s1", picture, "--json"))
    assert "7 people (4 of them" in updated["note"]
    assert AGAIN in updated["note"]
    for _ in range(2):  # the second training loses no more
        retrained = json.loads(run(capsys, "update", "family", "s1", picture, "--retrain", "--json"))
        assert "of 3 people held out" in retrained["note"]
        assert "4 strangers who were given to an earlier training no longer count" in retrained["note"]
        assert AGAIN in retrained["note"]
        assert retrained["threshold"] != threshold
    assert "4 strangers who were given" in run(capsys, "info", "family")


def test_strangers_who_are_enrolled_are_reported(train) -> None:
    result = json.loads(train(3, range(3, 5), "--json"))
    assert result["strangers"] == {"people": 1, "pictures": 5}
    assert len(result["skipped"]) == 5
    assert {skipped["reason"] for skipped in result["skipped"]} == {"the same face is enrolled as s3"}
    assert any("Strangers have the names of enrolled people: s3." in note for note in result["notes"])
    (note,) = (note for note in json.loads(train(4, range(3, 5), "--json"))["notes"] if "None of" in note)
    assert note.startswith("None of the strangers' pictures could be used")
