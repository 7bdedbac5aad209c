"""Seconds until the page shows Luohu's finished baseline: `python benchmarks/first_view.py [--json]`.

A server is started on an empty workspace, as `make run` does. The first opening is by a browser that has
never seen the page, right after the start; the others are by the same browser, which has its scripts
already. Wanted: within 3 seconds. The load of the machine is reported with it, since seconds on a busy
machine say little.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.painting import CHROMIUM, FLAGS  # noqa: E402

NUMBERS = ".card .value"
PATIENCE = 60.0


def main() -> None:
    """Serve, open, report."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--openings", type=int, default=6)
    asked.add_argument("--json", action="store_true", help="one JSON object on one line")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as workspace, served(workspace) as (url, started):
        report = {"server_seconds": round(started, 2), **measure(url, given.openings)}
    print(json.dumps(report, indent=None if given.json else 2))


@contextmanager
def served(workspace: str) -> Iterator[tuple[str, float]]:
    """The workbench's address, and the seconds until its server answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--port", str(port), "--workspace", workspace, "--no-show"]
    began = time.perf_counter()
    server = subprocess.Popen([sys.executable, "-m", "workbench", *words], cwd=ROOT)
    try:
        url = f"http://localhost:{port}/"
        while not answers(f"{url}favicon.ico"):
            if server.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise SystemExit("the server did not start")
            time.sleep(0.05)
        yield url, time.perf_counter() - began
    finally:
        server.terminate()
        server.wait(timeout=20)


def answers(address: str) -> bool:
    """Whether somebody answers there, whatever is said; the page itself is not asked for."""
    try:
        urllib.request.urlopen(address, timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def measure(url: str, openings: int) -> dict[str, Any]:
    """Seconds until the indicators have numbers: first opening and the median of the others."""
    from playwright.sync_api import sync_playwright

    numbers = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM if Path(CHROMIUM).exists() else None, args=FLAGS
        )
        visitor = browser.new_context(viewport={"width": 1560, "height": 1000})
        for _ in range(openings):
            page = visitor.new_page()
            began = time.perf_counter()
            page.goto(f"{url}?lang=en", wait_until="commit")
            page.wait_for_selector(NUMBERS, timeout=PATIENCE * 1000)
            numbers.append(time.perf_counter() - began)
            page.close()
        browser.close()
    return {
        "first_opening_seconds": round(numbers[0], 2),
        "opening_seconds": round(statistics.median(numbers[1:]), 2),
        "openings": openings,
        "wanted_seconds": 3,
        "load": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
