"""Names of files and folders that are bytes in an unknown code page, on disk and in zips.

Until their code page is known, bytes that are no UTF-8 are held as Python holds them, as lone surrogates.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from unicodedata import normalize

from facerec.datasets.code_pages import OF_TEXTS, as_text, decoded, makes_sense
from facerec.datasets.dataset import Source


def held(raw: bytes) -> str:
    """Return a name of bytes: UTF-8 where they are UTF-8."""
    return raw.decode("utf-8", "surrogateescape")


def is_undecoded(name: str) -> bool:
    """Tell whether a name holds bytes that are no UTF-8."""
    return any("\ud800" <= letter <= "\udfff" for letter in name)


def could_be(name: str, text: str) -> bool:
    """Tell whether a name of undecoded bytes is this text, in NFC, in some code page."""
    if not is_undecoded(name):
        return False
    return any(as_text(_bytes(name), code) == text for code in OF_TEXTS)


def decode_names(
    files: Sequence[Source], codes: Sequence[str], *, known: Collection[str], code: str | None, zipped: bool
) -> tuple[list[Source], str | None]:
    """Decode the names that are no UTF-8, where one code page makes sense of them and no two become one.

    Parameters
    ----------
    files : sequence of Source
    codes : sequence of str
        The code pages that come into question; the first one where others make as much sense.
    known : collection of str
        Names that a CSV gives.
    code : str or None
        The code page of the CSV beside them.
    zipped : bool
        Whether names come from a zip, where folders may be parted by backslashes.

    Returns
    -------
    files : list of Source
    code : str or None
        The code page; None where nothing had to be decoded, or no code page is sure: then the names stay as they are,
        and no person can be named by them.
    """
    parts = sorted({part for source in files for part in source.name.split("/")})
    odd = [part for part in parts if is_undecoded(part)]
    found = _code_of(odd, codes, known, code) if odd else None
    if found is None:
        return list(files), None
    texts = {part: _bytes(part).decode(found) for part in odd}
    texts = {part: text.replace("\\", "/") if zipped else text for part, text in texts.items()}
    given = [normalize("NFC", part) for part in parts if not is_undecoded(part)]
    if len({*given, *(normalize("NFC", text) for text in texts.values())}) < len(set(given)) + len(odd):
        return list(files), None
    return [_renamed(source, texts) for source in files], found


def _code_of(odd: list[str], codes: Sequence[str], known: Collection[str], code: str | None) -> str | None:
    data = b"\n".join(map(_bytes, odd))
    by_known = decoded(data, known, [*codes, code] if code else codes, by_names_alone=True)
    if by_known is not None:
        return by_known[1]
    if code is not None and makes_sense(data, code):
        return code
    found = decoded(data, (), codes, preferred=codes[0])
    return None if found is None else found[1]


def _bytes(part: str) -> bytes:
    return part.encode("utf-8", "surrogateescape")


def _renamed(source: Source, texts: dict[str, str]) -> Source:
    if not is_undecoded(source.name):
        return source
    return replace(source, name="/".join(texts.get(part, part) for part in source.name.split("/")))
