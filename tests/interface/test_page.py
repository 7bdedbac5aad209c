"""The first page in a real browser: what a planner sees and does with it.

Opening the page takes seconds, so tests share one where they leave it as they found it, or say what they
leave: `chinese` stays as it opened, `english` gets another scenario and a result from its last tests.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.interface.conftest import until
from tests.interface.towns import DAYS, TITLE
from workbench.language import Text

pytestmark = pytest.mark.browser

ZH = Text(language="zh")


@pytest.fixture(scope="module")
def opened_chinese(lasting_visit):
    """The page as it opens for somebody who has never seen it: Chinese, light, wide."""
    return settled(lasting_visit())


@pytest.fixture(scope="module")
def opened_english(lasting_visit):
    """The same in English."""
    return settled(lasting_visit("?lang=en"))


@pytest.fixture
def chinese(opened_chinese):
    """The Chinese page, in front: behind another a page hardly draws, and everything takes seconds."""
    opened_chinese.page.bring_to_front()
    return opened_chinese


@pytest.fixture
def english(opened_english):
    """The English page, in front."""
    opened_english.page.bring_to_front()
    return opened_english


def settled(seen: object) -> object:
    """A visit to a page that has settled."""
    settle(seen.page)
    return seen


def settle(page: object) -> None:
    """Wait until the page is ready and has drawn what it knows: idle, fonts there, two frames on."""
    page.wait_for_function("() => Bokeh.documents.length > 0 && Bokeh.documents[0].is_idle")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def chosen(page: object) -> list[str]:
    """What the selectors show."""
    return [text.strip() for text in page.locator(".MuiSelect-select").all_inner_texts()]


def choose(page: object, number: int, label: str) -> None:
    """Choose `label` in the selector of that number."""
    page.locator(".MuiSelect-select").nth(number).click()
    page.locator(".MuiMenuItem-root").get_by_text(label, exact=True).click()


def shows(page: object, number: int, label: str) -> None:
    """Wait until the selector of that number shows `label`."""
    page.locator(".MuiSelect-select").nth(number).filter(has_text=label).wait_for()


def canvas_is_painted(page: object) -> None:
    """Wait until the map's canvas shows more than a few colours."""
    code = """(canvas) => {
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
      const seen = new Set()
      for (let i = 0; i < pixels.length; i += 4000) { seen.add(pixels.slice(i, i + 3).join()) }
      return seen.size }"""
    until(page, lambda: page.locator(".map canvas").evaluate(code) > 5)


def test_the_first_view_shows_the_finished_baseline(chinese):
    """Numbers and map of Luohu are there without a click, from this origin alone, without complaints."""
    seen = chinese
    seen.page.locator(".card").nth(9).wait_for()
    canvas_is_painted(seen.page)
    expect(seen.page.locator(".card .value").first).to_have_text(re.compile(r"\d"))
    seen.clean()


def test_every_chart_is_drawn_when_it_comes_into_view(chinese):
    """Six charts, each with a title, a sentence and a drawing of its own."""
    charts = chinese.page.locator(".figure")
    expect(charts).to_have_count(6)
    for number in range(6):
        charts.nth(number).scroll_into_view_if_needed()
        charts.nth(number).locator("canvas").first.wait_for()
    sentences = chinese.page.locator(".sentence")
    expect(sentences).to_have_text([re.compile(r"\S.{8,}", re.S)] * 6)
    chinese.clean()


def test_the_table_behind_a_chart_opens_and_closes(english):
    """The button shows the rows the figure was drawn from."""
    seen = english
    button = seen.page.get_by_role("button", name="Show table").first
    button.scroll_into_view_if_needed()
    button.click()
    seen.page.locator(".tabulator-row").first.wait_for()
    seen.page.get_by_role("button", name="Hide table").first.click()
    seen.page.locator(".tabulator-row").first.wait_for(state="detached")
    seen.clean()


def test_language_switches_live_and_keeps_the_selections(chinese):
    """The words change, the chosen colouring and the opened scenario do not."""
    seen, page = chinese, chinese.page
    choose(page, 1, ZH.measure("coverage"))
    page.locator(".ramp").wait_for()
    shows(page, 1, ZH.measure("coverage"))
    before = chosen(page)
    page.get_by_role("button", name="EN").click()
    page.get_by_text("What stands out").wait_for()
    settle(page)
    shows(page, 1, "Coverage")
    expect(page.locator(".ramp")).to_be_visible()
    page.get_by_role("button", name=ZH("language.zh")).click()
    page.get_by_text(ZH("simulation.findings")).wait_for()
    for number, label in enumerate(before):
        shows(page, number, label)
    seen.clean()


