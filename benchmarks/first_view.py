"""Seconds until the page shows Luohu's finished baseline: `python benchmarks/first_view.py [--json]`.

A server is started on an empty workspace, as `make run` does. The first opening is by a browser that has
never seen the page, right after the start; the others are by the same browser, which has its scripts
already. `opening`: the numbers and the map are there to be read; `answering`: the page that takes their place
can be used. Wanted: read within 3 seconds. The load of the machine is reported with it, since seconds on a
busy machine say little, and the CPU time of server and browser (null without /proc), which say more.
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
PATIENCE = 300.0


def main() -> None:
    """Serve, open, report."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--openings", type=int, default=6)
    asked.add_argument("--json", action="store_true", help="one JSON object on one line")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as workspace, served(workspace) as (url, started, server):
        report = {
            "server_seconds": round(started, 2),
            "server_cpu_seconds": cpu_seconds(server),
            **measure(url, given.openings, server),
        }
    print(json.dumps(report, indent=None if given.json else 2))


@contextmanager
def served(workspace: str) -> Iterator[tuple[str, float, int]]:
    """The workbench's address, the seconds until its server answered, and the server's process."""
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
        yield url, time.perf_counter() - began, server.pid
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


def cpu_seconds(*processes: int) -> float | None:
    """User and system time of processes so far, together; None where there is no /proc."""
    try:
        told = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in processes]
    except OSError:
        return None
    return round(sum(int(field) for each in told for field in each[11:13]) / os.sysconf("SC_CLK_TCK"), 2)


def renderers() -> set[int]:
    """The processes that run pages in the browser we started."""
    parent, pages = {}, set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                pages.add(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue
    return {each for each in pages if os.getpid() in line_of(each, parent)}


def line_of(process: int, parent: dict[int, int]) -> Iterator[int]:
    """The processes a process descends from, nearest first."""
    while process in parent:
        process = parent[process]
        yield process


def measure(url: str, openings: int, server: int) -> dict[str, Any]:
    """Seconds until there are numbers, and until the page answers: first opening and median of the others."""
    from playwright.sync_api import sync_playwright

    numbers, answering, served_in, shown_in = [], [], [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM if Path(CHROMIUM).exists() else None, args=FLAGS
        )
        visitor = browser.new_context(viewport={"width": 1560, "height": 1000})
        for _ in range(openings):
            others = renderers()
            page = visitor.new_page()
            spent, began = cpu_seconds(server), time.perf_counter()
            page.goto(f"{url}?lang=en", wait_until="commit", timeout=PATIENCE * 1000)
            page.wait_for_selector(NUMBERS, timeout=PATIENCE * 1000)
            numbers.append(time.perf_counter() - began)
            page.wait_for_selector("#first-view", state="detached", timeout=PATIENCE * 1000)
            answering.append(time.perf_counter() - began)
            if spent is not None:
                served_in.append((cpu_seconds(server) or 0.0) - spent)
                shown_in.append(cpu_seconds(*(renderers() - others)) or 0.0)
            page.close()
        browser.close()
    return {
        "first_opening_seconds": round(numbers[0], 2),
        "opening_seconds": round(statistics.median(numbers[1:]), 2),
        "first_answering_seconds": round(answering[0], 2),
        "answering_seconds": round(statistics.median(answering[1:]), 2),
        "opening_server_cpu_seconds": round(statistics.median(served_in[1:]), 2) if served_in else None,
        "opening_page_cpu_seconds": round(statistics.median(shown_in[1:]), 2) if shown_in else None,
        "openings": openings,
        "wanted_seconds": 3,
        "load": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
