"""The grammar of the CSV of people; every expected row is written out by hand."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facerec.datasets.people_table import parse_table
from facerec.errors import TableError

PEOPLE = [("Ada", "s1"), ("Grace Hopper", "pictures/s2")]


def cells(data: bytes) -> list[tuple[str, str]]:
    return [row.cells for row in parse_table(data).rows]


@pytest.mark.parametrize(
    "text",
    [
        "Ada;s1\nGrace Hopper;pictures/s2\n",
        "Ada;s1\nGrace Hopper;pictures/s2",
        "Ada;s1\r\nGrace Hopper;pictures/s2\r\n",
        "Ada,s1\nGrace Hopper,pictures/s2\n",
        "Ada\ts1\nGrace Hopper\tpictures/s2\n",
        "name;folder\nAda;s1\nGrace Hopper;pictures/s2\n",
        "\n# who is who\nAda;s1\n\n  \nGrace Hopper;pictures/s2\n",
        "# names; and folders\nAda;s1\nGrace Hopper;pictures/s2\n",
        "#Ada#;#s1#\n#Grace Hopper#;pictures/s2\n",
        '"Ada","s1"\n"Grace Hopper","pictures/s2"\n',
        " Ada ; s1 \n Grace Hopper ; pictures/s2 \n",
    ],
)
def test_accepted_shapes(text: str) -> None:
    assert cells(text.encode()) == PEOPLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = "Zoë Müller;s1\nJosé Ñandú;s2\n"
    assert cells(text.encode(encoding)) == [("Zoë Müller", "s1"), ("José Ñandú", "s2")]


def test_a_quoted_field_may_hold_delimiters_and_doubled_quotes() -> None:
    assert cells(b"#Hopper; Grace#;s1\n") == [("Hopper; Grace", "s1")]
    assert cells(b"#No. ##5#;s5\n") == [("No. #5", "s5")]
    assert cells(b'"Hopper, Grace",s1\n') == [("Hopper, Grace", "s1")]


def test_a_sharp_that_closes_no_quote_begins_a_comment() -> None:
    assert cells(b"#people of room #5; see below\nAda;s1\n") == [("Ada", "s1")]


@pytest.mark.parametrize(("header", "column"), [("name;folder", 1), ("Label;Path", 1), ("path;label", 0)])
def test_a_header_says_which_cell_is_the_path(header: str, column: int) -> None:
    table = parse_table(f"{header}\na;b\n".encode())
    assert table.header is not None
    assert (table.header.paths, table.header.people) == ((column,), (1 - column,))
    assert [row.cells for row in table.rows] == [("a", "b")]


def test_without_a_header_nothing_is_said() -> None:
    assert parse_table(b"Ada;s1\n").header is None


@pytest.mark.parametrize(
    ("data", "line", "column", "says"),
    [
        (b"Ada;s1\nGrace\n", 2, 1, "only one cell"),
        (b"Ada;s1\nGrace;s2;x\n", 2, 10, "third cell, 'x'"),
        (b"Ada;s1\n;s2\n", 2, 1, "empty cell"),
        (b"Ada;s1\nGrace;\n", 2, 7, "empty cell"),
        (b"Ada;s1\nGrace;#s2\n", 2, 7, "not closed"),
        (b"Ada;s1\nGr\x00ace;s2\n", 2, 3, "not text"),
        (b"Ada;s1\n#" + b"##" * 9_000 + b"x;s2\n", 2, 1, "18,005 characters"),
        (b"Ada;s1\n" + b"a;" * 4_000 + b"\n", 2, 5, "third cell, 'a'"),
        (b"# Ada;s1\n\n" * 50_001, 100_001, 1, "more than 50,000 lines"),
        (b"", 1, 1, "names nobody"),
        (b"# nothing but a comment\n", 1, 1, "names nobody"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 2, 1, "not text"),
    ],
)
def test_every_other_shape_is_refused_with_its_place(data: bytes, line: int, column: int, says: str) -> None:
    with pytest.raises(TableError, match=says) as refused:
        parse_table(data)
    assert (refused.value.line, refused.value.column) == (line, column)
    assert f"Line {line}, column {column}:" in str(refused.value)


def test_further_columns_are_kept_as_they_stand() -> None:
    table = parse_table(b"id;filename;label;light\n7;s1/1.pgm;Ada;left\n9;s1/2.pgm;Ada\n;;;\n")
    assert [row.cells for row in table.rows] == [("7", "s1/1.pgm", "Ada", "left"), ("9", "s1/2.pgm", "Ada", "")]
    assert table.header is not None
    assert (table.header.paths, table.header.people) == ((1,), (2,))


@pytest.mark.parametrize(
    ("header", "paths", "people"),
    [
        ("image_path,person_name", (0,), (1,)),
        ("image_id;identity", (0,), (1,)),
        ("name\tfile name", (1,), (0,)),
        ("subjectId;ImageFile", (1,), (0,)),
        ("class;path", (1,), (0,)),
    ],
)
def test_headers_of_published_data_sets(header: str, paths: tuple[int, ...], people: tuple[int, ...]) -> None:
    found = parse_table(f"{header}\n".encode() + header.encode().replace(b"a", b"x")).header
    assert found is not None
    assert (found.paths, found.people) == (paths, people)


@pytest.mark.parametrize("line", ["Person 1;pictures/1", "Ada;images", "Mr. Name;folder", "path/label;s1"])
def test_a_line_of_a_person_is_no_header(line: str) -> None:
    assert parse_table(f"{line}\n".encode()).header is None


def test_commas_in_names_do_not_part_a_table_of_semicolons() -> None:
    assert cells(b"Hopper, Grace;s1\nAda;s2\n") == [("Hopper, Grace", "s1"), ("Ada", "s2")]
    assert cells(b"Ada,s1\nA;B,s2\nCy,s3\n") == [("Ada", "s1"), ("A;B", "s2"), ("Cy", "s3")]


_BYTES = st.binary(max_size=200) | st.text(';,\t#"\n\r ab1é/\\:', max_size=80).map(str.encode)


@given(_BYTES, st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE]))
@settings(max_examples=1500, deadline=None)
def test_any_bytes_give_rows_of_cells_or_an_error_with_a_place(data: bytes, mark: bytes) -> None:
    refusal = None
    try:
        table = parse_table(mark + data)
    except TableError as error:
        refusal = error
    if refusal is None:
        width = 2 if table.header is None else len(table.header.cells)
        assert all(len(row.cells) == width and min(row.columns) >= 1 for row in table.rows)
        assert table.header is not None or all(all(row.cells) for row in table.rows)
        assert not any("\ufffd" in cell for row in table.rows for cell in row.cells)
    else:
        assert min(refusal.line, refusal.column) >= 1


@given(st.lists(st.tuples(*[st.text("abc é;#,.\\/:'0", min_size=1).filter(str.strip)] * 2), min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_what_is_written_quoted_is_read_back(rows: list[tuple[str, str]]) -> None:
    quoted = "\n".join(";".join("#" + cell.replace("#", "##") + "#" for cell in row) for row in rows)
    assert cells(quoted.encode()) == [(left.strip(), right.strip()) for left, right in rows]
