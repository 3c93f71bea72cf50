"""A report as a file in a real browser: it shows everything, asks nobody for anything, and runs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Route, expect

from facerec import report
from tests.browser.conftest import DESKTOP, PHONE, no_sideways_scrolling
from tests.report.conftest import HOSTILE, hostile_findings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report.html(hostile_findings()), encoding="utf-8")
    return path


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_report_from_a_file_asks_nobody_for_anything(browser: Browser, file: Path, size: tuple[int, int]) -> None:
    asked: list[str] = []
    said: list[ConsoleMessage] = []

    def watch(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    window = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = window.new_page()
    page.route("**/*", watch)
    page.on("console", lambda message: said.append(message))
    page.on("dialog", lambda dialog: pytest.fail(f"a name was run: {dialog.message}"))
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")

    assert asked in ([], [file.as_uri()])
    assert not [message.text for message in said]
    expect(page).to_have_title("Which method works on these people? – a facerec report")
    no_sideways_scrolling(page)
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.get_by_label("Verdict")).to_contain_text("Take")
    expect(page.get_by_text(HOSTILE[0]).first).to_be_visible()
    figures = page.locator("figure svg")
    assert figures.count() >= 10
    for number in range(figures.count()):
        box = figures.nth(number).bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert box["height"] > 120
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="What the words mean")).to_be_visible()
    window.close()
