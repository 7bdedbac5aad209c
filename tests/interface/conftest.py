"""The workbench served to a real browser: one server and one browser for all tests of the pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect, sync_playwright

from tests.conftest import ROOT
from tests.interface import towns

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 600
"""Seconds within which a server has to answer and things have to come about on a page: they take one or two,
but a machine that has ten other things to do is no fault of the page."""
expect.set_options(timeout=1000 * PATIENCE)


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether somebody serves this address by now."""
    try:
        urllib.request.urlopen(url, timeout=PATIENCE).close()
    except OSError:
        return False
    return True


def until(page: object, holds: Callable[[], bool]) -> None:
    """Wait for what no locator can say; the page goes on in the meantime."""
    over = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < over, "it did not come about"
        page.wait_for_timeout(50)


def new_window(browser: object, **options: object) -> object:
    """A window of its own whose pages are waited for patiently.

    What shimmers until it is drawn stands still: painted without a graphics card it would take a processor.
    """
    window = browser.new_context(reduced_motion="reduce", **options)
    window.set_default_timeout(1000 * PATIENCE)
    return window


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a workbench that serves the shipped scenarios and a town of short runs."""
    port, workspace = free_port(), tmp_path_factory.mktemp("workspace")
    town = towns.write_towns(workspace)
    log = (workspace / "server.log").open("w")
    words = [sys.executable, towns.__file__, str(port), str(workspace)]
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(words, cwd=ROOT, env=here, stderr=log, stdout=log)
    url = f"http://localhost:{port}/"
    try:
        towns.keep_baseline(town)
        over = time.monotonic() + PATIENCE
        while not answers(url):
            assert server.poll() is None, (workspace / "server.log").read_text()
            assert time.monotonic() < over, "the server does not answer"
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """The system's chromium, else Playwright's own; without either the tests are skipped, in CI they fail."""
    with sync_playwright() as play:
        path = CHROMIUM if Path(CHROMIUM).exists() else None
        try:
            running = play.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            reason = f"no browser: neither {CHROMIUM} nor Playwright's own ({str(error).splitlines()[0]})"
            if os.environ.get("CI", "").lower() == "true":
                pytest.fail(reason)
            sys.stderr.write(f"\n{reason}\n")
            pytest.skip(reason)
        yield running
        running.close()


@dataclass
class Visit:
    """A page in the browser and what it must not do: leave the origin, complain in the console."""

    page: object
    url: str
    strays: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def clean(self) -> None:
        """Fail when the page asked another origin for anything or wrote an error to the console."""
        assert self.strays == []
        assert self.complaints == []


@pytest.fixture(scope="session")
def window(browser: object) -> object:
    """One window for all tests: scripts and fonts are fetched and compiled once, as for any real visitor."""
    return new_window(browser)


def _visits(window: object, served: str) -> Iterator[object]:
    """Open the workbench: `visit(query, width, height)` returns a Visit with the first view there, or, of
    another page, with the header there.
    """
    pages = []

    def go(query: str = "", width: int = 1560, height: int = 1000) -> Visit:
        page = window.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        seen = Visit(page, served)
        ours = (served, served.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(ours) else seen.strays.append(r.url))
        page.on("console", lambda m: seen.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.goto(served + query, wait_until="commit")
        # another page than the first covers the cards as soon as it is there
        for part in (".title",) if "page=" in query else (".card", ".map canvas"):
            page.wait_for_selector(part)
        page.wait_for_selector("#first-view", state="detached")  # the page itself answers
        return seen

    yield go
    for opened in pages:
        opened.close()


visit = pytest.fixture(_visits, name="visit")
lasting_visit = pytest.fixture(_visits, name="lasting_visit", scope="module")
"""The same for pages that several tests of a file share, because a page takes seconds to open."""