def test_dark_and_light_switch_live(chinese):
    """One click, and paper and text change places in brightness."""
    seen, page = chinese, chinese.page
    brightness = "() => getComputedStyle(document.documentElement).getPropertyValue('--gw-paper').trim()"
    assert page.evaluate(brightness) == "#FFFFFF"
    page.get_by_role("button", name=ZH("app.theme")).click()
    page.wait_for_function(f"({brightness})() === '#161E1D'")
    paper = "(map) => getComputedStyle(map.querySelector('.tools')).backgroundColor"
    until(page, lambda: page.locator(".map").evaluate(paper) == "rgb(22, 30, 29)")
    page.get_by_role("button", name=ZH("app.theme")).click()
    page.wait_for_function(f"({brightness})() === '#FFFFFF'")
    seen.clean()


@pytest.mark.nightly
def test_the_navigation_minds_the_width_of_the_window(visit, english):
    """Open beside the page on a wide window; closed on a narrow one, so that nothing covers the page."""
    english.page.locator(".sidebar").get_by_text("Simulation").wait_for()
    narrow = visit("?lang=en&theme=dark", width=420, height=900)
    settle(narrow.page)
    narrow.page.wait_for_timeout(1500)  # what must not open has the time to open
    assert not narrow.page.locator(".sidebar").get_by_text("Simulation").is_visible()
    narrow.page.wait_for_function("() => document.documentElement.scrollWidth <= window.innerWidth")
    narrow.clean()


FIELDS = ["Days", "Replications", "Seed"]


def fill(page: object, label: str, value: int) -> None:
    """Type a number into a field."""
    box = page.locator("input[type=text]").nth(FIELDS.index(label))
    box.fill(str(value))
    box.press("Enter")
    box.press("Tab")


def test_the_map_zooms_pans_and_tells_about_a_block(english):
    """Buttons, keys and pointer; the tooltip names grid and households."""
    seen, page = english, english.page
    canvas = page.locator(".map canvas")
    picture = "(canvas) => canvas.toDataURL().length"
    first = canvas.evaluate(picture)
    page.get_by_role("button", name="Zoom in").click()
    until(page, lambda: canvas.evaluate(picture) != first)
    canvas.focus()
    page.keyboard.press("0")
    page.keyboard.press("ArrowLeft")
    settle(page)
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".tip .title")).to_contain_text("Luohu")
    expect(page.locator(".tip")).to_contain_text("Households")
    page.keyboard.press("]")
    expect(page.locator(".live")).to_contain_text("blocks")
    seen.clean()


def test_a_run_can_be_cancelled_and_another_started(english):
    """Cancel ends the work at once; the baseline stays on the page and Run is ready again."""
    seen, page = english, english.page
    fill(page, "Days", 700)
    fill(page, "Replications", 20)
    page.get_by_role("button", name="Run simulation").click()
    page.get_by_text(re.compile(r"^Running")).wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled").wait_for()
    expect(page.get_by_text(re.compile("Baseline shipped")).first).to_be_visible()
    expect(page.get_by_role("button", name="Run simulation")).to_be_enabled()
    seen.clean()


def test_a_run_reports_progress_and_its_result_is_compared_with_the_baseline(english):
    """Run, watch the bar, read the differences on the cards."""
    seen, page = english, english.page
    choose(page, 0, TITLE)
    fill(page, "Days", DAYS)  # what the baseline measured: other spans are not compared
    fill(page, "Replications", 2)
    page.get_by_role("button", name="Run simulation").click()
    page.get_by_role("progressbar").first.wait_for()
    page.get_by_text(re.compile(r"^Running · [1-9]")).wait_for()
    page.get_by_text(re.compile(r"^Done in")).wait_for()
    page.get_by_text(re.compile("Your run")).first.wait_for()
    page.locator(".change").nth(7).wait_for()  # at least eight cards say a difference
    seen.clean()


def test_a_scenario_without_result_says_what_to_do(english):
    """Another scenario opens on its map; it has no shipped result, and the page says how to get one."""
    seen, page = english, english.page
    page.locator(".MuiSelect-select").first.click()
    page.locator(".MuiMenuItem-root").nth(1).click()
    page.get_by_text(re.compile("no result yet")).first.wait_for()
    page.locator(".card").first.wait_for(state="detached")
    canvas_is_painted(page)
    seen.clean()


@pytest.mark.nightly
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_screenshots(visit, tmp_path_factory, language, theme):
    """Wide, and some narrow, for people to look at; kept in the temporary folder of the test run."""
    folder = tmp_path_factory.getbasetemp() / "screenshots"
    folder.mkdir(exist_ok=True)
    sizes = [(1560, 1000)] + [(420, 900)] * ((language, theme) in {("zh", "light"), ("en", "dark")})
    for width, height in sizes:
        seen = visit(f"?lang={language}&theme={theme}", width, height)
        settle(seen.page)
        path = Path(folder, f"{language}-{theme}-{width}.png")
        seen.page.screenshot(path=path)
        assert path.stat().st_size > 20_000
        seen.clean()
