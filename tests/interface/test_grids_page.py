"""The grids page in a real browser: paint, undo, lock, propose, accept, files, a server that is killed."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from benchmarks._lattice import bands, lattice
from tests.house.tracked import ROOT
from tests.interface.conftest import PATIENCE, answers, free_port, new_window, until
from workbench.drafting.carry import shapes_of

pytestmark = pytest.mark.browser

SIDE, GRIDS = 6, 4
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
TOGETHER = """() => {
  const maps = [...document.gwMaps].filter((map) => map.root.isConnected)
  return maps.length === 2 && maps.every((map) => map.whole === false && map.scale === maps[0].scale)
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
        over = time.monotonic() + PATIENCE
        while not answers(self.url):
            assert self.process.poll() is None
            assert time.monotonic() < over, "the server does not answer"
            time.sleep(0.1)

    def kill(self) -> None:
        """As a crash would."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE)

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
        self.page.wait_for_function(TILE, arg=[name, value], polling=50)  # it walks the whole page

    def tap(self, *blocks: int) -> None:
        """One stroke a block."""
        for block in blocks:
            self.page.mouse.click(*self.page.evaluate(WHERE, block))

    def drag(self, first: int, last: int) -> None:
        """One stroke from block to block, a little beyond the middle of both."""
        ends = [self.page.evaluate(WHERE, block) for block in (first, last)]
        (x0, y0), (x1, y1) = ends
        x, y = ((6 if a < b else -6) for a, b in ((x0, x1), (y0, y1)))
        self.page.mouse.move(x0 - x, y0 - y)
        self.page.mouse.down()
        self.page.mouse.move(x1 + x, y1 + y, steps=6)
        self.page.mouse.up()

    def loop(self, *blocks: int) -> None:
        """One stroke through the corners of these blocks, around their middles."""
        places = [self.page.evaluate(WHERE, block) for block in blocks]
        x, y = (sum(each) / len(places) for each in zip(*places, strict=True))
        corners = [(x + 1.25 * (px - x), y + 1.25 * (py - y)) for px, py in places]
        self.page.mouse.move(*corners[0])
        self.page.mouse.down()
        for corner in [*corners[1:], corners[0]]:
            self.page.mouse.move(*corner, steps=3)
        self.page.mouse.up()

    def key(self, *keys: str) -> None:
        """Keys on the map."""
        self.page.evaluate("() => document.gwMap.canvas.focus()")
        for key in keys:
            self.page.keyboard.press(key)

    def fill(self, label: str, value: str) -> None:
        """A number into a field, as by hand."""
        box = self.page.get_by_label(label, exact=True).last
        box.fill(value)
        box.press("Tab")

    def grids(self) -> list[int]:
        """The grid of every block, as the map shows it."""
        return self.page.evaluate("() => [...document.gwMap.gridOf]")

    def shows(self, *grids: int) -> None:
        """Until the first blocks, or all, are in these grids on the map."""
        same = "(wanted) => wanted.every((grid, block) => grid === document.gwMap.gridOf[block])"
        self.page.wait_for_function(same, arg=list(grids))

    def counts(self, what: str, number: int) -> None:
        """Until the map knows so many of them (`labels`: grids, `locked`, `pinned`)."""
        many = "([what, number]) => document.gwMap.model[what].length === number"
        self.page.wait_for_function(many, arg=[what, number])

    def done(self) -> None:
        """Until the job at hand is over."""
        self.page.get_by_text(re.compile("^Done in")).first.wait_for()


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
        page.wait_for_selector(".tile .value")
        page.wait_for_function(FIND)
        return Desk(page, complaints)

    def current(self) -> Desk:
        """The page that is open, or a new one."""
        if self.desk is None or self.desk.page.is_closed():
            self.desk = self.open()
        return self.desk


@pytest.fixture(scope="module")
def room(browser: object, server: Server) -> Iterator[Room]:
    """The window."""
    made = new_window(browser, viewport={"width": 1500, "height": 1000}, accept_downloads=True)
    yield Room(made, server)
    made.close()


@pytest.mark.nightly
def test_strokes_undo_locks_and_keys(room):
    """Strokes of every tool count at once, undo and redo stroke by stroke; locks hold; keys paint too."""
    at = room.current()
    at.key("2", "t")
    at.tap(0, 1)
    at.wait("moved", "2")
    at.shows(1, 1, 0)
    at.key("z")
    at.wait("moved", "1")
    at.key("y")
    at.wait("moved", "2")
    at.key("x")  # a box over the corner of nine blocks, three of which are grid 2's now
    at.drag(0, 2 * SIDE + 2)
    at.wait("moved", "6")
    at.key("z", "3", "l")  # a lasso around four blocks
    at.loop(0, 1, SIDE + 1, SIDE)
    at.wait("moved", "4")
    at.key("z", "4", "a")  # a quarter of the town at one tap
    at.tap(0)
    at.wait("moved", str(2 + (SIDE // 2) ** 2 - 2))
    at.key("z", "z", "z")
    at.wait("moved", "0")
    at.key("1", "k", "2", "t")  # grid 1 locked: nothing leaves it
    at.counts("locked", 1)
    at.tap(0)
    at.page.get_by_text("These blocks or their grid are locked").first.wait_for()
    at.wait("moved", "0")
    at.shows(0)
    at.key("1", "k", "f")  # unlocked; a single block locked by pointer and freed by key
    at.tap(2)
    at.page.wait_for_function("() => document.gwMap.model.pinned.join() === '2'")
    at.key("2", "x")
    at.drag(1, 2)
    at.wait("moved", "1")  # its neighbour went, it stayed
    at.shows(0, 1, 0)
    at.key("z", "z", "y", "z")
    at.counts("pinned", 0)
    at.wait("moved", "0")
    at.key("u", "ArrowUp", "ArrowUp", "Enter")  # by key: the middle's neighbour into none
    at.wait("unassigned", "1")
    at.page.get_by_text("1 blocks are in no grid").wait_for()
    at.key("z")
    at.wait("unassigned", "0")


@pytest.mark.nightly
def test_a_file_goes_out_and_comes_back(room, tmp_path):
    """A list is refused with its faults, previewed, applied; a GeoPackage as well; nothing half done."""
    at = room.current()
    page = at.page
    with page.expect_download() as waiting:
        page.get_by_role("button", name="grids.csv").click()
    text = Path(waiting.value.path()).read_text()
    assert text.startswith("block,grid\n") and text.count("\n") == SIDE * SIDE + 1
    before = at.grids()
    broken = tmp_path / "broken.csv"
    broken.write_text(text.replace("b00001", "nowhere"))
    page.locator("input[type=file]").set_input_files(str(broken))
    page.get_by_text(re.compile("block nowhere")).wait_for()
    assert at.grids() == before
    place, plan = lattice(SIDE), bands(SIDE, GRIDS)
    blocks = dict(zip(place.blocks["block"], ["lattice-3", *plan[1:]], strict=True))
    packed = tmp_path / "grids.gpkg"
    packed.write_bytes(shapes_of(place, blocks, ".gpkg"))
    page.locator("input[type=file]").set_input_files(str(packed))
    page.get_by_text(re.compile("1 blocks would change")).wait_for()
    assert at.grids() == before
    page.get_by_role("button", name="Apply").click()
    page.wait_for_function("() => document.gwMap.model.labels[document.gwMap.gridOf[0]].endsWith('3')")
    at.key("z")
    at.wait("moved", "0")


@pytest.mark.nightly
def test_a_proposal_and_a_repair_are_taken_over(room):
    """Proposals come one by one; one beside the plan, then instead of it; what is broken is repaired."""
    at = room.current()
    page, drawn = at.page, at.grids()
    at.fill("to", str(GRIDS + 1))  # a range: a plan for each number, four grids first
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("button", name="Accept").first.wait_for()
    at.done()
    page.get_by_role("button", name="Compare").first.click()
    page.get_by_text(re.compile("blocks differ")).wait_for()
    expect(page.locator(".map canvas.canvas:visible")).to_have_count(2)
    at.key("+")  # both maps show the same part
    page.wait_for_function(TOGETHER)
    at.key("0")
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_role("button", name="Reject all").wait_for(state="hidden")
    page.wait_for_function(FIND)
    until(page, lambda: at.grids() != drawn and float(at.tile("deviation").rstrip("%")) <= 5.0)
    accepted = at.grids()
    at.key("2", "x")
    at.drag(0, 3 * SIDE + 2)
    page.get_by_text(re.compile("Broken or over a limit")).wait_for()
    page.get_by_role("button", name="Repair, few moves").click()
    page.get_by_text(re.compile("^Repair · ")).first.wait_for()
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_text("Every rule is kept").wait_for()
    at.key("z", "z")
    at.shows(*accepted)
    assert at.complaints == []


@pytest.mark.nightly
def test_two_tabs_and_a_killed_server_lose_nothing(room, server):
    """The second tab sees the first one's stroke and is told; after a kill -9 the plan is there again."""
    at = room.current()
    other = room.open()
    other.page.get_by_role("button", name="New grid").wait_for()
    at.page.bring_to_front()
    at.key("1", "k")
    before = at.grids()
    at.page.get_by_role("button", name="New grid").click()
    at.counts("labels", 5)
    other.page.get_by_text("Changed in another tab").wait_for()
    other.counts("labels", 5)
    other.page.close()
    server.kill()
    at.key("3", "t")
    at.tap(2 * SIDE)  # nobody takes this stroke in, and it is said
    at.page.get_by_text(re.compile("^Not saved")).wait_for()
    at.page.close()
    server.start()
    again = room.current()
    again.shows(*before)
    again.counts("labels", 5)
    again.counts("locked", 1)
    again.key("z", "z")
    again.counts("labels", 4)
    again.counts("locked", 0)
    assert again.complaints == []


@pytest.mark.nightly
def test_both_plans_are_simulated(room):
    """One click: the working plan and the saved one under the same draws, and the map takes the result."""
    at = room.current()
    page = at.page
    for label, value in (("Days", "2"), ("Replications", "2")):
        at.fill(label, value)
    page.get_by_role("button", name="Simulate against the saved plan").click()
    page.get_by_text(re.compile("the same draws for both plans")).wait_for()
    for shown in ("Hazard exposure", "On-time handling", "Households", "Grid"):
        page.get_by_role("combobox", name="Colour by").click()
        page.get_by_role("menuitem", name=re.compile(f"^{shown}")).first.click()
        page.wait_for_function(f"() => document.gwMap.model.by_grid === {str(shown == 'Grid').lower()}")
    assert at.complaints == []


@pytest.mark.nightly
def test_whole_grids_are_split_joined_and_removed(room):
    """Split makes two of one, join one of two, remove leaves blocks in none; each is one stroke."""
    at = room.current()
    page, count = at.page, len(at.page.evaluate("() => document.gwMap.model.labels"))
    at.key("2")
    page.get_by_role("button", name="Split").click()
    at.counts("labels", count + 1)
    page.get_by_role("button", name="Join", exact=True).click()
    at.counts("labels", count)
    at.key("2")
    page.get_by_role("button", name="Remove").click()
    at.counts("labels", count - 1)
    until(page, lambda: int(at.tile("unassigned")) > 0)
    at.key("z", "z", "z")
    at.counts("labels", count)
    at.wait("unassigned", "0")


@pytest.mark.nightly
def test_a_kept_version_opens_read_only(room):
    """A name, a link, and a page that shows the version and lets nobody paint."""
    at = room.current()
    page = at.page
    page.get_by_label("Name").last.fill("for the town")
    page.get_by_role("button", name="Keep").click()
    link = page.get_by_role("link", name=re.compile("version="))
    link.wait_for()
    kept = at.grids()
    seen = room.open("&" + link.get_attribute("href").split("?", 1)[1].replace("page=grids&", ""))
    seen.page.get_by_text(re.compile("Read-only: version")).wait_for()
    seen.shows(*kept)
    assert not seen.page.evaluate("() => document.gwMap.model.editable")
    assert seen.complaints == [] and at.complaints == []
