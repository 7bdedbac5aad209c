"""The theory check of a scenario: every desk with a queue, in both languages, the same from kept runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.experiments.simulate import simulate
from models.experiments.theory_check import theory_check
from models.measures.nearest_queue import Reason
from models.scenario.folder import read_scenario
from models.scenario.words import Role
from models.text.names import LANGUAGES, names
from models.workload.service import service_of

TINY = "checks/two-grids"


def test_every_desk_is_set_beside_its_queue(tmp_path: Path) -> None:
    live = theory_check(TINY, days=5, replications=2)
    assert {row["role"] for row in live["desks"]} == {"operator", "handler", "town_team"}
    assert live == theory_check(
        simulate(TINY, 5, 2, None, "serial", str(tmp_path), structural=False)["result"]
    )
    json.dumps(live, allow_nan=False)
    assert [row["what"] for row in live["left_out"]][:2] == ["patrol", "department"]
    assert all("{" not in row["zh"] + row["en"] and row["zh"] != row["en"] for row in live["left_out"])
    for row in live["desks"]:
        assert row["queue"].endswith(f"/{row['staff']}") and row["reason"] in list(Reason)
        assert "{" not in row["zh"] + row["en"] and row["zh"] != row["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    assert list(names("queue_reason", language)) == list(Reason)


def test_the_time_of_a_piece_of_work_is_that_of_the_assumptions() -> None:
    """Travel lengthens a handler's visit and makes it vary less; patrol has no queue."""
    scenario = read_scenario(TINY)
    a = scenario.assumptions
    assert service_of(scenario, Role.OPERATOR) == (a.desks.operator_minutes, a.desks.operator_cv)
    mean, cv = service_of(scenario, Role.HANDLER)
    assert mean > a.handling.minutes_mean and cv < a.handling.minutes_cv
    assert mean * cv == pytest.approx(a.handling.minutes_mean * a.handling.minutes_cv)
    with pytest.raises(KeyError):
        service_of(scenario, Role.INSPECTOR)


@pytest.mark.nightly
def test_luohu_says_which_desk_waits_and_why() -> None:
    """Grid 8's handlers are busiest and wait longest among handlers; nothing is overloaded but patrol."""
    rows = {row["desk"]: row for row in theory_check("luohu", replications=2)["desks"]}
    handlers = {desk: row["wait"]["mean"] for desk, row in rows.items() if row["role"] == "handler"}
    assert max(handlers, key=lambda desk: handlers[desk]) == "luohu-8.handler"
    assert all(row["theory_wait"] is not None for row in rows.values())
