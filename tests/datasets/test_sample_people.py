"""The sample people are known again, other people are not taken for them."""

from __future__ import annotations

from pathlib import Path

from facerec.datasets import People, Source, open_people
from facerec.datasets.sample_people import SAMPLE_PEOPLE, STRANGERS_FROM_SAMPLES, are_sample_people, is_sample_picture

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


def test_drawn_strangers_of_photographs_bring_a_warning(tmp_path: Path) -> None:
    def people(*folders: str) -> People:
        sources = [Source(f"people/{folder}/01.jpg", bytes) for folder in folders]
        entries = [(folder.replace("-", " ").title(), source) for folder, source in zip(folders, sources, strict=True)]
        return People(tuple(entries), (), "people")

    drawn, others = people("ravi-laurent", "marta-berg"), people("ada", "grace")
    assert others.with_strangers(drawn).notes == (STRANGERS_FROM_SAMPLES,)
    assert drawn.with_strangers(people("zuri-osei", "lars-petrov")).notes == ()
    assert others.with_strangers(people("alan", "edsger")).notes == ()
    (same,) = others.with_strangers(people("ada", "alan")).notes
    assert same.startswith("Strangers have the names of enrolled people: Ada.")
