"""Memory of a real server while browsers compare methods, and after they have left.

pytest tests/benchmarks/bench_sessions.py -s

Streamlit keeps a session for two minutes in case its browser comes back. Code that is loaded by the first comparison
stays, and the C library keeps freed blocks for later, so what tells is whether later rounds add to the first: on a busy
machine, three rounds of three sessions left 490, 477 and 515 MB.
"""

import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import QUIET, choose, running_server, settled

SESSIONS = 3
ROUNDS = 3
FORGOTTEN = 150  # seconds until Streamlit lets go of a session without a browser


def resident(pid):
    """Return what Linux says a process holds in memory, in MB."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1000


@pytest.mark.timeout(0)
def test_sessions_that_end_give_memory_back(tmp_path):
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Chromium on the path (apt-get install chromium)")
    with sync_playwright() as playwright, running_server(tmp_path) as server:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        print(f"\nbefore anybody came: {resident(server.pid):.0f} MB")
        for number in range(ROUNDS):
            windows = [browser.new_context() for _ in range(SESSIONS)]
            for window in windows:
                page = window.new_page()
                page.goto(f"{server.url}/compare")
                settled(page)
                choose(page, "Sample people")
                page.get_by_role("button", name="Compare", exact=True).click(timeout=300_000)
                page.get_by_role("heading", name="Result").wait_for(timeout=600_000)
                settled(page)
            at_work = resident(server.pid)
            for window in windows:
                window.close()
            time.sleep(FORGOTTEN)
            print(f"round {number + 1}: {SESSIONS} sessions {at_work:.0f} MB, left {resident(server.pid):.0f} MB")
