"""Long work can be stopped, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, running_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has not read the sample people yet, and has no model."""
    with running_server(tmp_path_factory.mktemp("home")) as server:
        yield server


def test_reading_stops_and_goes_on(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.get_by_role("button", name="Try it with the sample people").click()
    expect(page.get_by_text("Reading pictures", exact=False)).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Reading was stopped.", exact=False)).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Go on reading").click()
    expect(page.get_by_role("heading", name="Result")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
