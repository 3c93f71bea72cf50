"""The command: what it writes, what it refuses, what it leaves behind when it is stopped."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sample_data.make_people import main
from sample_data.portraits import collection

COMMAND = Path(collection.__file__).parents[1] / "make_people.py"
SMALL = ["--people", "2", "--shots", "2", "--size", "64", "--seed", "4"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small collection, drawn by the command in a process of its own, from another folder."""
    out = tmp_path_factory.mktemp("people")
    command = [sys.executable, str(COMMAND), *SMALL, "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, cwd=out.parent)
    return out


def test_the_folder_holds_people_groups_a_stranger_cats_and_the_truth(made: Path) -> None:
    with (made / "people.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";"))
    assert len(rows) == 2
    assert all(len(list((made / folder).glob("*.jpg"))) == 2 for _, folder in rows)
    pictures = {path.relative_to(made).as_posix() for path in made.rglob("*.jpg")}
    assert {"groups/group-1.jpg", "groups/group-2.jpg", "cats/cat-1.jpg", "cats/cat-2.jpg"} < pictures
    assert any(name.startswith("stranger/") for name in pictures)
    truth = json.loads((made / "truth.json").read_text(encoding="utf-8"))
    assert set(truth["pictures"]) == pictures
    assert [path.name for path in made.iterdir() if path.name.startswith(".")] == []


def test_drawing_again_replaces_it_byte_for_byte(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    assert main([*SMALL, "--out", str(made)]) == 0
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before
    assert "10 of 10" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--people", "0"], "--people 0 is not possible: choose 1 to 1000 people."),
        (["--size", "3"], "--size 3 is not possible: choose 64 to 1024 pixels a side."),
        (["--shots", "-1"], "--shots -1 is not possible"),
        (["--seed", "-1"], "--seed -1 is not possible"),
        ([], "Other people would replace those who come with facerec: say where to draw them"),
        (["--out", "/dev/null/people"], "Cannot write to /dev/null/people"),
    ],
)
def test_impossible_wishes_get_one_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*SMALL, *arguments]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def refusal(out: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*SMALL, "--out", str(out)]) == 2
    return capsys.readouterr().err


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "mine.txt").write_text("keep me")
    assert "has people/mine.txt, which no finished collection put there" in refusal(tmp_path, capsys)
    for truth in ("{}", "[1]", "no JSON", '{"pictures": {"people/mine.txt": {}}}'):
        (tmp_path / "truth.json").write_text(truth)
        assert "has people/mine.txt" in refusal(tmp_path, capsys)
    assert (tmp_path / "people" / "mine.txt").read_text() == "keep me"


def test_pictures_added_to_a_collection_are_not_deleted_by_drawing_again(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = shutil.copytree(made, tmp_path / "again")
    assert collection.foreign_files(again) == []
    (again / "people" / "me").mkdir()
    (again / "people" / "me" / "01.jpg").write_bytes(b"my own face")
    assert "has people/me/01.jpg" in refusal(again, capsys)
    assert (again / "people" / "me" / "01.jpg").read_bytes() == b"my own face"


def test_a_stopped_run_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(name: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sample_data.make_people.show_progress", stop)
    assert main([*SMALL, "--out", str(tmp_path / "out")]) == 130
    assert capsys.readouterr().err == "\nStopped; the pictures drawn so far were not kept.\n"
    assert list((tmp_path / "out").iterdir()) == []


def test_the_truth_goes_first_and_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When moving into place fails halfway, the folder has no truth.json, and so is not finished."""
    finished, out = tmp_path / "finished", tmp_path / "out"
    for folder in (finished, out):
        (folder / "people").mkdir(parents=True)
        (folder / "truth.json").write_text(folder.name)
    with pytest.raises(FileNotFoundError):
        collection._put_in_place(finished, out)
    assert not (out / "truth.json").exists()
