"""``python -m facerec doctor``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from facerec.cli import main


@pytest.fixture
def people(assets: Path, tmp_path: Path) -> Path:
    """Six AT&T people; the last picture of s1 is a copy, and one of s3 stands under s4."""
    for person in range(1, 7):
        shutil.copytree(assets / "data" / "att" / f"s{person}", tmp_path / "people" / f"s{person}")
    shutil.copy(tmp_path / "people/s1/1.pgm", tmp_path / "people/s1/10.pgm")
    shutil.move(tmp_path / "people/s3/2.pgm", tmp_path / "people/s4/11.pgm")
    (tmp_path / "people/s5/1.pgm").write_text("no picture")
    return tmp_path / "people"


def test_findings_as_json(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", str(people), "--crop", "none", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert [finding["kind"] for finding in findings if finding["kind"] != "burst"] == [
        "wrong-label",
        "exact-duplicate",
        "unused",
    ]
    wrong, copies, unused = (finding for finding in findings if finding["kind"] != "burst")
    keys = ["kind", "severity", "sentence", "people", "sources", "rows", "score", "exclude"]
    assert all(list(finding) == keys for finding in findings)
    assert (wrong["severity"], wrong["people"], wrong["exclude"]) == ("high", ["s4", "s3"], ["s4/11.pgm"])
    assert copies["sources"] == ["s1/1.pgm", "s1/10.pgm"]
    assert (unused["sources"], unused["rows"]) == (["s5/1.pgm"], [])


def test_findings_in_words_and_what_was_left_out_stays_out(people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", str(people), "--crop", "none"]) == 0
    said = capsys.readouterr().out
    assert "people: 6 people, 59 pictures" in said
    assert "Copies: 1\n  2 pictures of s1 are one and the same: the same pixels. [s1/1.pgm, s1/10.pgm]" in said
    assert "text file" in said
    assert "The doctor would leave out 2 of the pictures" in said
    assert main(["doctor", str(people), "--crop", "none", "--leave-out"]) == 0
    assert "Left out from now on, wherever" in capsys.readouterr().err
    people = people.rename(people.parent / "another name")
    assert main(["doctor", str(people), "--crop", "none"]) == 0
    said = capsys.readouterr().out
    assert "57 pictures" in said
    assert "Copies" not in said
    assert main(["train", str(people), "--crop", "none", "--recipe", "pixels", "-o", "six", "--json"]) == 0
    trained = json.loads(capsys.readouterr().out)
    assert trained["pictures"] == 57
    reasons = {skipped["file"]: skipped["reason"] for skipped in trained["skipped"]}
    assert reasons["s1/10.pgm"].startswith("left out as asked: 2 pictures of s1 are one and the same")
    assert reasons["s4/11.pgm"].startswith("left out as asked: A face named s4 looks like s3")
    assert main(["doctor", str(people), "--crop", "none", "--use-all"]) == 0
    assert "59 pictures" in capsys.readouterr().out


def test_bad_input_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", str(tmp_path / "nowhere\n\x1b[2J.csv")]) == 2
    said = capsys.readouterr().err
    assert "is not there" in said
    assert (said.count("\n"), "\x1b" in said) == (1, False), "names do not steer terminals"
