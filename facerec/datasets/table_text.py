"""The text of a CSV, from its bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection

from facerec.datasets.code_pages import decoded
from facerec.errors import TableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as that of UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FEWEST_ZEROS = 20  # bytes of UTF-16 in which there is at least one zero
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd]")


def table_text(data: bytes, known: Callable[[], Collection[str]]) -> tuple[str, str | None]:
    """Decode a CSV: UTF-8 or UTF-16, or else the one code page that makes sense of it.

    Parameters
    ----------
    data : bytes
    known : callable
        Returns the names of files and folders that exist; called where the text is neither UTF-8 nor UTF-16.

    Returns
    -------
    text : str
        With line feeds alone at the ends of lines.
    code : str or None
        The code page where one had to be found.

    Raises
    ------
    TableError
        Where it is no text, or its code page is not sure.
    """
    text, code = _unicode(data), None
    if text is None:
        _check(data.decode("latin-1"))
        found = decoded(data, known())
        if found is None:
            line, column = _first_odd(data)
            raise TableError(
                "this is not UTF-8, and which other encoding it is cannot be told for sure; save it as UTF-8.",
                line=line,
                column=column,
            )
        text, code = found
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _check(text)
    return text, code


def _unicode(data: bytes) -> str | None:
    """Decode UTF-8, UTF-16 and UTF-32; None where it is none of them."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    encodings = [marked] if marked else ["utf-8", *_without_mark(data)]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if marked or (encoding == "utf-8" and not _without_mark(data)) or not _NO_TEXT.search(text):
            return text
    return None


def _without_mark(data: bytes) -> list[str]:
    """Return the kind of UTF-16 that zero bytes speak for: delimiters and line ends have one as their high byte."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if min(even, odd) > 0 or max(even, odd) * _FEWEST_ZEROS < len(data):
        return []
    return ["utf-16-le" if odd > even else "utf-16-be"]


def _check(text: str) -> None:
    strange = _NO_TEXT.search(text)
    if strange:
        before = text[: strange.start()].replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise TableError("not text; a CSV is plain text, best in UTF-8.", line=line, column=column)


def _first_odd(data: bytes) -> tuple[int, int]:
    """Return line and column, in bytes, of the first byte that is no UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    return 1, 1
