"""People from folders, CSVs, zips and uploads."""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from facerec.datasets import People, open_people, people_from_uploads
from facerec.errors import ArchiveError, PeopleError, TableError, TooManyPictures
from facerec.settings import settings

PICTURE = b"P5 2 2 255 abcd"


def plant(root: Path, *files: str) -> Path:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(PICTURE)
    return root


def listed(people: People) -> list[tuple[str, str]]:
    return [(name, source.name) for name, source in people.entries]


def zipped(*files: str, content: bytes = PICTURE) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(file, content)
    return buffer.getvalue()


TWO = [("ada", "ada/1.pgm"), ("bob", "bob/1.pgm"), ("bob", "bob/2.pgm")]


def test_a_folder_for_each_person(tmp_path: Path) -> None:
    plant(tmp_path, "bob/2.pgm", "bob/1.pgm", "ada/1.pgm", "ada/.hidden.pgm", "ada/Thumbs.db", "__MACOSX/x/1.pgm")
    plant(tmp_path, "stray.pgm")
    (tmp_path / "ada/notes.txt").write_text("Ada by Bob")
    people = open_people(tmp_path)
    assert listed(people) == TWO
    assert {(one.file, one.reason.split(";")[0]) for one in people.skipped} == {
        ("stray.pgm", "not in a person's folder"),
        ("ada/notes.txt", "not a picture by its name (.txt) and its first bytes"),
    }
    assert people.entries[0][1].read() == PICTURE


def test_a_csv_of_folders_relative_to_it(tmp_path: Path) -> None:
    plant(tmp_path, "faces/s1/1.pgm", "faces/s2/1.pgm", "faces/s2/2.pgm")
    (tmp_path / "people.csv").write_text("Ada;faces/s1\nBob;faces/s2\nEve;faces/s3\n")
    people = open_people(tmp_path / "people.csv")
    assert listed(people) == [("Ada", "faces/s1/1.pgm"), ("Bob", "faces/s2/1.pgm"), ("Bob", "faces/s2/2.pgm")]
    assert [(one.file, one.reason) for one in people.skipped] == [("faces/s3", "line 3: no such folder or file")]


@pytest.mark.parametrize(
    "table", ["s1/1.pgm;0\ns2/1.pgm;1\n", "0;s1/1.pgm\n1;s2/1.pgm\n", "label,file\n0,s1/1.pgm\n1,s2/1.pgm"]
)
def test_a_csv_of_pictures_in_either_order(tmp_path: Path, table: str) -> None:
    plant(tmp_path, "s1/1.pgm", "s2/1.pgm", "s2/2.pgm")
    (tmp_path / "people.csv").write_text(table)
    assert listed(open_people(tmp_path / "people.csv")) == [("0", "s1/1.pgm"), ("1", "s2/1.pgm")]


@pytest.mark.parametrize("path", ["C:\\Users\\me\\faces\\s1", "D:/faces/s1", "/home/other/faces/s1", ".\\faces\\s1"])
def test_paths_of_another_machine_are_found_by_their_last_parts(tmp_path: Path, path: str) -> None:
    plant(tmp_path, "faces/s1/1.pgm", "faces/s2/1.pgm")
    (tmp_path / "people.csv").write_text(f"Ada;{path}\nBob;faces/s2\n")
    on_disk = open_people(tmp_path / "people.csv")
    files = [(f"up/{file}", PICTURE) for file in ("faces/s1/1.pgm", "faces/s2/1.pgm")]
    uploaded = people_from_uploads([("people.csv", (tmp_path / "people.csv").read_bytes()), *files])
    assert [name for name, _ in listed(on_disk)] == ["Ada", "Bob"]
    assert [name for name, _ in listed(uploaded)] == ["Ada", "Bob"]


def test_an_uploaded_csv_reaches_nothing_but_the_uploads(tmp_path: Path) -> None:
    secret = plant(tmp_path, "secret/1.pgm") / "secret"
    table = f"Ada;{secret}\nBob;../../etc\n".encode()
    with pytest.raises(TableError, match="beside the CSV"):
        people_from_uploads([("people.csv", table), ("up/other/1.pgm", PICTURE)])


def test_two_rows_of_one_person_are_one_person_and_a_picture_counts_once(tmp_path: Path) -> None:
    plant(tmp_path, "a/1.pgm", "b/1.pgm", "c/1.pgm")
    (tmp_path / "people.csv").write_text("Ada;a\nAda;b\nAda;a\nBob;c\n")
    people = open_people(tmp_path / "people.csv")
    assert people.counts == {"Ada": 2, "Bob": 1}


def test_an_ambiguous_path_is_refused(tmp_path: Path) -> None:
    files = [("up/x/s1/1.pgm", PICTURE), ("up/y/s1/1.pgm", PICTURE)]
    with pytest.raises(PeopleError, match="could be any of"):
        people_from_uploads([("people.csv", b"Ada;s1\n"), *files])


