"""Code pages of CSVs and of file names: read rightly or refused, never wrongly."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facerec.datasets import People, open_people, people_from_uploads
from facerec.datasets.code_pages import OF_TEXTS, OF_ZIPS, decoded
from facerec.errors import PeopleError, TableError
from tests.datasets.test_folders import PICTURE, Read, every_source, pictures
from tests.datasets.test_table_people import every_way

# Given names and surnames as they are written in each country; the code pages are those that programs there write.
NAMES = {
    "cp1252": [
        "Jürgen Groß, Käthe Schäfer, Björn Köhler",
        "José Martínez, Begoña Núñez, Óscar Peña",
        "François, Hélène, Jérôme, Noël, Anaïs",
        "João Conceição, Antônio, Gonçalo",
        "Søren, Åse, Bjørn, Håkon, Mæland",
        "Zoë, José, Jürgen",
    ],
    "mac_roman": [
        "Jürgen Müller, Käthe Schäfer, Björn Köhler",
        "José Martínez, Begoña Núñez, Óscar Peña",
        "François, Hélène, Jérôme, Noël, Anaïs",
        "João Conceição, Antônio, Gonçalo",
    ],
    "cp932": ["高田, 中田, 福田, 黒田, 増田, 島田", "佐藤, さくら, ヒロシ", "渡辺, 伊藤"],
    "gbk": ["王伟, 李娜, 张敏, 刘洋, 陈静", "赵磊, 黄丽, 周杰"],
    "big5": ["陳怡君, 林志明, 黃淑芬", "張家豪, 李美玲, 王俊傑, 吳雅婷"],
    "cp949": ["김민수, 이영희, 박지훈", "최수진, 정우성, 강호동, 조인성"],
    "cp1251": ["Иван, Мария, Сергей, Анна", "Дмитрий Щукин, Ольга, Юлия", "Євген, Ігор, Їжакевич"],
    "cp1250": ["Jiří, Tomáš, Ondřej, Dvořák", "Łukasz, Małgorzata, Paweł, Grażyna"],
}
LISTS = [(code, names.split(", ")) for code, lists in NAMES.items() for names in lists]


def table_of(names: list[str]) -> str:
    return "".join(f"{name};s{number}\r\n" for number, name in enumerate(names))


@pytest.mark.parametrize(("code", "names"), LISTS)
def test_a_csv_in_a_code_page(code: str, names: list[str]) -> None:
    files = [(f"s{number}/1.pgm", PICTURE) for number in range(len(names))]
    people = people_from_uploads([("people.csv", table_of(names).encode(code)), *files])
    assert people.names == sorted(names)
    assert "is not in UTF-8; it was read in the code page" in people.notes[0]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("cp1252", "Irène, Gisèle, Michèle"),  # in cp1250 Irčne, Gisčle, Michčle
        ("euc_jp", "高田, 中田, 福田"),
        ("cp866", "Иван, Мария"),
        ("cp1252", "½, ™"),
        ("gbk", "伟, 娜, 敏"),  # no surnames by which they could be told from other readings
        ("cp874", "สมชาย, สมหญิง"),
    ],
)
def test_what_is_not_sure_is_refused(code: str, names: str) -> None:
    with pytest.raises(TableError, match=r"Line \d, column \d: .*save it as UTF-8"):
        people_from_uploads([("people.csv", table_of(names.split(", ")).encode(code)), ("s0/1.pgm", PICTURE)])


@pytest.mark.parametrize("code", ["cp1252", "cp1250"])
def test_folders_that_exist_decide(code: str, tmp_path: Path) -> None:
    names = [b.decode(code) for b in (b"Ir\xe8ne", b"Gis\xe8le")]
    table = "".join(f"{name};{name}\n" for name in names).encode(code)
    files = pictures(*(f"{name}/1.pgm" for name in names))
    uploads = [("people.csv", table), *((f"up/{file}", data) for file, data in files.items())]
    assert people_from_uploads(uploads).names == sorted(names)
    for file, data in files.items():
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_bytes(data)
    (tmp_path / "people.csv").write_bytes(table)
    assert open_people(tmp_path / "people.csv").names == sorted(names)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_needs_no_code_page(encoding: str) -> None:
    names = ["高田", "Zoë", "Иван"]
    people = people_from_uploads(
        [("people.csv", table_of(names).encode(encoding)), *((f"s{n}/1.pgm", PICTURE) for n in range(3))]
    )
    assert (people.names, people.notes) == (sorted(names), ())


@every_way
def test_shared_case(assets: Path, tmp_path: Path, read: Read) -> None:
    with zipfile.ZipFile(assets / "cases" / "03_shift_jis.zip") as opened:
        people = read(tmp_path, {name: opened.read(name) for name in opened.namelist()})
    assert people.counts == dict.fromkeys(sorted(["高田", "中田", "福田", "黒田", "増田", "島田"]), 2)


# Names of files and folders


class RawInfo(zipfile.ZipInfo):
    """An entry whose name is written as bytes, without the flag that says UTF-8, as most programs on Windows do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


