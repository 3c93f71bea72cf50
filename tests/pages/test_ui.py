"""Names on screens: nothing in them is read as Markdown, or as one of Streamlit's own signs."""

from __future__ import annotations

import pytest

from pages.ui import cell, plain


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("[x](https://example.org)", r"\[x\](https\://example.org)"),
        ("<b> $x$ *a* _b_ `c` ~d~ # e", r"\<b> \$x\$ \*a\* \_b\_ \`c\` \~d\~ \# e"),
        ("1. one", r"1\. one"),
        ("- dash", r"\- dash"),
        ("> said", r"\> said"),
        ("a - b > c", "a - b > c"),
        (":material/delete: :red[x]", "\\:\u2060material/delete\\: \\:red\\[x\\]"),
        ("www.example.org", "www\u2060.example.org"),
        ("ada@example.org", "ada\\@example.org"),
        (":smile:", "\\:\u2060smile\\:"),
        ("line 3: x", r"line 3\: x"),
    ],
)
def test_a_name_is_shown_as_it_is(name: str, written: str) -> None:
    assert plain(name) == written


@pytest.mark.parametrize(("name", "written"), [("=1+1", "'=1+1"), ("@a", "'@a"), ("-x", "'-x"), ("Ada", "Ada")])
def test_a_table_downloads_no_formula(name: str, written: str) -> None:
    assert cell(name) == written
