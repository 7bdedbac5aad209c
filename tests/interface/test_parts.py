"""The parts of the pages without a browser: words, colours, figures, cards, the door of the server."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from models.measures.pairs import READINGS
from models.scenario.faults import RunError
from models.scenario.shipped import scenario_folder
from workbench.catalogue import shipped_catalogue
from workbench.differences import differences
from workbench.language import LANGUAGES, Text, words
from workbench.numbers import interval, percent, plain
from workbench.pages import findings, indicators
from workbench.planner import Planner
from workbench.results import Result, read_result, role_loads
from workbench.security import AddressError, require_loopback
from workbench.theme import DARK, LIGHT, RAMP, SERIES
from workbench.views.frame import Look
from workbench.views.gallery import CHARTS, figure_json
from workbench.views.table import spoken

FOLDER = Path(__file__).parents[2] / "workbench"


@pytest.fixture(scope="module")
def baseline() -> Result:
    """Luohu's shipped result."""
    return read_result(scenario_folder("luohu") / "baseline")


def test_both_languages_have_the_same_keys_and_blanks():
    """A key that one lacks would break the page the moment somebody switches."""
    zh, en = (words(language) for language in LANGUAGES)
    assert set(zh) == set(en)
    blanks = re.compile(r"{(\w+)}")
    assert {key for key in zh if set(blanks.findall(zh[key])) != set(blanks.findall(en[key]))} == set()


@pytest.mark.parametrize("pattern", ["*.py", "*.js", "*.css"])
def test_no_chinese_stands_in_the_code(pattern):
    """Every word on the pages is in the text tables."""
    files = sorted(FOLDER.rglob(pattern))
    assert files
    assert [file.name for file in files if re.search(r"[\u4e00-\u9fff]", file.read_text("utf-8"))] == []


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable_and_series_are_visible(colours):
    """AA: 4.5 for text on both surfaces, 3 for lines and bars."""
    for name in ("accent", "text", "muted", "good", "bad", "warn"):
        for surface in ("paper", "background"):
            assert contrast(colours[name], colours[surface]) >= 4.5, (name, surface)
    assert contrast(colours["paper"], colours["accent"]) >= 4.5  # words on the button
    for colour in SERIES:
        assert contrast(colour, colours["paper"]) >= 3, colour


