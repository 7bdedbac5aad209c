"""Charts of the statistics: they draw what they are given, and say it in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from workbench.language import LANGUAGES, Text
from workbench.views import response, screening, tornado, warmup
from workbench.views.frame import Look
from workbench.views.gallery import figure_json

LOOK = Look(False)
SPAN = {"mean": 0.02, "low": 0.01, "high": 0.03, "n": 5}
NONE = {"mean": None, "low": None, "high": None, "n": 0}
BACK = {"mean": -0.05, "low": -0.07, "high": -0.03, "n": 5}
MINUTES, SPEED = "assumptions.handling.minutes_mean", "assumptions.patrol.walking_km_h"
COVERAGE = {"measure": "coverage", "unit": "share"}


def steady(**changes: Any) -> dict[str, Any]:
    days = list(range(28))
    return {
        "name": "open_cases", "day": days, "mean": [float(min(d, 10)) for d in days],
        "low": [None] * 28, "high": [None] * 28, "n": [1] * 28, "truncation_day": 7, "steady": True,
        "configured_days": 14, "covered": True, **changes,
    }  # fmt: skip


def swings(shown: bool = True) -> dict[str, Any]:
    rows = [
        {"factor": MINUTES, "low_value": 15.0, "high_value": 60.0, "at_low": SPAN, "at_high": BACK},
        {"factor": SPEED, "low_value": 4.0, "high_value": 5.0, "at_low": NONE, "at_high": NONE},
    ]
    return {**COVERAGE, "rows": [{**row, "shown": shown and row["at_low"] is SPAN} for row in rows]}


def curve(values: list[Any], shown: bool = True) -> dict[str, Any]:
    cell = {"low": 0.6, "high": 0.95, "n": 4, "difference": SPAN, "shown": shown}
    rows = [{"value": value, "mean": 0.7 + n / 10, **cell} for n, value in enumerate(values)]
    return {**COVERAGE, "factor": "plan.grids.*.staffing.handlers", "base_value": 2, "rows": rows}


def screened(method: str, shown: bool = True) -> dict[str, Any]:
    morris = {"mu": 0.1, "mu_star": 0.1, "low": 0.05, "high": 0.2, "sigma": 0.01, "noise": 0.02}
    sobol = {"first": SPAN, "total": {**SPAN, "mean": 0.6}}
    rows = [{"factor": MINUTES, "shown": shown, **(morris if method == "morris" else sobol)}]
    return {**COVERAGE, "method": method, "rows": rows}


def drawn(figure: Any) -> Mapping[str, Any]:
    found = json.loads(figure_json(figure))
    assert found["roots"]
    return found


def test_every_chart_draws() -> None:
    t = Text(language="zh")
    drawn(warmup.draw(steady(), t, LOOK))
    drawn(tornado.draw(swings(), t, LOOK))
    drawn(response.draw(curve([1, 2, 3]), t, LOOK))
    drawn(response.draw(curve(["nearest", "weighted"]), t, LOOK))
    drawn(screening.draw(screened("morris"), t, LOOK))
    drawn(screening.draw(screened("sobol"), t, LOOK))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_says_what_it_shows(language: str) -> None:
    t = Text(language=language)
    sentences = [
        *(warmup.say(found, t) for found in (steady(), steady(covered=False), steady(steady=False))),
        *(tornado.say(swings(shown), t) for shown in (True, False)),
        *(response.say(curve([1, 2], shown), t) for shown in (True, False)),
        *(screening.say(screened(how, shown), t) for how in ("morris", "sobol") for shown in (True, False)),
    ]
    assert len(set(sentences)) == len(sentences)
    assert not any("{" in sentence or "nan" in sentence for sentence in sentences)


def test_the_tables_behind_them_keep_every_number() -> None:
    t = Text(language="en")
    assert len(warmup.table(steady())) == 28
    told = tornado.table(swings(), t)
    assert told["at_high_mean"][0] == -0.05 and told["factor"][0] == t("assumption.handling.minutes_mean")
    assert list(response.table(curve([1, 2]))["difference_mean"]) == [0.02, 0.02]
    assert screening.table(screened("morris"), t)["noise"][0] == 0.02
    assert screening.table(screened("sobol"), t)["total_mean"][0] == 0.6


def test_nothing_to_draw_is_said() -> None:
    t = Text(language="en")
    for view, found in (
        (tornado, {**COVERAGE, "rows": []}),
        (response, {**curve([]), "rows": []}),
        (screening, {**COVERAGE, "method": "morris", "rows": []}),
    ):
        assert view.say(found, t) == t("figure.nothing")
