"""The grids page in a real browser: paint, undo, lock, propose, accept, files, a server that is killed."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.tracked import ROOT
from tests.interface.conftest import free_port

pytestmark = pytest.mark.browser

SIDE, GRIDS = 8, 4
FIND = """() => {
  const look = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.blockMap?.gridOf && each.clientWidth > 100) { return each.blockMap }
      if (each.shadowRoot) { const found = look(each.shadowRoot); if (found) { return found } }
    }
    return null
  }
  document.gwMap = look(document)
  return Boolean(document.gwMap?.view)
}"""
TILE = """([name, value]) => {
  const look = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.matches(`.tile[data-tile=${name}]`)) { return each.querySelector(".value").textContent.trim() }
      if (each.shadowRoot) { const found = look(each.shadowRoot); if (found != null) { return found } }
    }
    return null
  }
  return look(document) === value
}"""
WHERE = """(block) => { const map = document.gwMap, box = map.canvas.getBoundingClientRect()
  return [box.x + map.x + map.scale * map.cx[block], box.y + map.y - map.scale * map.cy[block]] }"""


@dataclass
class Server:
    """A workbench of a small lattice that can be killed and started again on the same workspace."""

    port: int
    workspace: Path
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Until it answers."""
        words = [sys.executable, "-m", "benchmarks._lattice", str(self.port), str(self.workspace), str(SIDE)]
        self.process = subprocess.Popen([*words, str(GRIDS)], cwd=ROOT, stderr=subprocess.DEVNULL)
        for _ in range(600):
            assert self.process.poll() is None
            try:
                urllib.request.urlopen(self.url, timeout=20).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """As a crash would."""
        self.process.kill()
        self.process.wait(timeout=20)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://localhost:{self.port}/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests of this file."""
    made = Server(free_port(), tmp_path_factory.mktemp("grids"))
    made.start()
    yield made
    made.kill()


@dataclass
class Desk:
    """The page as a planner handles it."""

    page: object
    complaints: list[str]

    def tile(self, name: str) -> str:
        """A big number."""
        return self.page.locator(f".tile[data-tile={name}] .value").inner_text().strip()

    def wait(self, name: str, value: str) -> None:
        """Until a big number is this."""
        self.page.wait_for_function(TILE, arg=[name, value], timeout=20_000)

    def tap(self, *blocks: int) -> None:
        """One stroke a block."""
        for block in blocks:
            self.page.mouse.click(*self.page.evaluate(WHERE, block))

    def drag(self, first: int, last: int) -> None:
        """One stroke from block to block."""
        self.page.mouse.move(*self.page.evaluate(WHERE, first))
        self.page.mouse.down()
        self.page.mouse.move(*self.page.evaluate(WHERE, last), steps=6)
        self.page.mouse.up()

    def key(self, *keys: str) -> None:
        """Keys on the map."""
        self.page.evaluate("() => document.gwMap.canvas.focus()")
        for key in keys:
            self.page.keyboard.press(key)

    def grids(self) -> list[int]:
        """The grid of every block, as the map shows it."""
        return self.page.evaluate("() => [...document.gwMap.gridOf]")

    def done(self) -> None:
        """Until the job at hand is over."""
        self.page.get_by_text(re.compile("^Done in")).first.wait_for(timeout=120_000)


@dataclass
class Room:
    """One window for the file, and the page that is open in it: opening is what takes longest."""

    window: object
    server: Server
    desk: Desk | None = None

    def open(self, query: str = "") -> Desk:
        """A new page."""
        page, complaints = self.window.new_page(), []
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{self.server.url}?lang=en&page=grids{query}", wait_until="commit")
        page.wait_for_selector(".tile .value", timeout=60_000)
        page.wait_for_function(FIND, timeout=30_000)
        page.wait_for_timeout(400)
        return Desk(page, complaints)

    def current(self) -> Desk:
        """The page that is open, or a new one."""
        if self.desk is None or self.desk.page.is_closed():
            self.desk = self.open()
        return self.desk


@pytest.fixture(scope="module")
def room(browser: object, server: Server) -> Iterator[Room]:
    """The window."""
    made = browser.new_context(viewport={"width": 1500, "height": 1000}, accept_downloads=True)
    yield Room(made, server)
    made.close()