def test_the_ramp_falls_in_lightness():
    """Order can be read without seeing hue."""
    steps = [luminance(colour) for colour in RAMP]
    assert steps == sorted(steps, reverse=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_every_chart_draws_and_says_what_it_shows(chart, language, baseline):
    """From the shipped baseline: a figure, a sentence with a number in it, a table in words."""
    t = Text(language=language)
    table = baseline.table(chart.table)
    assert not table.empty
    document = json.loads(figure_json(chart.draw(table, t, Look())))
    assert len(document["roots"]) == 1
    sentence = chart.say(table, t)
    assert re.search(r"\d", sentence)
    assert "nan" not in sentence
    assert len(spoken(table, t)) == len(table)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_of_one_replication_has_no_intervals_and_still_draws(chart, baseline):
    """Below two replications low and high are NaN."""
    table = baseline.table(chart.table).assign(low=float("nan"), high=float("nan"), n=1)
    assert "nan" not in chart.say(table, Text(language="en"))
    assert figure_json(chart.draw(table, Text(language="en"), Look(dark=True)))


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_of_nothing_says_so(chart):
    """An empty table is drawn as a remark, not as an error."""
    nothing = pd.DataFrame()
    drawn = figure_json(chart.draw(nothing, Text(language="en"), Look()))
    assert "Nothing to draw" in drawn


class Balance(HTMLParser):
    """Counts tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_show_value_interval_range_and_change(baseline, language):
    """Against a baseline with clearly other values: an arrow, a judgement, an interval."""
    t = Text(language=language)
    other = json.loads(json.dumps(baseline.summary))
    for value in other["measures"].values():
        if value["mean"] is not None:
            value |= {
                key: None if value[key] is None else value[key] - 0.5 for key in ("mean", "low", "high")
            }
    changes = differences(baseline, Result(Path("none"), other | {"runs": []}), indicators.SHOWN)
    markup = indicators.cards(baseline, changes, t)
    reader = Balance()
    reader.feed(markup)
    assert reader.open == []
    assert markup.count('class="card"') >= 12
    assert markup.count("▲") == len(changes)
    assert 'class="change good"' in markup
    assert 'class="change bad"' in markup
    assert t("card.outside") in markup or t("card.inside") in markup


def test_differences_of_apart_runs_add_their_intervals_in_squares():
    """3 and 4 make 5."""
    ours = {"coverage": {"mean": 10.0, "low": 7.0, "high": 13.0, "n": 5, "unit": "share"}}
    base = {"coverage": {"mean": 8.0, "low": 4.0, "high": 12.0, "n": 5, "unit": "share"}}
    summary = {"days": 60, "runs": []}
    found = differences(
        Result(Path("a"), {**summary, "measures": ours}),
        Result(Path("b"), {**summary, "measures": base}),
        ["coverage"],
    )
    assert found == {"coverage": {"mean": 2.0, "low": -3.0, "high": 7.0, "paired": False, "n": 5}}


def replicated(values: list[float], demand: str) -> Result:
    """A result of some replications of seed 1 that measured these coverages."""
    low, high = min(values), max(values)
    cells = {"mean": sum(values) / len(values), "low": low, "high": high, "n": len(values), "unit": "share"}
    rows = [(1, number, "coverage", value) for number, value in enumerate(values)]
    readings = pd.DataFrame(rows, columns=["seed", "replication", "measure", "value"])
    summary = {"days": 60, "demand": demand, "measures": {"coverage": cells}}
    return Result(Path("none"), summary, {READINGS: readings})


@pytest.mark.parametrize("language", LANGUAGES)
def test_runs_of_the_same_demands_are_paired_and_the_card_says_so(language, baseline):
    """The noise both share goes out; another town's replications are no pairs."""
    ours, base = replicated([0.5, 0.7, 0.6], "town"), replicated([0.4, 0.6, 0.5], "town")
    change = differences(ours, base, ["coverage"])["coverage"]
    assert (change["paired"], change["n"]) == (True, 3)
    assert (change["low"], change["high"]) == (pytest.approx(0.1), pytest.approx(0.1))
    t = Text(language=language)
    assert t("card.change_paired", n=3) in indicators.cards(baseline, {"coverage": change}, t)
    apart = differences(ours, replicated([0.4, 0.6, 0.5], "elsewhere"), ["coverage"])["coverage"]
    assert not apart["paired"]
    assert apart["low"] < 0 < apart["high"]


def test_variants_are_compared_with_the_baseline_of_what_they_are_based_on():
    """Inspectors who walk alone beside Luohu; another community has nothing to be compared with."""
    catalogue = shipped_catalogue()
    luohu, solo, jinxi = (catalogue.open(name) for name in ("luohu", "luohu-solo", "jinxi"))
    assert luohu.reference is luohu.baseline is not None
    assert solo.baseline is None
    assert solo.reference is not None
    assert solo.reference.folder == luohu.baseline.folder
    assert jinxi.reference is None


def test_periods_of_other_lengths_are_not_compared(baseline):
    """A week has less hazard exposure than a quarter, and that says nothing about the plan."""
    week = Result(Path("none"), {**baseline.summary, "days": 7})
    assert differences(week, baseline, indicators.SHOWN) == {}


def test_the_baseline_opens_with_its_story(baseline):
    """Inspectors have more work than people, handlers and operators less: the first line says it."""
    loads = {load.role: load for load in role_loads(baseline)}
    assert loads["inspector"].share > 1
    assert loads["handler"].share < 0.6
    first = findings.findings(baseline, Text(language="en")).split("</li>")[0]
    assert 'class="over"' in first
    assert "Inspector" in first


def test_a_folder_without_a_result_is_refused_in_words(tmp_path):
    """Missing, broken and incomplete summaries each say what is wrong."""
    with pytest.raises(RunError, match=r"summary\.json"):
        read_result(tmp_path)
    (tmp_path / "summary.json").write_text("{")
    with pytest.raises(RunError, match="JSON"):
        read_result(tmp_path)
    (tmp_path / "summary.json").write_text('{"scenario": "x"}')
    with pytest.raises(RunError) as error:
        read_result(tmp_path)
    assert len(error.value.faults) == 7


def test_numbers_are_written_for_readers():
    """Thousands apart, a true minus, no nan, a dash for nothing."""
    assert [plain(12345.6), plain(0.123, 2), plain(-3.21), plain(float("nan")), plain(None)] == [
        "12,346",
        "0.12",
        "−3.2",
        "–",
        "–",
    ]
    assert percent(0.9312) == "93.1"
    assert interval(0.901, 0.942, "share") == "90.1–94.2"
    assert interval(None, None, "share") == ""
    assert plain(-0.01) == "0.0"


def test_a_run_that_ends_elsewhere_does_not_take_the_page():
    """A planner who has turned to another scenario keeps it; coming back shows the run."""
    planner = Planner()
    planner.choose("luohu-solo")
    planner.finish("luohu", "somewhere")
    assert (planner.scenario, planner.shown) == ("luohu-solo", "")
    planner.choose("luohu")
    assert planner.shown == "somewhere"


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_the_server_listens_to_this_machine(address):
    """Loopback addresses are fine."""
    require_loopback(address)


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "", "::", "192.168.1.5", "example.org", "localhost.example.org"]
)
def test_the_server_refuses_any_other_address_and_says_why(address):
    """Without sign-in nobody else may reach it."""
    with pytest.raises(AddressError, match="no sign-in"):
        require_loopback(address)
