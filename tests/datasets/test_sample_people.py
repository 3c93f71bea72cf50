"""The sample people are known again, other people are not taken for them."""

from __future__ import annotations

from pathlib import Path

from facerec.datasets import open_people
from facerec.datasets.sample_people import SAMPLE_PEOPLE, are_sample_people, is_sample_picture

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


def test_the_sample_people_are_known_again_however_they_are_opened() -> None:
    people = open_people(SAMPLE / "people.csv")
    assert sorted(SAMPLE_PEOPLE) == people.names
    for opened in (people, open_people(SAMPLE / "people")):
        names, sources = zip(*opened.entries, strict=True)
        assert are_sample_people(names, [source.name for source in sources])


def test_others_are_not() -> None:
    assert not are_sample_people(["s1", "s2"], ["s1/1.pgm", "s2/1.pgm"])
    assert not are_sample_people(["Ravi Laurent"], ["photos/IMG_1.jpg"])  # a namesake
    assert not are_sample_people(["Ravi Laurent", "Ada"], ["people/ravi-laurent/01.jpg", "ada/1.jpg"])
    assert not are_sample_people([], [])


def test_pictures_of_the_sample_data_are_no_other_pictures(tmp_path: Path) -> None:
    assert is_sample_picture(SAMPLE / "groups" / "x.jpg")
    assert not is_sample_picture(tmp_path / "x.jpg")