def raw_zip(names: dict[bytes, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in names.items():
            archive.writestr(RawInfo(name.decode("cp437")), content)
    return buffer.getvalue()


def raw_disk(folder: Path, names: dict[bytes, bytes]) -> People:
    for name, content in names.items():
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return open_people(folder)


def raw_archive(folder: Path, names: dict[bytes, bytes]) -> People:
    return people_from_uploads([("p.zip", raw_zip(names))])


both = pytest.mark.parametrize("read", [raw_disk, raw_archive])


@both
@pytest.mark.parametrize(("code", "names"), [one for one in LISTS if one[0] not in ("mac_roman",)] + [LISTS[0]])
def test_folders_in_a_code_page(read: Read, code: str, names: list[str], tmp_path: Path) -> None:
    people = read(tmp_path, {f"folder/of/{name}/1.pgm".encode(code): PICTURE for name in names})
    assert people.names == sorted(names)
    assert any("were read in the code page" in note for note in people.notes)


@both
def test_a_backslash_may_be_a_part_of_a_character(read: Read, tmp_path: Path) -> None:
    names = ["許淑娟", "郭台銘", "林功明"]  # in Big5, the second byte of 許 and of 功 is that of a backslash
    assert read(tmp_path, {f"all/{name}/1.pgm".encode("big5"): PICTURE for name in names}).names == sorted(names)


def test_backslashes_part_folders_in_a_zip(tmp_path: Path) -> None:
    names = ["表田", "中田", "福田"]
    people = raw_archive(tmp_path, {f"all\\{name}\\1.pgm".encode("cp932"): PICTURE for name in names})
    assert people.names == sorted(names)


@both
def test_folders_in_utf_8_without_the_flag(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, {f"{name}/1.pgm".encode(): PICTURE for name in ("Zoë", "高田")})
    assert (people.names, people.notes) == (["Zoë", "高田"], ())


@pytest.mark.parametrize("code", ["cp437", "cp850"])
def test_a_zip_of_windows_beside_a_csv_of_excel(code: str, tmp_path: Path) -> None:
    names = ["Jürgen Müller", "José"]
    files = {f"{name}/1.pgm".encode(code): PICTURE for name in names}
    assert raw_archive(tmp_path, files).names == sorted(names)
    table = "".join(f"{name};{name}\r\n" for name in names).encode("cp1252")
    assert raw_archive(tmp_path, files | {b"people.csv": table}).names == sorted(names)


@both
def test_the_code_page_of_the_csv_serves_for_the_folders(read: Read, tmp_path: Path) -> None:
    names = ["김민수", "이영희"]
    files = {f"{name}/1.pgm".encode("cp949"): PICTURE for name in names}
    table = "".join(f"{name};{name}\r\n" for name in names)
    for encoding in ("cp949", "utf-8"):
        people = read(tmp_path, files | {b"people.csv": table.encode(encoding)})
        assert (people.names, people.skipped) == (names, ())


def test_a_csv_on_disk_names_folders_of_another_code_page(tmp_path: Path) -> None:
    raw_disk(tmp_path, {b"Jos\xe9/1.pgm": PICTURE, b"bob/1.pgm": PICTURE})
    (tmp_path / "people.csv").write_text("José;José\nBob;bob\n", encoding="utf-8")
    assert open_people(tmp_path / "people.csv").names == ["Bob", "José"]


@both
def test_names_that_cannot_be_decoded_name_no_person(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, {b"\xff\xfe\x81/1.pgm": PICTURE, b"ann/1.pgm": PICTURE, b"bob/\xff\x81.pgm": PICTURE})
    assert people.names == ["ann", "bob"]
    assert [source.name for _, source in people.entries] == ["ann/1.pgm", "bob/\\xff\\x81.pgm"]
    assert [one.file for one in people.skipped] == ["\\xff\\xfe\\x81/1.pgm"]


@both
def test_two_folders_never_become_one_by_decoding(read: Read, tmp_path: Path) -> None:
    people = read(tmp_path, {b"Jos\xe9/1.pgm": PICTURE, "José/1.pgm".encode(): PICTURE, b"bob/1.pgm": PICTURE})
    assert people.counts == {"José": 1, "bob": 1}
    assert [one.file for one in people.skipped] == ["Jos\\xe9/1.pgm"]


@given(
    st.lists(st.binary(min_size=1, max_size=8), min_size=1, max_size=4, unique=True),
    st.sampled_from([OF_TEXTS, OF_ZIPS]),
)
def test_no_two_names_become_equal_and_none_holds_a_replacement(names: list[bytes], codes: tuple[str, ...]) -> None:
    found = decoded(b"\n".join(names), (), codes)
    if found is not None:
        text, code = found
        assert "\ufffd" not in text
        assert text.encode(code) == b"\n".join(names)


_RAW = st.binary(min_size=1, max_size=6).filter(lambda name: not set(name) & set(b"/\\\0.:") and name.strip())


@given(st.dictionaries(_RAW, st.just(PICTURE), min_size=2, max_size=4))
def test_any_folders_in_a_zip_are_people_or_reported(names: dict[bytes, bytes]) -> None:
    archive = raw_zip({name + b"/1.pgm": content for name, content in names.items()})
    try:
        people = people_from_uploads([("p.zip", archive)])
    except PeopleError:
        return
    assert sum(people.counts.values()) + len(people.strangers) + len(people.skipped) <= len(names)
    assert len(people.names) <= len(names)
    assert not any("\ufffd" in name for name in people.names)


@every_source
def test_decoding_leaves_utf_8_alone(read: Read, tmp_path: Path) -> None:
    assert read(tmp_path, pictures("Ýmir/1.pgm", "Þór/1.pgm")).names == ["Ýmir", "Þór"]
