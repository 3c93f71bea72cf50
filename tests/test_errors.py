"""The catalogue of errors keeps its promises to programs and to people."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest

from facerec import errors


def catalogue(kind: type[errors.FacerecError] = errors.FacerecError) -> Iterator[type[errors.FacerecError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from catalogue(narrower)


def test_codes_are_distinct_and_made_for_programs() -> None:
    codes = [kind.code for kind in catalogue()]
    assert len(set(codes)) == len(codes)
    assert all(code.isascii() and code.islower() and code.isidentifier() for code in codes)


@pytest.mark.parametrize("kind", list(catalogue()))
def test_a_kind_has_a_status_that_says_who_has_to_act(kind: type[errors.FacerecError]) -> None:
    told_to_the_caller = range(400, 500)
    ours = kind in (errors.FacerecError, errors.SettingsError)
    assert kind.status == HTTPStatus.INTERNAL_SERVER_ERROR if ours else kind.status in told_to_the_caller


def test_an_error_is_its_sentence() -> None:
    assert str(errors.PictureTooLarge("a.png has 60 megapixels.")) == "a.png has 60 megapixels."


def test_a_table_error_names_its_place() -> None:
    error = errors.TableError("an empty cell", line=3, column=7)
    assert (error.line, error.column, str(error)) == (3, 7, "Line 3, column 7: an empty cell")


def test_a_sentence_has_one_line_and_an_end() -> None:
    name = "x" * 300
    error = errors.ModelNotFound(f"There is no\nmodel\r\n called {name!r}: choose\x1b[31m an\u202eother one.")
    assert str(error) == f"There is no model called '{'x' * 80}…': choose\ufffd[31m an\ufffdother one."
    long = str(errors.FacerecError("word " * 1000))
    assert (len(long), long[-2:]) == (500, "d…")
    assert str(errors.FacerecError()) == ""
    assert str(errors.TableError("a\nb", line=1)) == "Line 1, column 1: a b"
