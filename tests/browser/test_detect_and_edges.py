"""Detect and Edge Filter as a person uses them, at both widths."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, choose, no_sideways_scrolling, settled

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_find_faces_and_make_them_unrecognizable(
    open_page: Callable[..., Page], assets: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = open_page("detect", size)
    settled(page)
    expect(page.get_by_text("Choose pictures to begin")).to_be_visible()
    page.locator("input[type=file]").set_input_files(assets / "data/pictures/test_face_processing.jpg")
    expect(page.get_by_text("17 boxes", exact=False).first).to_be_visible()
    settled(page)
    no_sideways_scrolling(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download JSON").click()
    (answer,) = json.loads(Path(download.value.path()).read_text())
    assert len(answer["detections"]) == 17
    assert (answer["detector"], answer["error"]) == ("haar", None)
    with page.expect_download() as download:
        page.get_by_role("button", name="Crops").click()
    with zipfile.ZipFile(download.value.path()) as crops:
        assert len(crops.namelist()) == 17

    choose(page, "Pixelate")
    expect(page.get_by_role("button", name="SVG")).to_have_count(0)  # until then it is the old screen
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    hidden = tmp_path / "hidden.png"
    download.value.save_as(hidden)
    assert cv2.imread(str(hidden)).shape == (482, 640, 3)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_edges_of_a_sample(open_page: Callable[..., Page], size: tuple[int, int]) -> None:
    page = open_page("edge_filter", size)
    settled(page)
    choose(page, "Sample")
    expect(page.get_by_alt_text("Edges over the picture")).to_be_visible()
    expect(page.get_by_text("How many pixels have which gradient").first).to_be_visible()
    settled(page)
    no_sideways_scrolling(page)


def test_an_address_inside_the_network_is_refused_in_words(open_page: Callable[..., Page]) -> None:
    page = open_page("edge_filter")
    settled(page)
    choose(page, "URL")
    address = page.get_by_label("Address of a picture")
    for given, words in (("http://localhost/a.png", "private network"), ("file:///etc/passwd", "begins with http")):
        settled(page)
        address.fill(given)
        page.get_by_role("button", name="Fetch").click()
        expect(page.get_by_text(words, exact=False)).to_be_visible()


def test_a_broken_picture_leaves_the_others_whole(open_page: Callable[..., Page], tmp_path: Path, assets: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes((assets / "data/pictures/cat.jpg").read_bytes()[:500])
    page = open_page("detect")
    settled(page)
    page.locator("input[type=file]").set_input_files([broken, assets / "data/att/s1/1.pgm"])
    expect(page.get_by_role("heading", name="1.pgm")).to_be_visible()
    expect(page.get_by_text("1 box ·", exact=False)).to_be_visible()
    expect(page.get_by_text("broken.jpg", exact=False).last).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)
