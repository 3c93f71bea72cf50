"""Model Compare as a person uses it, at both widths."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, choose, no_sideways_scrolling, settled

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_compare_look_closer_and_keep_the_best(open_page: Callable[..., Page], size: tuple[int, int]) -> None:
    page = open_page("compare", size)
    settled(page)
    expect(page.get_by_text("Choose their pictures to begin", exact=False)).to_be_visible()
    choose(page, "Sample people")
    page.get_by_role("button", name="Compare", exact=True).click(timeout=120_000)
    expect(page.get_by_role("heading", name="Result")).to_be_visible(timeout=120_000)
    settled(page)
    no_sideways_scrolling(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Table (CSV)").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text().splitlines()))
    with page.expect_download() as download:
        page.get_by_role("button", name="Every number (JSON)").click()
    content = json.loads(Path(download.value.path()).read_text())
    assert [row["recipe"] for row in rows] == [method["recipe"] for method in content["methods"]]
    assert len(rows) == 4
    with page.expect_download() as download:
        page.get_by_role("button", name="facerec.toml").click()
    assert 'people = "people.csv"' in Path(download.value.path()).read_text()
    if size == DESKTOP:  # drawing takes some seconds
        page.get_by_role("button", name="Draw: Report (HTML)").click()
        expect(page.get_by_text("Drawing figures: ", exact=False)).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Drawing was stopped.")).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Draw: Report (HTML)").click()
        with page.expect_download(timeout=240_000) as download:
            page.get_by_role("button", name="Report (HTML)", exact=True).click(timeout=240_000)
        assert "Which method works on these people?" in Path(download.value.path()).read_text()

    for view, words in (
        ("Open set", "Known people named rightly over strangers"),
        ("Confusions", "who is named as whom"),
        ("Cost", "over the time to name a face"),
        ("What they see", "Before any method looks: Edges"),
        ("One face", "Eigenfaces: then: "),
    ):
        choose(page, view)
        expect(page.get_by_alt_text(words, exact=False)).to_be_visible()
        settled(page)
        no_sideways_scrolling(page)

    page.get_by_role("button", name="Train it on everybody").click()
    page.get_by_label("Name of the model").fill(f"best at {size[0]}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(f"Saved as best at {size[0]}")).to_be_visible()
    page.get_by_role("link", name="Recognize pictures with it").click()
    expect(page.get_by_role("heading", name="Recognize", level=1)).to_be_visible()
