"""How often lists of names in a code page are read rightly, refused or read wrongly; charset-normalizer beside it.

pytest tests/benchmarks/bench_encodings.py -s

The limits of `facerec.datasets.code_pages` were chosen on other names of the same languages.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from facerec.datasets.code_pages import OF_TEXTS, OF_ZIPS, decoded

charset_normalizer = pytest.importorskip("charset_normalizer")

_LISTS = 100  # of each length
_LENGTHS = (1, 2, 4, 8, 16)
_CODES = {
    "French": ("cp1252", "mac_roman", "cp850"),
    "German": ("cp1252", "mac_roman", "cp850"),
    "Spanish": ("cp1252", "mac_roman", "cp850"),
    "Portuguese": ("cp1252", "mac_roman", "cp850"),
    "Danish, Swedish": ("cp1252", "mac_roman", "cp850"),
    "Polish": ("cp1250",),
    "Czech": ("cp1250",),
    "Turkish": ("cp1254",),
    "Russian": ("cp1251", "koi8_r", "cp866"),
    "Japanese": ("cp932", "euc_jp"),
    "Chinese, simplified": ("gbk",),
    "Chinese, traditional": ("big5",),
    "Korean": ("cp949",),
    "Greek": ("cp1253",),
}
_NAMES = {
    "French": "Cécile Émilie Mathéo Raphaël Hélène-Marie Françoise Sébastien Régis Désirée Éloïse Loïc Jérémie"
    " Bénédicte Côme Rosé Gérard Solène Clémence Mickaël Élise",
    "German": "Götz Rüdiger Jürg Böttcher Hänsel Kröger Lüdtke Büttner Rößler Schäuble Mößbauer Dörte Hülya Röntgen"
    " Grünewald Käßmann Füßli Göbel Thüring Möller",
    "Spanish": "Nicolás Tomás Iñaki Cármenes Rubén Adrián Mónica Verónica Rocío Águeda Ibáñez Ordóñez Álvarez Gutiérrez"
    " Muñiz Belén Germán Efraín Yáñez Sebastián",
    "Portuguese": "Fábio Cláudia Júlio Estêvão Magalhães Simões Guimarães Flávia Vinícius Márcia Andréia Caetané Leitão"
    " Assunção Brandão Lourenço Sérgio Hélio Camões Natália",
    "Danish, Swedish": "Jørgen Mølgaard Kjærgaard Sørine Lærke Tønnesen Grønbæk Åkesson Öberg Sjöström Håkansson"
    " Bäckström Lindgård Nørgaard Ångström Søndergård Malmö Märit Bodø Ældre",
    "Polish": "Wałęsa Dąbrowski Kowalczyńska Błaszczykowski Zdzisław Miłosz Gąsior Śliwa Żuławski Grześkowiak Stępień"
    " Żółkowska Łucja Bogusława Wiśniewska",
    "Czech": "Řehoř Květa Vlčková Bedřich Šárka Kučera Němcová Hruška Jaroměř Blažena Žofie Říha Čapek Krejčí Pospíšil",
    "Turkish": "Çetin Tuğba Yıldız Güneş Öztürk Şahin Barış Işıl Sıla Doğan Erdoğan Ünal Kılıç Gümüş Çiğdem",
    "Russian": "Людмила Григорий Тамара Вячеслав Ксения Родион Зинаида Георгий Валентин Полина Лебедев Соколова"
    " Морозов"
    " Чайковский Шишкин Хрущёва",
    "Japanese": "清水 山崎 森 池田 橋本 阿部"
    " 石川 前田 藤田 小川 岡田 後藤 たけし ゆうこ アキラ ケンジ 村上 近藤 坂本 遠藤",
    "Chinese, simplified": "王芳 李强 张丽 刘伟 陈军 杨静 赵敏 黄涛 周明 吴艳"
    " 徐娟 孙杰 马超 朱华 胡军 郭敏 何琳 林涛 郑洁 梁静",
    "Chinese, traditional": "陳志豪 林雅惠 黃建國 張淑惠 李志偉 王美玲"
    " 吳宗憲 劉德華 蔡英文 楊丞琳 許瑋甯 鄭麗文 謝長廷 郭富城 曾雅妮"
    " 賴清德",
    "Korean": "김지영 이준호 박서연 최민준 정하은 강지우 조현우 윤서준 장예은"
    " 임도윤 한지민 오지호 서현진 신민아 권지용 황정민",
    "Greek": "Αλέξανδρος Σοφία Βασίλης Κατερίνα Παναγιώτης Χρήστος Δέσποινα Θανάσης Ιωάννης Ευαγγελία Σπύρος Αθηνά",
}


def _read(data: bytes, code: str) -> str | None:
    found = decoded(data, codes=OF_ZIPS if code in ("cp850", "cp866") else OF_TEXTS)
    return found[0] if found else None


def _read_by_peer(data: bytes, code: str) -> str | None:
    best = charset_normalizer.from_bytes(data).best()
    return str(best) if best else None


def _shares(read, names: list[str], code: str, length: int) -> str:
    told: Counter[str] = Counter()
    for seed in range(_LISTS):
        chosen = np.random.default_rng(seed).choice(names, min(length, len(names)), replace=False)
        text = "".join(f"{name};s{number}\n" for number, name in enumerate(chosen))
        answer = read(text.encode(code), code)
        told["refused" if answer is None else "right" if answer == text else "wrong"] += 1
    return f"{told['right']:4d} {told['refused']:4d} {told['wrong']:4d}"


def test_lists_of_names() -> None:
    wrong = lists = 0
    for name, read in (("facerec", _read), ("charset-normalizer", _read_by_peer)):
        print(f"\n{name}: right, refused, wrong of {_LISTS} lists of {', '.join(map(str, _LENGTHS))} names, in %")
        for language, codes in _CODES.items():
            for code in codes:
                cells = [_shares(read, _NAMES[language].split(), code, length) for length in _LENGTHS]
                print(f"{language:22}{code:10}", "  ".join(cells))
                if read is _read:
                    lists += _LISTS * len(cells)
                    wrong += sum(int(cell.split()[2]) for cell in cells)
    print(f"\nfacerec: {wrong} of {lists:,} lists wrong")
    assert wrong <= lists / 1000
