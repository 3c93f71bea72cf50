"""Which texts people's names could be: letters of one language, with capitals where a word may have them.

A text that was decoded by the wrong code page is readable by few of these: it mixes letters of languages, has capitals
behind small letters, or holds signs. Alphabets are those of the Unicode CLDR (main exemplar characters), without the
26 letters of English, which are in all Latin ones.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Mapping
from types import MappingProxyType
from unicodedata import normalize

_BETWEEN = " .-'’ʼ0123456789()&+"


def _both(letters: str) -> frozenset[str]:
    return frozenset(letters) | frozenset(letter.upper() for letter in letters if len(letter.upper()) == 1)


LATIN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "French": _both("àâæçéèêëîïôœùûüÿ"),
        "German": _both("äöüß"),
        "Spanish": _both("áéíñóúü"),
        "Portuguese": _both("áâãàçéêíóôõú"),
        "Italian": _both("àéèìòù"),
        "Catalan": _both("àçéèíïóòúü"),
        "Dutch": _both("éëïóöü"),
        "Danish and Norwegian": _both("æøåéò"),
        "Swedish": _both("åäöéü"),
        "Finnish and Estonian": _both("äöåõüšž"),
        "Icelandic": _both("áðéíóúýþæö"),
        "Polish": _both("ąćęłńóśźż"),
        "Czech": _both("áčďéěíňóřšťúůýž"),
        "Slovak": _both("áäčďéíĺľňóôŕšťúýž"),
        "Hungarian": _both("áéíóöőúüű"),
        "Croatian and Slovenian": _both("čćđšž"),
        "Romanian": _both("ăâîșțşţ"),
        "Turkish": _both("çğöşüâîû") | frozenset("ıİ"),
        "Albanian": _both("çë"),
        "Lithuanian": _both("ąčęėšūž"),  # į and ų are in endings that names do not have
        "Latvian": _both("āčēģīķļņšūž"),
    }
)
_RUSSIAN = _both("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
CYRILLIC: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Russian": _RUSSIAN,
        "Ukrainian": (_RUSSIAN - _both("ёъыэ")) | _both("ґєії"),
        "Belarusian": (_RUSSIAN - _both("ищъ")) | _both("іў"),
        "Bulgarian": _RUSSIAN - _both("ёыэ"),
        "Serbian and Macedonian": _both("абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ"),
    }
)
GREEK: Mapping[str, frozenset[str]] = MappingProxyType(
    {"Greek": (_both("αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋ") | {"ς"}) - {"Ϊ", "Ϋ"}}
)
WITHOUT_CAPITALS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Hebrew": frozenset(map(chr, range(0x5D0, 0x5EB))),
        "Arabic": frozenset(map(chr, (*range(0x621, 0x63B), *range(0x641, 0x64B), 0x67E, 0x686, 0x6A9, 0x6AF, 0x6CC))),
    }
)

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc々〆ヶ]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u4e00-\u9fff]")


def is_written_in(word: str, language: str) -> bool:
    """Tell whether a name could be of a language: by its letters, and by where its capitals stand."""
    for letters, others in ((LATIN, string.ascii_letters), (CYRILLIC, ""), (GREEK, ""), (WITHOUT_CAPITALS, "")):
        if language in letters:
            allowed = letters[language]
            if others and not re.search("[A-Za-z]", word):  # no name has accented letters alone
                return False
            return all(c in allowed or c in others or c in _BETWEEN for c in word) and _has_capitals_in_place(word)
    return False


def _has_capitals_in_place(word: str) -> bool:
    """Tell whether capitals stand at the beginning of words or everywhere, as in names."""
    return all(_is_cased_as_names_are(part) for part in re.split(r"[^\w’]+|\d+", word) if part)


def _is_cased_as_names_are(part: str) -> bool:
    if "’" in part and not re.fullmatch(r"\w{1,2}’\w*", part):
        return False
    if re.search("ς.", part) or part[:1] in "ÿßьъыЬЪЫ":
        return False
    rest = part.split("’")[-1]
    if rest.isupper() or rest.islower() or not any(c.islower() or c.isupper() for c in rest):
        return True
    rest = re.sub("^(?:Mc|Mac|De|Di|Du|La|Le|Van|O)(?=[A-Z])", "", rest)
    return rest[:1].isupper() == rest[:1].isalpha() and not any(letter.isupper() for letter in rest[1:])


_SURNAMES = {
    "Chinese": frozenset(
        "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘于蒋蔣蔡余杜"
        "叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾鐘谭譚陆陸汪范金石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔"
        "邵万萬钱錢严嚴覃武戴莫孔向汤湯洪赖賴庄莊简簡游詹施柯翁颜顏温溫卓蓝藍古纪紀连連欧歐康巫涂童柳倪常乔喬牛葛安聂聶章鲁魯"
    ),
    "Korean": frozenset(
        "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구나진지엄채원천방공현함변염여추도소석선설마길위연표명기반"
        "라왕금옥육인맹제모탁국어은편용예봉경사부리"
    ),
}

# Han characters and Hangul: which are common follows from the order of the old character sets themselves.


def rare_share(text: str, language: str) -> float | None:
    """Return the share of characters outside the common level of a language's character set; None for other scripts.

    The first levels of JIS X 0208 (2,965 kanji), GB 2312 (3,755) and Big5 (5,401), and the 2,350 syllables of
    KS X 1001, were chosen by use in each language.
    """
    characters = [c for c in text if c not in _BETWEEN]
    if not characters or not all(_belongs(c, language) for c in characters):
        return None
    return sum(not _is_common(c, language) for c in characters) / len(characters)


def surname_share(names: Collection[str], language: str) -> float:
    """Return the share of names that begin with a frequent surname of Chinese or Korean people; 1 for other languages.

    Character sets alone do not tell the two apart: the bytes of Korean syllables are common Chinese characters, too.
    """
    surnames = _SURNAMES.get(language.split()[-1])
    return 1.0 if surnames is None else sum(name[:1] in surnames for name in names) / len(names)


def _belongs(character: str, language: str) -> bool:
    if _HAN.match(character):
        return True
    return bool({"Japanese": _KANA, "Korean": _HANGUL}.get(language, _HAN).match(character))


def _is_common(character: str, language: str) -> bool:
    if language == "Japanese" and _KANA.match(character):
        return True
    code, low, high = {
        "Japanese": ("euc_jp", 0xB0, 0xCF),
        "Simplified Chinese": ("gb2312", 0xB0, 0xD7),
        "Traditional Chinese": ("big5", 0xA4, 0xC6),
        "Korean": ("euc_kr", 0xB0, 0xC8),
    }[language]
    try:
        encoded = normalize("NFC", character).encode(code)
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and low <= encoded[0] <= high