def test_paint_undo_lock_keys_and_a_killed_server(room, server):
    """Strokes count at once, undo and redo stroke by stroke, locks hold; the plan survives a kill -9."""
    at = room.current()
    at.key("2", "t")
    at.tap(0, 1)
    at.wait("moved", "2")
    assert at.grids()[:3] == [1, 1, 0]
    at.key("z")
    at.wait("moved", "1")
    at.key("y")
    at.wait("moved", "2")
    at.key("x")  # a box over the corner of nine blocks, two of which are there already
    at.drag(0, 2 * SIDE + 2)
    at.wait("moved", "6")
    at.key("z", "z", "z")
    at.wait("moved", "0")
    at.key("1", "k", "2", "t")  # grid 1 locked: nothing leaves it
    at.page.wait_for_function("() => document.gwMap.model.locked.length === 1")
    at.tap(0)
    at.page.wait_for_timeout(300)
    assert at.tile("moved") == "0" and at.grids()[0] == 0
    at.key("u", "ArrowUp", "ArrowUp", "Enter")  # by key: the middle's neighbour into none
    at.wait("unassigned", "1")
    at.page.get_by_text("1 blocks are in no grid").wait_for(timeout=10_000)
    at.page.get_by_role("button", name="New grid").click()
    at.page.wait_for_function("() => document.gwMap.model.labels.length === 5")
    before = at.grids()
    server.kill()
    at.page.close()
    server.start()
    again = room.current()
    assert again.grids() == before
    assert again.tile("unassigned") == "1"
    assert len(again.page.evaluate("() => document.gwMap.model.locked")) == 1
    again.key("z", "z", "z")
    again.wait("unassigned", "0")
    assert all("WebSocket" in each or "ERR_" in each for each in at.complaints), at.complaints
    assert again.complaints == []


def test_propose_compare_accept_repair_and_simulate(room):
    """A proposal beside the plan, taken over as one stroke; then a repair; then both plans simulated."""
    at = room.current()
    page = at.page
    page.get_by_role("button", name="Propose").click()
    at.done()
    page.get_by_role("button", name="Compare").first.click()
    page.get_by_text(re.compile("blocks differ")).wait_for(timeout=15_000)
    assert len([c for c in page.locator(".map canvas.canvas").all() if c.is_visible()]) == 2
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_role("button", name="Reject all").wait_for(state="hidden", timeout=15_000)
    page.wait_for_function(FIND, timeout=15_000)
    assert float(at.tile("deviation").rstrip("%")) <= 5.0
    accepted = at.grids()
    at.key("2", "x")
    at.drag(0, 3 * SIDE + 2)
    page.get_by_text(re.compile("Broken or over a limit")).wait_for(timeout=15_000)
    page.get_by_role("button", name="Repair, few moves").click()
    page.get_by_text(re.compile("^Repair · ")).first.wait_for(timeout=120_000)
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_text("Every rule is kept").wait_for(timeout=15_000)
    at.key("z", "z")
    page.wait_for_function("(was) => document.gwMap.gridOf.every((g, b) => g === was[b])", arg=accepted)
    fields = page.locator("input[type=text]")
    for number, value in enumerate(("3", "2")):
        box = fields.nth(fields.count() - 5 + number)
        box.fill(value)
        box.press("Tab")
    page.get_by_role("button", name="Simulate against the saved plan").click()
    page.get_by_text(re.compile("the same draws for both plans")).wait_for(timeout=120_000)
    assert at.complaints == []


def test_files_versions_and_a_read_only_link(room, tmp_path):
    """A list goes out and comes back after a preview; faults stop it; a kept version opens read-only."""
    at = room.current()
    page = at.page
    with page.expect_download() as waiting:
        page.get_by_role("button", name="grids.csv").click()
    file = Path(waiting.value.path())
    text = file.read_text()
    assert text.startswith("block,grid\n") and text.count("\n") == SIDE * SIDE + 1
    before = at.grids()
    broken = tmp_path / "broken.csv"
    broken.write_text(text.replace("b00001", "nowhere"))
    page.locator("input[type=file]").set_input_files(str(broken))
    page.get_by_text(re.compile("block nowhere")).wait_for(timeout=15_000)
    assert at.grids() == before
    swapped = tmp_path / "swapped.csv"
    swapped.write_text(re.sub(r"b00001,.*", "b00001,lattice-3", text))
    page.locator("input[type=file]").set_input_files(str(swapped))
    page.get_by_text(re.compile("1 blocks would change")).wait_for(timeout=15_000)
    assert at.grids() == before
    page.get_by_role("button", name="Apply").click()
    page.wait_for_function("() => document.gwMap.model.labels[document.gwMap.gridOf[0]].endsWith('3')")
    page.get_by_label("Name").last.fill("for the town")
    page.get_by_role("button", name="Keep").click()
    link = page.get_by_role("link", name=re.compile("version="))
    link.wait_for(timeout=15_000)
    kept = at.grids()
    seen = room.open("&" + link.get_attribute("href").split("?", 1)[1].replace("page=grids&", ""))
    seen.page.get_by_text(re.compile("Read-only: version")).wait_for(timeout=15_000)
    assert seen.grids() == kept
    assert not seen.page.evaluate("() => document.gwMap.model.editable")
    assert seen.complaints == [] and at.complaints == []
