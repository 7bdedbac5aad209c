"""The workbench in a cell of a real JupyterLab, in a real browser."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.interface.conftest import PATIENCE, answers, free_port, new_window

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
BOOK = "town.ipynb"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab with one notebook whose only cell opens the workbench."""
    if importlib.util.find_spec("jupyterlab") is None:
        pytest.skip("the extra notebooks is not installed")
    workspace = str(tmp_path / "workspace")
    code = f"import workbench\nworkbench.open('luohu', workspace={workspace!r}, lang='en', height=700)"
    cell = {"cell_type": "code", "id": "one", "metadata": {}, "execution_count": None, "outputs": [],
            "source": code}  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / BOOK).write_text(json.dumps(book), encoding="utf-8")
    port = free_port()
    own = {name: str(tmp_path / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password=", "--allow-root",
        "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        f"--ServerApp.root_dir={tmp_path}",
    ]  # fmt: skip
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(
        command,
        stdout=log,
        stderr=log,
        env={**os.environ, **own, "PYTHONPATH": paths},
        start_new_session=True,
    )
    url = f"http://localhost:{port}/"
    try:
        over = time.monotonic() + PATIENCE
        while not answers(f"{url}api"):
            assert server.poll() is None, (tmp_path / "lab.log").read_text()
            assert time.monotonic() < over, "JupyterLab does not answer"
            time.sleep(0.2)
        yield url
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
        log.close()


def run_the_cell(page: Any) -> None:
    """Press Shift+Enter until the cell counts as run: a notebook that is still being laid out loses keys."""
    ran = page.locator(".jp-InputPrompt").filter(has_text=re.compile(r"\[[*\d]+\]"))
    for _ in range(PATIENCE // 10):
        page.locator(".jp-Notebook .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        try:
            ran.first.wait_for(timeout=10_000)
            return
        except PlaywrightTimeoutError:
            continue
    pytest.fail("the cell did not run")


def test_the_workbench_is_shown_in_a_cell(lab: str, browser: Any) -> None:
    """Open the notebook, run the cell, see the page; ours asks nothing of anybody else and complains of
    nothing."""
    page = new_window(browser, viewport={"width": 1500, "height": 1100}).new_page()
    strays: list[str] = []
    complaints: list[str] = []

    def ours(address: str) -> bool:
        return address.startswith("http://localhost:") and not address.startswith(lab)

    def heard(request: Any) -> None:
        if ours(request.frame.url) and not request.url.startswith(
            (origin(request.frame.url), "data:", "blob:")
        ):
            strays.append(request.url)

    def origin(address: str) -> str:
        return "/".join(address.split("/")[:3]) + "/"

    def said(message: Any) -> None:
        if message.type == "error" and ours(message.location.get("url", "")):
            complaints.append(message.text)

    page.on("request", heard)
    page.on("console", said)
    page.goto(f"{lab}lab/tree/{BOOK}")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text("Python 3", exact=False).first.wait_for()
    run_the_cell(page)
    page.locator(".jp-OutputArea iframe").wait_for()
    cell = page.frame_locator(".jp-OutputArea iframe")
    cell.locator(".card").first.wait_for()
    cell.locator(".map canvas").first.wait_for()
    cell.locator("#first-view").wait_for(state="detached")
    expect(cell.get_by_text("Luohu community").first).to_be_visible()
    assert strays == [] and complaints == []
    page.context.close()
