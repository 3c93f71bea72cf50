"""People from folders: which level of folders is the person, what is left out, and what has to be said."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from facerec.datasets import People, open_people, people_from_uploads
from facerec.errors import PeopleError

PICTURE = b"P5 2 2 255 abcd"


def on_disk(folder: Path, files: dict[str, bytes]) -> People:
    for file, content in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
    return open_people(folder)


def uploaded(folder: Path, files: dict[str, bytes]) -> People:
    return people_from_uploads([(f"up/{file}", content) for file, content in files.items()])


def zipped(folder: Path, files: dict[str, bytes]) -> People:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return people_from_uploads([("p.zip", buffer.getvalue())])


Read = Callable[[Path, dict[str, bytes]], People]
every_source = pytest.mark.parametrize("read", [on_disk, uploaded, zipped])


def pictures(*files: str) -> dict[str, bytes]:
    return dict.fromkeys(files, PICTURE)


@every_source
def test_train_and_val_are_put_together_and_that_is_said(read: Read, tmp_path: Path) -> None:
    people = read(
        tmp_path, pictures("train/ann/1.pgm", "train/ann/2.pgm", "train/bob/1.pgm", "val/ann/1.pgm", "val/x.pgm")
    )
    assert people.counts == {"ann": 3, "bob": 1}
    assert people.notes == ("The folders train, val were put together; people are the folders in them.",)
    assert [one.reason for one in people.skipped] == ["not in a person's folder"]


@every_source
def test_parts_of_a_data_set_beside_people_are_refused_with_both_levels(read: Read, tmp_path: Path) -> None:
    with pytest.raises(PeopleError, match=r"People could be the folders ann, test, or those below, bob, cy"):
        read(tmp_path, pictures("test/bob/1.pgm", "test/cy/1.pgm", "ann/1.pgm"))
    with pytest.raises(PeopleError, match="test, train hold pictures, but no folders of people"):
        read(tmp_path / "more", pictures("test/1.pgm", "train/1.pgm"))


@every_source
def test_a_person_whose_name_is_that_of_a_part_stays_a_person(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, pictures("val/1.pgm", "ann/1.pgm"))
    assert (people.names, people.notes) == (["ann", "val"], ())


@every_source
def test_what_drives_and_systems_leave_behind_is_no_person(read: Read, tmp_path: Path) -> None:
    leftovers = (
        "@eaDir/1.pgm/THUMB.pgm",
        "#recycle/ann/9.pgm",
        "$RECYCLE.BIN/S-1-5/$R1.pgm",
        ".Trash-1000/files/1.pgm",
    )
    more = ("System Volume Information/1.pgm", "lost+found/2.pgm", "ann/@eaDir/1.pgm/THUMB.pgm", ".Trashes/501/3.pgm")
    people = read(tmp_path, pictures("ann/1.pgm", "bob/1.pgm", *leftovers, *more))
    assert (people.counts, people.skipped) == ({"ann": 1, "bob": 1}, ())


@every_source
@pytest.mark.parametrize("folder", ["unknown", "Strangers"])
def test_a_folder_of_strangers_is_no_person(read: Read, tmp_path: Path, folder: str) -> None:
    files = pictures("ann/1.pgm", "bob/1.pgm", f"{folder}/x.pgm", f"{folder}/eve/1.pgm", "bob/unknown/2.pgm")
    people = read(tmp_path, files)
    assert people.counts == {"ann": 1, "bob": 2}
    assert [name for name, _ in people.strangers] == ["eve", folder]
    assert people.strangers[0][1].name.endswith(f"{folder}/eve/1.pgm")
    assert "2 pictures under the name unknown or strangers: not enrolled, and counted as 2 strangers." in people.notes


@every_source
def test_subfolders_of_a_person_are_put_together_and_that_is_said(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, pictures("ann/2019/1.pgm", "ann/2020/1.pgm", "ann/1.pgm", "bob/1.pgm"))
    assert people.counts == {"ann": 3, "bob": 1}
    assert people.notes == ("ann: pictures in the subfolders 2019, 2020 were put together.",)


@every_source
def test_pictures_named_by_person_where_there_are_no_folders(read: Read, tmp_path: Path) -> None:
    files = pictures(
        "Ada.pgm", "Ada_2.pgm", "Ada (3).pgm", "Zoë Müller-1.pgm", "IMG_0042.pgm", "7.pgm", "unknown_1.pgm"
    )
    people = read(tmp_path, files)
    assert people.counts == {"Ada": 3, "Zoë Müller": 1}
    assert len(people.strangers) == 1
    assert "file names were taken for names: Ada (3), Zoë Müller (1), unknown (1)." in people.notes[0]
    assert {one.file.split("/")[-1] for one in people.skipped} == {"IMG_0042.pgm", "7.pgm"}


@every_source
def test_digits_behind_a_name_belong_to_it_only_where_that_is_clear(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, pictures("subject01_1.pgm", "subject01_2.pgm", "subject02_1.pgm"))
    assert people.counts == {"subject01": 2, "subject02": 1}
    with pytest.raises(PeopleError, match="'Ada1' and 'Ada2' could be one person or two"):
        read(tmp_path / "more", pictures("Ada1.pgm", "Ada2.pgm", "Bob.pgm"))


@every_source
def test_a_person_beside_strangers_is_no_folder_of_all_people(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, pictures("ann/Portrait.pgm", "ann/Holiday.pgm", "unknown/1.pgm"))
    assert (people.counts, len(people.strangers)) == ({"ann": 2}, 1)


@every_source
def test_numbered_pictures_name_no_people(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, pictures("ann/1.pgm", "ann/2.pgm"))
    assert (people.counts, people.notes) == ({"ann": 2}, ())


def test_one_folder_below_the_one_given_is_a_person(tmp_path: Path) -> None:
    assert on_disk(tmp_path, pictures("holiday/Ada.pgm", "holiday/Bob.pgm")).counts == {"holiday": 2}


@every_source
def test_two_spellings_of_one_name_are_joined_and_that_is_said(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, pictures("Ada  L/1.pgm", "Ada L/1.pgm", "bob/1.pgm"))
    assert people.counts == {"Ada L": 2, "bob": 1}
    assert people.notes == ("'Ada  L', 'Ada L' differ in spaces only and are read as one person, Ada L.",)


@every_source
def test_names_are_never_shortened(read: Read, tmp_path: Path) -> None:
    long = "x" * 201
    people = read(tmp_path, pictures(f"{long}/1.pgm", f"{long}y/1.pgm", "ann/1.pgm", "bob/1.pgm"))
    assert people.names == ["ann", "bob"]
    assert {one.reason for one in people.skipped} == {"the person's name has more than 200 characters"}


@pytest.mark.parametrize(
    ("case", "counts"),
    [("08_train_val", {"ann": 5, "bob": 5, "cy": 5}), ("09_nas", {"ann": 3, "bob": 3})],
)
def test_shared_cases(assets: Path, tmp_path: Path, case: str, counts: dict[str, int]) -> None:
    archive = assets / "cases" / f"{case}.zip"
    with zipfile.ZipFile(archive) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    for people in (open_people(archive), on_disk(tmp_path, files), uploaded(tmp_path, files)):
        assert people.counts == counts
