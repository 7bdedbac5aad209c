"""The one-file report: figures, numbers, assumptions, provenance; nothing from the network."""

from __future__ import annotations

import re

import pytest

from models.experiments.provenance import versions
from models.experiments.warmup import told_warmup
from models.measures.daily import DAILY
from models.scenario.folder import read_scenario
from models.scenario.shipped import scenario_folder
from workbench.language import Text
from workbench.report.run_report import run_report
from workbench.report.stress import ITEMS
from workbench.results import read_result

ABOUT = {"versions": versions(), "start": "2026-03-02", "timezone": "Asia/Shanghai", "attribution": ""}


CHECKS = {
    "warmup": told_warmup("x", [dict.fromkeys(DAILY, [1.0, 2.0] * 35)] * 2, 28),
    "theory": {
        "desks": [
            {"desk": "luohu-1.handler", "offered_load": 2.5, "staff": 2, "queue": "M/G/2",
             "theory_wait": None, "wait": {"mean": 77.5}, "zh": "never <settles>", "en": "never <settles>"},
        ],
        "left_out": [
            {"what": "patrol", "offered_load": 10.9, "staff": 8, "zh": "no queue", "en": "a patrol <walks>"},
        ],
    },
}  # fmt: skip


@pytest.mark.nightly
def test_a_report_of_kept_runs_checks_them() -> None:
    """Five series with what MSER says of them, and every desk beside its queue; text is escaped."""
    t = Text(language="en")
    result = read_result(scenario_folder("luohu") / "baseline")
    told = run_report(result, read_scenario("luohu"), ABOUT, "en", inline=False, checks=CHECKS)
    assert told.count("<figure>") == 6 + len(DAILY) and t("report.warmup") in told
    assert "the configured warm-up of 28 days covers it" in told
    assert f"{t.grid('luohu-1')} · {t('role.handler')}" in told
    assert "<p>a patrol &lt;walks&gt;</p>" in told
    assert "never &lt;settles&gt;" in told and "2.50 / 2" in told and "77.5" in told


@pytest.mark.nightly
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_says_everything_in_one_file(language: str) -> None:
    scenario = read_scenario("luohu")
    result = read_result(scenario_folder("luohu") / "baseline")
    t = Text(language=language)
    told = run_report(result, scenario, ABOUT, language, inline=False)
    for words in (
        result.summary["fingerprint"], result.summary["digest"], t.measure("coverage"), t("on_time.title"),
        t("report.stress"), t("assumption.hazards.burn_in_weeks"), ABOUT["versions"]["simpy"],
    ):  # fmt: skip
        assert words in told
    assert told.count("<figure>") == 6 and all(f"<td>{item}</td>" in told for item in ITEMS)
    assert not re.search(r"""(src|href)=["'](https?:)?//""", told)
    assert "{" not in re.sub(r"<(script|style).*?</\1>", "", told, flags=re.S)