@pytest.mark.parametrize("root", ["", "people/", "deep/er/people/"])
def test_uploads_and_zips_with_any_root(root: str, tmp_path: Path) -> None:
    files = [f"{root}{name}" for _, name in TWO]
    expected = [(person, f"{root}{name}") for person, name in TWO]
    assert listed(people_from_uploads([(file, PICTURE) for file in files])) == expected
    assert listed(people_from_uploads([("p.zip", zipped(*files))])) == expected
    (tmp_path / "p.zip").write_bytes(zipped(*files))
    assert listed(open_people(tmp_path / "p.zip")) == expected


def test_a_zip_with_its_own_csv() -> None:
    buffer = io.BytesIO(zipped("p/s1/1.pgm", "p/s2/1.pgm"))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("p/people.csv", "Ada;s1\nBob;s2\n")
    assert people_from_uploads([("p.zip", buffer.getvalue())]).names == ["Ada", "Bob"]


@pytest.mark.parametrize("file", ["/etc/1.pgm", "../1.pgm", "a/../../1.pgm", "C:/x/1.pgm", "..\\1.pgm"])
def test_zips_with_paths_that_lead_outside_are_refused(file: str) -> None:
    with pytest.raises(ArchiveError, match="leads outside"):
        people_from_uploads([("p.zip", zipped("ada/1.pgm", file))])


def test_zips_with_links_passwords_and_damage_are_refused() -> None:
    link = zipfile.ZipInfo("ada/1.pgm")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ArchiveError, match="a link"):
        people_from_uploads([("p.zip", buffer.getvalue())])
    locked = bytearray(zipped("ada/1.pgm"))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ArchiveError, match="password"):
        people_from_uploads([("p.zip", bytes(locked))])
    for damaged in (b"no zip", zipped("ada/1.pgm")[:40]):
        with pytest.raises(ArchiveError, match="damaged"):
            people_from_uploads([("p.zip", damaged)])


def test_a_zip_bomb_is_refused_before_anything_is_read() -> None:
    with pytest.raises(ArchiveError, match="grows"):
        people_from_uploads([("p.zip", zipped("ada/1.pgm", content=bytes(20_000_000)))])


def test_a_zip_by_an_unusual_method_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("ada/1.pgm", PICTURE)
    with pytest.raises(ArchiveError, match="plain zip"):
        people_from_uploads([("p.zip", buffer.getvalue())])


