"""Text and names of an unknown code page: decoded where only one reading makes sense, and never by guessing.

Detectors of encodings want paragraphs and are wrong about lists of names: charset-normalizer 3.5 names another code
page for 11 of 15 lists of two French names in cp1252, and for every second list of Japanese or Chinese ones
(``tests/benchmarks/bench_encodings.py``). Names are short, but follow rules; see `facerec.datasets.alphabets`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from unicodedata import normalize

from facerec.datasets.alphabets import CYRILLIC, GREEK, LATIN, is_written_in, rare_share, surname_share

_WESTERN = (
    *("French", "German", "Spanish", "Portuguese", "Italian", "Catalan", "Dutch", "Danish and Norwegian", "Swedish"),
    *("Finnish and Estonian", "Icelandic", "Albanian"),
)
_CENTRAL = ("Polish", "Czech", "Slovak", "Hungarian", "Croatian and Slovenian", "Romanian", "German", "Albanian")
_LANGUAGES: dict[str, tuple[str, ...]] = {
    "cp1252": _WESTERN,
    "mac_roman": _WESTERN,
    "cp932": ("Japanese",),
    "gb18030": ("Simplified Chinese",),
    "big5": ("Traditional Chinese",),
    "cp949": ("Korean",),
    "cp1251": tuple(CYRILLIC),
    "euc_jp": ("Japanese",),
    "mac_cyrillic": tuple(CYRILLIC),
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("Turkish", "German", "French"),
    "cp1257": ("Lithuanian", "Latvian", "Finnish and Estonian", "German", "Polish"),
    "iso8859_15": _WESTERN,
    "cp1253": tuple(GREEK),
    "koi8_r": ("Russian",),
    "cp1255": ("Hebrew",),
    "cp1256": ("Arabic",),
    "cp437": _WESTERN,
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
    "cp866": tuple(CYRILLIC),
}
_OF_DOS = ("cp437", "cp850", "cp852", "cp866")
OF_TEXTS = tuple(code for code in _LANGUAGES if code not in _OF_DOS)
"""Code pages of texts."""
OF_ZIPS = (*_OF_DOS, "cp932", "gb18030", "big5", "cp949", "cp1252", "cp1251", "cp1250")
"""Code pages of names in zips, which Windows writes in the code pages of DOS."""
_EAST_ASIAN = ("Japanese", "Simplified Chinese", "Traditional Chinese", "Korean")

_PARTS = re.compile(r"[;,\t\r\n|\"#/\\_:=<>]+")
_SURE = 0.9  # by which a reading has to cost less than any other, in languages
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_FEW = 3  # letters of a name, and names, that are evidence
_MOST_NAMES = 500  # that are weighed; the page that is found has to make sense of all others as well

# What Chinese, Japanese and Korean readings cost beyond one language; chosen on the lists of bench_encodings.py.
_RARE = 4.0  # rare characters alone
_NO_SURNAMES = 1.5  # no name that begins with a frequent surname
_EUC_JP = 1.3  # a code page that is out of use, but has the same bytes as the Korean and the simplified Chinese one
_MOST = 1.9


def decoded(
    data: bytes,
    known: Collection[str] = (),
    codes: Sequence[str] = OF_TEXTS,
    *,
    preferred: str | None = None,
    by_names_alone: bool = False,
) -> tuple[str, str] | None:
    """Decode bytes that are no UTF-8 by the one code page that makes sense of them.

    Parameters
    ----------
    data : bytes
        A CSV, or names one below the other.
    known : collection of str
        Names that exist; a code page that gives some of them where no other does is right.
    codes : sequence of str
        The code pages to try.
    preferred : str, optional
        The code page that is taken where no other makes more sense.
    by_names_alone : bool, default=False
        Whether only known names count.

    Returns
    -------
    (text, code page) of str, or None where no code page makes sense, or several do
    """
    texts = {code: text for code in codes if (text := as_text(data, code)) is not None}
    names = {code: {normalize("NFC", part) for part in _odd_parts(text)} for code, text in texts.items()}
    existing = {normalize("NFC", part) for name in known for part in _odd_parts(name)}
    hits = {code: float(-len(found & existing)) for code, found in names.items() if found & existing}
    if hits or by_names_alone:
        best = _only(hits, texts, 1, None)
    else:
        costs = {code: _cost(set(sorted(found)[:_MOST_NAMES]), code) for code, found in names.items()}
        best = _only({code: cost for code, cost in costs.items() if cost is not None}, texts, _SURE, preferred)
        best = best if best is not None and _is_sense(_cost(names[best], best), best) else None
    return None if best is None else (texts[best], best)


def makes_sense(data: bytes, code: str) -> bool:
    """Tell whether bytes could be names in a code page."""
    text = as_text(data, code)
    return text is not None and _is_sense(_cost(set(_odd_parts(text)), code), code)


def _only(costs: dict[str, float], texts: dict[str, str], margin: float, preferred: str | None) -> str | None:
    """Return the code page that costs least, by a margin to all that give another text; None without one."""
    if not costs:
        return None
    best = min(costs, key=costs.__getitem__)
    if preferred is not None and costs.get(preferred) == costs[best]:
        return preferred
    others = [cost for code, cost in costs.items() if texts[code] != texts[best]]
    return best if all(cost - costs[best] >= margin for cost in others) else None


def as_text(data: bytes, code: str) -> str | None:
    """Decode bytes by a code page; None where they are no text in it, or not the only bytes of that text."""
    try:
        text = data.decode(code)
        same = text.encode(code) == data  # else other bytes could give the same text, and two names become one
    except UnicodeError:
        return None
    return text if same and not _NO_TEXT.search(text) else None


def _odd_parts(text: str) -> Iterable[str]:
    """Return the parts between delimiters that are not plain ASCII."""
    return (part for part in map(str.strip, _PARTS.split(text)) if part and not part.isascii())


def _cost(names: Collection[str], code: str) -> float | None:
    """Return in how many languages names have to be to make sense, or None; rare characters count as more."""
    languages = _LANGUAGES[code]
    if languages[0] in _EAST_ASIAN:
        return _east_asian_cost(names, languages[0], code)
    if languages[0] not in LATIN and not _look_like_names(names):
        return None
    left = set(names)
    count = 0
    while left:
        read = max(({name for name in left if is_written_in(name, language)} for language in languages), key=len)
        if not read:
            return None
        left -= read
        count += 1
    return float(count) if names else None


def _look_like_names(names: Collection[str]) -> bool:
    """Tell whether texts in letters other than Latin ones are long enough, and many or with capitals as names are."""
    long = [name for name in names if len(name) >= _FEW]
    return len(names) > 1 and 2 * len(long) >= len(names) and (len(long) >= _FEW or any(map(str.istitle, long)))


def _is_sense(cost: float | None, code: str) -> bool:
    return cost is not None and (cost <= _MOST or _LANGUAGES[code][0] not in _EAST_ASIAN)


def _east_asian_cost(names: Collection[str], language: str, code: str) -> float | None:
    rare = None if re.search("[A-Za-z]", "".join(names)) else rare_share("".join(names), language)
    if rare is None or (len(names) == 1 and language != "Japanese"):  # one name is no evidence of surnames
        return None
    unusual = _NO_SURNAMES * (1 - surname_share(names, language)) + (_EUC_JP if code == "euc_jp" else 0)
    return 1 + _RARE * rare + unusual
