"""A file, or a folder, is there as a whole or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from facerec.writing import folder_in_one_step, in_one_step, write_whole


def test_a_file_that_could_not_be_finished_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "edges.png"
    write_whole(place, b"old")
    with pytest.raises(TypeError, match="bytes-like"), in_one_step(place) as file:
        file.writelines([b"half", None])
    assert place.read_bytes() == b"old"
    assert [left.name for left in tmp_path.iterdir()] == ["edges.png"]


def test_a_new_file_is_as_readable_as_others(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.write_bytes(b"")
    write_whole(tmp_path / "ours", b"")
    assert (tmp_path / "ours").stat().st_mode == usual.stat().st_mode


def test_without_replacing_a_file_stays(tmp_path: Path) -> None:
    place = tmp_path / "model"
    place.write_bytes(b"old")
    with pytest.raises(FileExistsError), in_one_step(place, replace=False) as file:
        file.write(b"new")
    assert place.read_bytes() == b"old"


def test_a_folder_takes_the_place_of_the_old_one_only_when_it_is_finished(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "out"
    for content in ("old", "new"):
        with folder_in_one_step(place) as fresh:
            (fresh / content).write_text(content)
    with pytest.raises(FileNotFoundError), folder_in_one_step(place) as fresh:
        (fresh / "not there" / "half").write_text("half")
    assert [left.name for left in place.iterdir()] == ["new"]
    assert [left.name for left in place.parent.iterdir()] == ["out"]


def test_folders_of_writers_that_were_killed_are_removed_after_an_hour(tmp_path: Path) -> None:
    for name, age in (("young", 60), ("old", 7200)):
        leftover = tmp_path / f".out.{name}.unfinished"
        leftover.mkdir()
        os.utime(leftover, (time.time() - age,) * 2)
    with folder_in_one_step(tmp_path / "out"):
        pass
    assert {left.name for left in tmp_path.iterdir()} == {".out.young.unfinished", "out"}