def test_a_size_that_lies_is_noticed_when_the_member_is_read() -> None:
    data = bytearray(zipped("ada/1.pgm", "bob/1.pgm", content=os.urandom(5000)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    people = people_from_uploads([("p.zip", bytes(data))])
    with pytest.raises(ArchiveError, match="damaged inside"):
        people.entries[0][1].read()


def test_limits_on_count_and_total(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FACEREC_MAX_PICTURES", "2")
    monkeypatch.setenv("FACEREC_MAX_ARCHIVE_BYTES", "1000")
    settings.cache_clear()
    with pytest.raises(TooManyPictures, match="more than 2 files"):
        open_people(plant(tmp_path, "a/1.pgm", "b/1.pgm", "b/2.pgm"))
    with pytest.raises(TooManyPictures):
        people_from_uploads([("p.zip", zipped("a/1.pgm", "b/1.pgm", "b/2.pgm"))])
    with pytest.raises(ArchiveError, match="would hold"):
        people_from_uploads([("p.zip", zipped("a/1.pgm", "b/1.pgm", content=os.urandom(600)))])


def test_links_in_circles_end(tmp_path: Path) -> None:
    plant(tmp_path, "ada/1.pgm", "bob/1.pgm")
    (tmp_path / "ada" / "again").symlink_to(tmp_path)
    people = open_people(tmp_path)
    assert people.names == ["ada", "bob"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([], "holds no folders with pictures"),
        ([("1.pgm", PICTURE)], "holds no folders"),
        ([("a.zip", zipped("a/1.pgm")), ("b.zip", zipped("b/1.pgm"))], "Several zips"),
        ([("x/a.csv", b"A;s1"), ("x/b.csv", b"A;s1")], "two CSVs"),
    ],
)
def test_other_uploads_are_refused_in_words(files: list, says: str) -> None:
    with pytest.raises(PeopleError, match=says):
        people_from_uploads(files)


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PeopleError, match="is not there"):
        open_people(tmp_path / "nothing")


def test_a_picture_beside_the_folders_of_people_is_nobody(tmp_path: Path) -> None:
    people = people_from_uploads([(file, PICTURE) for file in ("all/cover.pgm", "all/ada/1.pgm", "all/bob/1.pgm")])
    assert listed(people) == [("ada", "all/ada/1.pgm"), ("bob", "all/bob/1.pgm")]
    assert [(one.file, one.reason) for one in people.skipped] == [("all/cover.pgm", "not in a person's folder")]


def test_empty_folders_are_reported(tmp_path: Path) -> None:
    plant(tmp_path, "ada/1.pgm", "bob/1.pgm")
    (tmp_path / "eve").mkdir()
    reason = "a folder without files that can be read"
    assert [(one.file, one.reason) for one in open_people(tmp_path).skipped] == [("eve", reason)]
    (tmp_path / "people.csv").write_text("Ada;ada\nEve;eve\n")
    skipped = open_people(tmp_path / "people.csv").skipped
    assert [(one.file, one.reason) for one in skipped] == [("eve", f"line 2: {reason}")]


def test_a_cell_that_no_file_system_takes_is_a_folder_that_is_not_there(tmp_path: Path) -> None:
    plant(tmp_path, "s2/1.pgm")
    (tmp_path / "people.csv").write_text(f"Ada;{'x' * 5000}\nBob;s2\n")
    people = open_people(tmp_path / "people.csv")
    assert (people.names, people.skipped[0].reason) == (["Bob"], "line 1: no such folder or file")


def test_names_hold_nothing_that_a_terminal_obeys_or_json_refuses(tmp_path: Path) -> None:
    uploads = [("all/a\x1b[31m/1.pgm", PICTURE), ("all/ /1.pgm", PICTURE), ("all/bob/1\x07.pgm", PICTURE)]
    people = people_from_uploads(uploads)
    assert listed(people) == [("bob", "all/bob/1\\x07.pgm")]
    assert [(one.file, one.reason.split(";")[0]) for one in people.skipped] == [
        ("all/ /1.pgm", "the person's name is blank"),
        ("all/a\\x1b[31m/1.pgm", "the person's name, a\\x1b[31m, holds characters that are no text"),
    ]


def test_a_pipe_among_pictures_is_not_waited_for(tmp_path: Path) -> None:
    plant(tmp_path, "ada/1.pgm", "bob/1.pgm")
    os.mkfifo(tmp_path / "bob" / "2.pgm")
    pipe = open_people(tmp_path).entries[2][1]
    with pytest.raises(OSError, match="not a file"):
        pipe.read()


def test_paths_without_end_are_refused() -> None:
    with pytest.raises(PeopleError, match="folders deep"):
        people_from_uploads([("people.csv", b"Ada;s1\n"), ("a/" * 20_000 + "1.pgm", PICTURE)])


@pytest.mark.parametrize("cell", [b"a/" * 4_900 + b"1.pgm", b"x" * 4_000 + b"/s1"])
def test_a_cell_of_thousands_of_folders_is_looked_up_by_its_last_parts(cell: bytes, tmp_path: Path) -> None:
    listing = b"Ada;s1\nBob;" + cell + b"\n"
    plant(tmp_path, "s1/1.pgm")
    (tmp_path / "people.csv").write_bytes(listing)
    for people in (open_people(tmp_path / "people.csv"), people_from_uploads([("p.csv", listing), ("s1/1.pgm", b"")])):
        assert people.counts["Ada"] == 1


def test_a_folder_that_is_listed_again_and_again_counts_every_time() -> None:
    files = [(f"s1/{number}.pgm", PICTURE) for number in range(100)]
    with pytest.raises(TooManyPictures):
        people_from_uploads([("people.csv", b"Ada;s1\n" * 501), *files])


def test_a_zip_that_lists_millions_is_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(TooManyPictures):
        people_from_uploads([("p.zip", b"PK\x01\x02" * 200_004)])


def test_a_csv_beyond_the_limit_is_refused_and_not_cut_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FACEREC_MAX_PICTURE_BYTES", "20")
    settings.cache_clear()
    plant(tmp_path, "ada/1.pgm")
    (tmp_path / "people.csv").write_text("Ada;ada\n" * 3)
    for place in (tmp_path / "people.csv", tmp_path):
        with pytest.raises(PeopleError, match="a CSV of people is smaller"):
            open_people(place)


_HONEST_ZIP = zipped("ada/1.pgm", "bob/1.pgm", "bob/2.pgm")


@given(st.lists(st.tuples(st.integers(0, len(_HONEST_ZIP) - 1), st.integers(0, 255)), max_size=4), st.booleans())
@hypothesis_settings(max_examples=500, deadline=None)
def test_any_zip_gives_people_or_an_error_of_ours(changes: list[tuple[int, int]], cut: bool) -> None:
    data = bytearray(_HONEST_ZIP)
    for at, byte in changes:
        data[at] = byte
    if cut and changes:
        del data[changes[0][0] :]
    with contextlib.suppress(PeopleError):
        for _, source in people_from_uploads([("p.zip", bytes(data))]).entries:
            source.read()


def test_a_member_whose_name_is_empty_is_no_crash() -> None:
    data = zipped("a/1.pgm", "b/1.pgm").replace(b"a/1.pgm", b"\0/1.pgm")  # zipfile cuts names at a zero byte
    assert people_from_uploads([("p.zip", data)]).names == ["b"]
