"""Shapes of CSVs, each read from disk, from uploads and from a zip; the people expected are written out by hand."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facerec.datasets import People, open_people, people_from_uploads
from facerec.errors import PeopleError, TableError
from tests.datasets.test_folders import PICTURE, Read, every_source, on_disk, pictures, uploaded, zipped


def on_disk_by_csv(folder: Path, files: dict[str, bytes]) -> People:
    for file, content in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
    return open_people(folder / "people.csv")


def csv_beside_folder(folder: Path, files: dict[str, bytes]) -> People:
    return people_from_uploads([(file if file == "people.csv" else f"up/{file}", data) for file, data in files.items()])


every_way = pytest.mark.parametrize("read", [on_disk_by_csv, on_disk, uploaded, csv_beside_folder, zipped])

SIX = pictures(*(f"s{person}/{shot}.pgm" for person in (1, 2, 3) for shot in (1, 2)))
TWO_EACH = {"s1": 2, "s2": 2, "s3": 2}


def lines(line: str) -> str:
    return "".join(line.format(p=person, s=shot) for person in (1, 2, 3) for shot in (1, 2))


@every_way
@pytest.mark.parametrize(
    "table",
    [
        lines("s{p}/{s}.pgm;s{p}\n"),
        lines("s{p};s{p}/{s}.pgm\n"),
        lines("./s{p}/{s}.pgm,s{p}\r\n"),
        lines("s{p}\\{s}.pgm\ts{p}\n"),
        lines("/home/me/faces/s{p}/{s}.pgm;s{p}\n"),
        lines("C:\\me\\faces\\s{p}\\{s}.pgm;s{p}\n"),
        lines("faces/s{p}/{s}.pgm;s{p}\n"),
        "image_path,person_name\n" + lines("s{p}/{s}.pgm,s{p}\n"),
        "Person Name;ImagePath\n" + lines("s{p};s{p}/{s}.pgm\n"),
        "sep=;\n" + lines("s{p}/{s}.pgm;s{p}\n"),
        "sep=|\n" + lines("s{p}/{s}.pgm|s{p}\n"),
        lines("s{p}/{s}.pgm;s{p};\n"),
        lines("s{p}/{s}.pgm;s{p};;;\n") + ";;;;\n;\n",
        "\ufefffilename;label\n" + lines("s{p}/{s}.pgm;s{p}\n"),
        ",filename,label\n" + "".join(f"{n},s{n // 2 + 1}/{n % 2 + 1}.pgm,s{n // 2 + 1}\n" for n in range(6)),
        "".join(f"{n + 1};s{n // 2 + 1}/{n % 2 + 1}.pgm;s{n // 2 + 1}\n" for n in range(6)),
        "id,filename,label\n" + "".join(f"{n * 7},s{n // 2 + 1}/{n % 2 + 1}.pgm,s{n // 2 + 1}\n" for n in range(6)),
        "folder;name\n" + "".join(f"s{person};s{person}\n" for person in (1, 2, 3)),
        "".join(f"s{person};s{person}\n" for person in (1, 2, 3)),
    ],
)
def test_every_shape_gives_the_same_people(read: Read, table: str, tmp_path: Path) -> None:
    people = read(tmp_path, SIX | {"people.csv": table.encode()})
    assert (people.counts, people.skipped) == (TWO_EACH, ())
    assert all(source.name.split("/")[-2] == name for name, source in people.entries)


@every_way
def test_labels_that_are_numbers_and_folders(read: Read, tmp_path: Path) -> None:
    files = pictures("0/0.pgm", "0/1.pgm", "1/0.pgm", "1/1.pgm")
    people = read(tmp_path, files | {"people.csv": b"0/0.pgm;0\n0/1.pgm;0\n1/0.pgm;1\n1/1.pgm;1\n"})
    assert people.counts == {"0": 2, "1": 2}


@every_way
def test_pictures_that_are_missing_are_not_replaced_by_the_folders_of_their_labels(read: Read, tmp_path: Path) -> None:
    table = b"s1/1.png;s1\ns1/2.png;s1\ns2/1.png;s2\ns2/2.png;s2\n"  # the pictures here are .pgm
    with pytest.raises(TableError, match=r"neither 's1/1\.png' nor 's1' is a folder or a file here|is no file here"):
        read(tmp_path, SIX | {"people.csv": table})


@every_way
def test_lines_of_a_missing_folder_are_skipped(read: Read, tmp_path: Path) -> None:
    table = b"ann/1.pgm;ann\nann/2.pgm;ann\nbob/1.pgm;bob\nbob/2.pgm;bob\n"
    people = read(tmp_path, pictures("bob/1.pgm", "bob/2.pgm") | {"people.csv": table})
    assert people.counts == {"bob": 2}
    assert [(one.file, one.reason) for one in people.skipped] == [
        ("ann/1.pgm", "line 1: no such folder or file"),
        ("ann/2.pgm", "line 2: no such folder or file"),
    ]


@every_way
@pytest.mark.parametrize("root", ["/data/", "D:\\data\\", "data/", ""])
def test_a_missing_group_is_not_replaced_by_one_that_ends_alike(read: Read, root: str, tmp_path: Path) -> None:
    table = "".join(f"{root}{group}/s1/{shot}.pgm;{group} s1\n" for group in ("a", "b") for shot in (1, 2))
    people = read(tmp_path, pictures("b/s1/1.pgm", "b/s1/2.pgm", "b/s2/1.pgm") | {"people.csv": table.encode()})
    assert people.counts == {"b s1": 2}
    table = f"A;{root}a/s1\nB;{root}b/s1\n"
    people = read(tmp_path / "folders", pictures("b/s1/1.pgm", "b/s2/1.pgm") | {"people.csv": table.encode()})
    assert people.counts == {"B": 1}


@every_source  # beside a CSV that is opened on disk, paths are looked for as they stand
def test_a_bare_file_name_is_found_where_it_is_the_only_one(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, pictures("faces/a1.pgm", "faces/b1.pgm") | {"people.csv": b"a1.pgm;Ada\nb1.pgm;Bob\n"})
    assert people.counts == {"Ada": 1, "Bob": 1}


@every_way
def test_further_columns_become_attributes(read: Read, tmp_path: Path) -> None:
    table = "session;filename;label;Licht\n1;s1/1.pgm;Ada;links\n2;s1/2.pgm;Ada;\n;s2/1.pgm;Bob;rechts;\n"
    people = read(tmp_path, SIX | {"people.csv": table.encode()})
    assert people.attributes == {"session": ("1", "2", ""), "Licht": ("links", "", "rechts")}


@every_way
def test_a_name_is_taken_before_its_number(read: Read, tmp_path: Path) -> None:
    table = b"filename;label;name\ns1/1.pgm;0;Ada\ns1/2.pgm;0;Ada\ns2/1.pgm;1;Bob\n"
    people = read(tmp_path, SIX | {"people.csv": table})
    assert people.counts == {"Ada": 2, "Bob": 1}
    assert people.attributes == {"label": ("0", "0", "1")}
    table = b"filename;label;name\ns1/1.pgm;0;Ada\ns1/2.pgm;0;Eve\ns2/1.pgm;1;Bob\n"
    with pytest.raises(TableError, match="Line 1, column 1: both 'label' and 'name' could name the person"):
        read(tmp_path, SIX | {"people.csv": table})


@every_way
@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("x;s1/1.pgm;s1\ny;s2/1.pgm;s2\n", "Line 1, column 12: a third cell, 's1'; .* name the columns in the first"),
        (
            "filename;label;session\ns1/1.pgm;s1;1\ns2/1.pgm;;2\n",
            "Line 3, column 10: an empty cell in the column label",
        ),
        ("filename;label\ns1/1.pgm;s1\ns2/1.pgm;s2;x\n", "Line 3, column 13: 'x', a cell beyond the 2 columns"),
        ("filename;label\n", "names no person below its first line"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(read: Read, table: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(TableError, match=says):
        read(tmp_path, SIX | {"people.csv": table.encode()})


@every_way
def test_names_and_paths_are_compared_in_nfc(read: Read, tmp_path: Path) -> None:
    decomposed = pictures("Jose\u0301/1.pgm", "Zoe\u0308/1.pgm")
    people = read(tmp_path, decomposed | {"people.csv": "Jos\u00e9;Jos\u00e9\nZo\u00eb;Zo\u00eb/1.pgm\n".encode()})
    assert people.names == ["Jos\u00e9", "Zo\u00eb"]


@every_source
def test_names_of_folders_are_in_nfc(read: Read, tmp_path: Path) -> None:
    assert read(tmp_path, pictures("Jose\u0301/1.pgm", "Zoe\u0308/1.pgm")).names == ["Jos\u00e9", "Zo\u00eb"]


@every_way
def test_what_a_csv_names_is_opened_whatever_its_suffix(read: Read, tmp_path: Path) -> None:
    files = {"faces/subject01.happy": PICTURE, "faces/subject02.sad": PICTURE, "faces/notes.txt": b"text"}
    table = b"faces/subject01.happy;1\nfaces/subject02.sad;2\nfaces/notes.txt;3\n"
    assert read(tmp_path, files | {"people.csv": table}).counts == {"1": 1, "2": 1, "3": 1}


@every_source
def test_pictures_in_folders_are_told_by_content(read: Read, tmp_path: Path) -> None:
    beginnings = {
        "yale.happy": b"GIF89a...",
        "a.jfif": b"\xff\xd8\xff\xe0....JFIF",
        "b.jpe": b"\xff\xd8\xff\xe1....Exif",
        "c.mpo": b"\xff\xd8\xff\xe1....Exif",
        "d.data": b"\x89PNG\r\n\x1a\n....",
        "e.bin": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        "f.raw": b"P5 2 2 255 abcd",
        "g.dat": b"II*\x00....",
        "h.x": b"\x00\x00\x00\x18ftypheic....",
    }
    others = {"notes.doc": b"Ada by Bob", "list.json": b"{}", "movie.mp4": b"\x00\x00\x00\x18ftypisom....", "x.y": b""}
    files = {f"ada/{name}": data for name, data in (beginnings | others).items()} | {"bob/1.pgm": PICTURE}
    people = read(tmp_path, files)
    assert people.counts == {"ada": len(beginnings), "bob": 1}
    assert {one.file.split("/")[-1] for one in people.skipped} == set(others)


@pytest.mark.parametrize("case", ["01_label_is_folder", "02_folder_forgotten", "06_nfc_csv_nfd_files", "12a_sep_line"])
@every_way
def test_shared_cases(assets: Path, tmp_path: Path, case: str, read: Read) -> None:
    with zipfile.ZipFile(assets / "cases" / f"{case}.zip") as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    people = read(tmp_path, files)
    expected = {
        "01_label_is_folder": {"s1": 3, "s2": 3, "s3": 3},
        "02_folder_forgotten": {"bob": 2},
        "06_nfc_csv_nfd_files": {"Ada": 2, "Jos\u00e9": 2, "Zo\u00eb": 2},
        "12a_sep_line": {"ann": 2, "bob": 2},
    }
    assert people.counts == expected[case]
    assert len(people.skipped) == (2 if case.startswith("02") else 0)


def test_an_ambiguous_path_of_a_picture_is_refused(tmp_path: Path) -> None:
    files = pictures("ann/1.pgm", "bob/1.pgm") | {"people.csv": b"1.pgm;ann\n"}
    with pytest.raises(PeopleError, match="could be any of"):
        zipped(tmp_path, files)


def test_a_table_beside_pictures_of_one_person_is_refused(tmp_path: Path) -> None:
    files = pictures("ann/1.pgm", "bob/1.pgm") | {"ann/dates.csv": b"1.pgm;2019\n"}
    with pytest.raises(PeopleError, match=r"ann/dates\.csv lies among some of the pictures only"):
        zipped(tmp_path, files)


def test_a_text_file_uploaded_beside_a_folder_is_the_table(tmp_path: Path) -> None:
    uploads = [("people.txt", b"Ada;s1\nBob;s2\n"), *((f"up/{file}", data) for file, data in SIX.items())]
    assert people_from_uploads(uploads).counts == {"Ada": 2, "Bob": 2}


PARTS = st.sampled_from(["a", "b", "c", "s1"])
PATHS = st.tuples(st.lists(PARTS, max_size=2), st.sampled_from(["1.pgm", "2.pgm", "s1"])).map(lambda p: (*p[0], p[1]))
ROOTS = st.sampled_from(["", "/home/me/", "C:\\me\\", "faces/", "../"])


@given(
    st.sets(PATHS.filter(lambda path: path[-1].endswith(".pgm")), min_size=1, max_size=8),
    st.lists(st.tuples(ROOTS, PATHS), min_size=1, max_size=6),
    st.booleans(),
)
def test_no_line_gets_what_another_path_names(
    files: set[tuple[str, ...]], rows: list[tuple[str, tuple[str, ...]]], one_root: bool
) -> None:
    """The picture of a line ends as its path does: in its name and its folder, or in the folder that is named."""
    rows = [(rows[0][0] if one_root else root, path) for root, path in rows]
    table = "path;label\n" + "".join(f"{root}{'/'.join(path)};{n}\n" for n, (root, path) in enumerate(rows))
    uploads = [("people.csv", table.encode()), *(("up/" + "/".join(path), PICTURE) for path in sorted(files))]
    try:
        people = people_from_uploads(uploads)
    except PeopleError:
        return
    for name, source in people.entries:
        root, path = rows[int(name)]
        found = tuple(source.name.split("/"))
        if path[-1].endswith(".pgm"):
            wanted = (*(part for part in re.split(r"[/\\]", root) if part not in ("", "..")), *path)
            assert found[-min(2, len(wanted)) :] == wanted[-2:]
        else:
            assert path[-1] in found[:-1]
