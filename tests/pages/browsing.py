"""A server of the app and a browser to drive it, for the tests that play a reader."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SHORT_MS = 30_000
LONG_MS = 900_000
START_S = 90


def installed_browser() -> str | None:
    """Return the path of a browser of this machine that Playwright can drive."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the app from a home; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = home.with_suffix(".log")
    with log.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port),
             "--server.address", "127.0.0.1", "--server.fileWatcherType", "none"],
            cwd=ROOT,
            env={**os.environ, "JAUGE_HOME": str(home)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_up(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_until_up(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the app did not start:\n{log.read_text('utf-8')}")


def settled(page: Page, timeout: int = SHORT_MS) -> None:
    """Wait until the page's script has run."""
    expect(page.locator("h1").first).to_be_visible(timeout=timeout)
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'",
        timeout=timeout,
    )


def press(page: Page, name: str) -> None:
    """Press the button of this name."""
    button(page, name).click()


def button(page: Page, name: str) -> Locator:
    """Return the button of this name."""
    return page.get_by_role("button", name=name, exact=True)


def go(page: Page, name: str) -> None:
    """Open a page from the navigation, as a reader does."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    expect(page.locator("h1")).to_be_visible(timeout=SHORT_MS)
    settled(page)
