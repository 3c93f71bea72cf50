"""A real server process and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[2]
DESKTOP, PHONE = (1280, 900), (390, 844)
expect.set_options(timeout=60_000)  # milliseconds; the machine may be busy
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@dataclass
class Server:
    """A running dashboard."""

    url: str
    home: Path
    pid: int


@pytest.fixture(scope="session")
def chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium on the path (apt-get install chromium)")
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    running = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
    yield running
    running.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests that need no other: its start takes longer than many a test."""
    with running_server(tmp_path_factory.mktemp("home")) as server:
        yield server


@contextmanager
def running_server(home: Path, **environment: str) -> Iterator[Server]:
    """Run the dashboard in a process of its own; at its end its log must hold no traceback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
    log = home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--server.port", str(port)],
            cwd=CHECKOUT,
            env=os.environ | {"FACEREC_HOME": str(home)} | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_up(f"http://localhost:{port}/_stcore/health", process, log)
        yield Server(f"http://localhost:{port}", home, process.pid)
        assert "Traceback" not in log.read_text(), log.read_text()
    finally:
        process.terminate()
        process.wait(20)


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:  # nobody answers yet
            time.sleep(0.2)
    raise AssertionError(f"the server did not come up: {log.read_text()}")


def settled(page: Page) -> None:
    """Wait until the screen is drawn to its end; before that a form may stand there twice, old and new."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=120_000)


def no_sideways_scrolling(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def choose(page: Page, option: str) -> None:
    """Choose in a row of options."""
    page.get_by_role("button", name=option, exact=True).or_(
        page.get_by_role("radio", name=option, exact=True)
    ).first.click()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Open a screen in a browser window of its own."""
    windows = []

    def open_(path: str = "", size: tuple[int, int] = DESKTOP, **options: object) -> Page:
        window = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        windows.append(window)
        page = window.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{server.url}/{path}")
        page.get_by_role("heading", level=1).first.wait_for()
        return page

    yield open_
    for window in windows:
        window.close()
