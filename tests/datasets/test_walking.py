"""Links among pictures: none takes a name away from what it leads to."""

from __future__ import annotations

from pathlib import Path

from facerec.datasets import open_people
from tests.datasets.test_listing import listed, plant


def test_a_link_beside_its_target_is_reported_and_takes_nothing_away(tmp_path: Path) -> None:
    plant(tmp_path, "zoe/1.pgm", "bob/1.pgm")
    (tmp_path / "aaa").symlink_to(tmp_path / "zoe")
    (tmp_path / "bob" / "0.pgm").symlink_to("1.pgm")
    people = open_people(tmp_path)
    assert listed(people) == [("bob", "bob/1.pgm"), ("zoe", "zoe/1.pgm")]
    assert {(one.file, one.reason) for one in people.skipped} == {
        ("aaa", "a link to zoe, which is not read twice"),
        ("bob/0.pgm", "a link to bob/1.pgm, which is not read twice"),
    }


def test_links_to_elsewhere_are_followed_once(tmp_path: Path) -> None:
    plant(tmp_path, "store/x/1.pgm", "store/2.pgm", "people/bob/1.pgm")
    people = tmp_path / "people"
    (people / "ann").symlink_to(tmp_path / "store" / "x")
    (people / "ann again").symlink_to(tmp_path / "store" / "x")
    (people / "bob" / "2.pgm").symlink_to(tmp_path / "store" / "2.pgm")
    read = open_people(people)
    assert read.counts == {"ann": 1, "bob": 2}
    assert [one.file for one in read.skipped] == ["ann again"]


def test_a_link_to_the_folder_above_gives_a_person_no_other_pictures(tmp_path: Path) -> None:
    plant(tmp_path, "ann/1.pgm", "bob/1.pgm")
    (tmp_path / "ann" / "up").symlink_to(tmp_path)
    (tmp_path / "people.csv").write_text("Ann;ann\nBob;bob\n")
    people = open_people(tmp_path / "people.csv")
    assert people.counts == {"Ann": 1, "Bob": 1}
    assert [one.file for one in people.skipped] == ["ann/up"]


def test_a_csv_that_names_a_link_is_followed(tmp_path: Path) -> None:
    plant(tmp_path, "ann/1.pgm", "bob/1.pgm")
    (tmp_path / "link").symlink_to(tmp_path / "ann")
    (tmp_path / "people.csv").write_text("Ann;link\nBob;bob\n")
    assert open_people(tmp_path / "people.csv").counts == {"Ann": 1, "Bob": 1}
