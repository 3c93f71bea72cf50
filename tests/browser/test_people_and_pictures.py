"""As a person does it: train on uploaded faces, recognize others, forget somebody, come back later."""

from __future__ import annotations

import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from facerec.recipes import RECIPES
from tests.browser.conftest import DESKTOP, PHONE, choose, no_sideways_scrolling, settled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def faces(assets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten AT&T people: pictures 1 to 7 with a CSV to upload, the others held back."""
    root = tmp_path_factory.mktemp("faces")
    for person in range(1, 11):
        for shot in range(1, 8):
            target = root / "upload" / f"s{person}" / f"{shot}.pgm"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(assets / f"data/att/s{person}/{shot}.pgm", target)
    (root / "people.csv").write_text("".join(f"Person {person};s{person}\n" for person in range(1, 11)))
    return root


def pick(page: Page, box: str, option: str) -> None:
    settled(page)
    choice = page.get_by_role("option", name=option, exact=True)
    for _ in range(5):  # a list closes when its screen is drawn anew while it opens
        page.get_by_role("combobox", name=box, exact=True).fill(option)
        page.wait_for_timeout(1_500)
        if choice.is_visible():
            break
        page.keyboard.press("Escape")
    choice.click()


def upload_people(page: Page, faces: Path) -> None:
    choose(page, "CSV + folder")
    expect(page.get_by_text("Folder with the pictures")).to_be_visible()
    settled(page)
    page.get_by_role("region", name="CSV").locator("input").set_input_files(faces / "people.csv")
    expect(page.get_by_role("button", name="Remove people.csv")).to_be_visible()
    settled(page)  # an upload into a screen that is being drawn anew is lost; people are slower
    page.get_by_role("region", name="Folder with the pictures").locator("input").set_input_files(faces / "upload")
    expect(page.get_by_text("A face of each person")).to_be_visible(timeout=60_000)
    settled(page)


def save(page: Page, model: str) -> None:
    expect(page.get_by_role("heading", name="Result")).to_be_visible(timeout=120_000)
    settled(page)
    page.get_by_label("Name of the model").fill(model)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(f"Saved as {model}")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_train_recognize_forget_reload(
    open_page: Callable[..., Page], faces: Path, assets: Path, size: tuple[int, int]
) -> None:
    model = f"att-{size[0]}"
    page = open_page("train", size)
    upload_people(page, faces)
    page.get_by_role("button", name="Train", exact=True).click()
    save(page, model)
    no_sideways_scrolling(page)

    page.get_by_role("link", name="Recognize pictures with it").click()
    expect(page.get_by_role("heading", level=1, name="Recognize")).to_be_visible()
    settled(page)
    page.locator("input[type=file]").set_input_files([assets / "data/att/s3/9.pgm", assets / "data/att/s7/10.pgm"])
    expect(page.get_by_text("Why “Person 3”?", exact=False)).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Why “Person 7”?", exact=False)).to_be_visible()
    expect(page.get_by_alt_text("The face, its nearest person", exact=False).first).to_be_visible()
    settled(page)
    no_sideways_scrolling(page)

    page.get_by_text(f"People in {model}", exact=False).click()
    pick(page, "Forget", "Person 3")
    page.get_by_role("button", name="Forget this person").click()
    expect(page.get_by_text(f"People in {model} (9)", exact=False)).to_be_visible(timeout=60_000)

    page.reload()
    expect(page.get_by_text(f"People in {model} (9)", exact=False)).to_be_visible()
    settled(page)
    page.locator("input[type=file]").set_input_files([assets / "data/att/s7/10.pgm", assets / "data/att/s3/9.pgm"])
    expect(page.get_by_text("Why “Person 7”?", exact=False)).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Why “Person 3”?", exact=False)).to_have_count(0)


def test_two_browsers_train_at_once(open_page: Callable[..., Page], faces: Path) -> None:
    trainings = [(open_page("train"), recipe) for recipe in ("Eigenfaces", "Fisherfaces")]
    for page, recipe in trainings:
        upload_people(page, faces)
        pick(page, "Recipe", recipe)
        expect(page.get_by_text(RECIPES[recipe.lower()].sentence)).to_be_visible()
    for page, _ in trainings:
        page.get_by_role("button", name="Train", exact=True).click()
    for page, recipe in trainings:
        save(page, f"two {recipe}")


def hostile_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../etc/cron.d/evil.png", b"x")
    return path


def one_person(path: Path, face: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(face, "people/ada/1.pgm")
    return path


def pixel_bomb(path: Path) -> Path:
    """Write a PNG of 60 megapixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 10_000, 6_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1251 * 6_000))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


def test_hostile_uploads_get_a_sentence(open_page: Callable[..., Page], tmp_path: Path, assets: Path) -> None:
    page = open_page("train")
    choose(page, "Zip")
    expect(page.get_by_text("One folder for each person", exact=False)).to_be_visible(timeout=60_000)
    pickled = tmp_path / "friend.facerec"
    pickled.write_bytes(b"\x80\x04\x8c\x05posix\x8c\x06system\x93.")
    settled(page)
    page.get_by_text("Add a model file").click()
    page.locator("input[type=file]").last.set_input_files(pickled)
    expect(page.get_by_text("not a facerec model", exact=False)).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(hostile_zip(tmp_path / "evil.zip"))
    expect(page.get_by_text("leads outside", exact=False)).to_be_visible()
    settled(page)
    page.locator("input[type=file]").first.set_input_files(
        one_person(tmp_path / "one.zip", assets / "data/att/s1/1.pgm")
    )
    expect(page.get_by_text("telling people apart needs two", exact=False)).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)  # nothing runs any more

    page.goto(page.url.replace("train", "detect"))
    expect(page.get_by_role("heading", level=1, name="Detect")).to_be_visible()
    settled(page)
    page.locator("input[type=file]").set_input_files(pixel_bomb(tmp_path / "bomb.png"))
    expect(page.get_by_text("60.0 megapixels", exact=False)).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)
