"""The compiled twin gives every case the times that SimPy gives it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from models.measures.twin_reading import late_by_desk, read_lateness, read_measures
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario
from models.scenario.tables import CaseOutcome
from models.simulation import twin_kernel as k
from models.simulation.setting import make_setting
from models.simulation.tables import outcome_tables
from models.simulation.twin import TwinOutcome, run_twin
from models.simulation.twin_births import finds_of, fresh_stream
from models.simulation.twin_record import record
from models.simulation.twin_rules import make_rules
from tests.builders import BUSY, community, few_items

FATE = {
    CaseOutcome.OPEN: k.OPEN,
    CaseOutcome.CLOSED: k.ENDED,
    CaseOutcome.CANCELLED: k.CANCELLED,
    CaseOutcome.DUPLICATE: k.DUPLICATE,
}
FACTS = (
    k.OUTCOME, k.REGISTERED, k.CLOSED, k.REWORK, k.BOUNCES, k.EXTENSIONS, k.SUSPENDED, k.VISITS, k.STEPS,
    k.REOPENED, k.RESTED, k.LEVEL, k.CLOSURE,
)  # fmt: skip


def both(scenario: Scenario, replication: int = 0) -> tuple[TwinOutcome, Counter[str]]:
    """Simulate in full, let the twin live through the same births, compare every fact of every case."""
    stream, town = record(scenario, replication)
    begin = scenario.spec.warmup_days * 86_400
    twin = run_twin(make_rules(scenario, begin, town.end), stream)
    cases = list(town.flow.cases.values())
    # this also grants the extensions that were due by the end
    due_minutes = outcome_tables(town)["cases"].set_index("case")["due"]
    row_of = {int(number): row for row, number in enumerate(twin.cases[:, k.KEY])}
    seen: Counter[str] = Counter()
    for case in cases:
        if case.number not in row_of:
            assert case.needs == 0  # settled on the spot: never came to a desk
            continue
        row = row_of[case.number]
        told = (
            FATE[case.outcome], case.registered, case.closed, case.rework, case.bounces, case.extensions,
            case.suspended, case.site_visits, case.desk_steps, case.reopened, case.rested, case.at,
            round(60 * due_minutes[case.number]),
        )  # fmt: skip
        assert tuple(int(twin.state[row, fact]) for fact in FACTS) == told, case
        handles = {stage.level: stage for stage in case.stages if stage.stage == "handle"}
        for level, stage in handles.items():
            mine = [
                int(twin.state[row, column + level - 1])
                for column in (k.HANDLE_BEGIN, k.HANDLE_DUE, k.HANDLE_END)
            ]
            assert mine == [stage.begin, stage.due, stage.end], case
        seen["cases"] += 1
        seen["rework"] += case.rework
        seen["bounced"] += case.bounces
        seen["suspended"] += case.suspended > 0
        seen["extended"] += case.extensions
        seen["reopened"] += case.reopened
        seen["second visits"] += case.site_visits > 1
        seen["duplicates"] += case.outcome is CaseOutcome.DUPLICATE
        seen["town"] += case.at >= 2
        seen["district"] += case.at == 3
        seen["urgent at night"] += case.urgent and not scenario.calendar.is_open(case.reported)
    seen["on-site looks"] = len(stream.waits)
    return twin, seen


def busy(seed: int, **more: object) -> Scenario:
    """A small town where everything that may happen to a case happens."""
    said = {
        "grids": 3, "premises": 40, "days": 14, "items": few_items(), "population": 4000,
        "changes": {**BUSY, "limits.extension_share": 0.8}, "spec": {"seed": seed},
    }  # fmt: skip
    return community(**{**said, **more})  # type: ignore[arg-type]


WAYS = (
    {"pooled": {"handlers": True, "operators": True}, "policies": {"discipline": "priority"}},
    {"duty": {"operators": 0, "handlers": 0}, "policies": {"discipline": "fifo"}},
    {"duty": {"operators": 1, "handlers": 1}, "town": {"teams": 1, "department_officers": 1}},
    {"pooled": {"handlers": True, "operators": False}, "handlers": 2, "town": {"teams": 1}},
)


def test_small_networks_case_by_case():
    """Pooling, duty rosters, disciplines, staffed departments; everything is exercised at least once."""
    total: Counter[str] = Counter()
    for seed, way in enumerate(WAYS):
        twin, seen = both(busy(seed, **way))
        total += seen
        total["duty roster"] += int(
            sum(b for b, s in zip(twin.busy_seconds, twin.rules.stations, strict=True) if s.off_hours) > 0
        )
        total["pooled"] += any(
            len(s.grids) > 1 and not s.off_hours and s.role != "town_team" for s in twin.rules.stations
        )
    for what in (
        "rework", "bounced", "suspended", "extended", "reopened", "second visits", "duplicates", "town",
        "district",
        "urgent at night", "on-site looks", "duty roster", "pooled",
    ):  # fmt: skip
        assert total[what] > 0, what


def test_a_shipped_scenario_case_by_case():
    """A real town's fortnight, with weekends, the official calendar and the patrol's re-inspections."""
    twin, seen = both(read_scenario("jinxi").with_spec(days=10, warmup_days=4))
    assert seen["cases"] > 50
    assert twin.events > 500


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["luohu", "luohu-pooled", "luohu-citizens", "luohu-rollout", "lixiong"])
def test_every_shipped_scenario_case_by_case(name):
    """The whole period of every scenario that ships."""
    scenario = read_scenario(name)
    begin = 0 if scenario.spec.initial == "rollout" else scenario.spec.warmup_days
    _, seen = both(scenario.with_spec(warmup_days=begin))
    assert seen["cases"] > 300


def test_rates_are_those_of_the_full_simulation():
    """On-time rates by level of the twin are those measured from the full tables."""
    from models.measures.reading import read
    from models.simulation.run import simulate

    scenario = busy(5)
    twin, _ = both(scenario)
    reading = read(simulate(scenario), scenario)
    told, measures = dict(reading.measures), read_measures(twin)
    by_level = reading.breakdowns["by_level"]
    backlog = by_level[by_level["measure"] == "overdue_backlog"]
    for key, value in zip(backlog["key"], backlog["value"], strict=True):
        told[f"overdue_backlog_{key}"] = value
    same = [name for name in measures if name in told and not name.startswith("utilisation_")]
    assert len(same) >= 12
    for name in same:
        assert measures[name] == pytest.approx(told[name], nan_ok=True), name
    assert measures["utilisation_handler"] == pytest.approx(told["utilisation_handler"], abs=0.03)


def test_overtime_is_that_of_the_full_simulation():
    """Urgent work that runs on beyond a shift, desk by desk."""
    from models.simulation.run import simulate

    scenario = busy(9)
    twin, _ = both(scenario)
    told = {desk.name: desk.overtime_minutes for desk in simulate(scenario).desks}
    mine = {
        station.name: seconds / 60
        for station, seconds in zip(twin.rules.stations, twin.beyond_seconds.tolist(), strict=True)
        if not station.off_hours
    }
    assert sum(mine.values()) > 0
    assert mine == pytest.approx({name: told[name] for name in mine}, abs=0.1)


def test_tallies_agree_with_the_rates():
    """The compiled count by desk adds up to the rates by level."""
    twin, _ = both(busy(6, pooled={"handlers": True, "operators": True}))
    names, due, late = late_by_desk(twin)
    rates = read_lateness(twin)
    assert names[-3:] == ("town", "district", "closure")
    np.testing.assert_array_equal(due, rates.due[[0, 1, 2, 3, 4]])
    np.testing.assert_array_equal(late, rates.late[[0, 1, 2, 3, 4]])


def test_fresh_streams_keep_the_reports_from_outside():
    """A fresh stream has the citizens' reports of the full simulation, and about as many finds."""
    scenario = busy(7)
    setting = make_setting(scenario)
    stream, town = record(scenario, 0, setting)
    finds = finds_of([stream], scenario.calendar, 0, town.end)
    fresh = fresh_stream(setting, town.draws, town.end, {1: finds})
    outside = {int(n) for n in stream.cases[:, k.KEY] if 10**12 <= n < 2 * 10**12 or n >= 5 * 10**12}
    drawn = {int(n) for n, kind in fresh.cases[:, [k.KEY, k.KIND]] if n < 7 * 10**12 and kind == k.PLAIN}
    first = {n for n in outside if n < 15 * 10**11 or n >= 5 * 10**12}
    assert first <= drawn | outside
    assert len(first - drawn) == 0
    assert finds.per_workday > 0
    assert (np.diff(fresh.cases[:, k.AT]) >= 0).all()


def test_more_of_nobody_is_the_same():
    """The staffing of the plan, said outright, changes nothing."""
    scenario = busy(8)
    stream, town = record(scenario, 0)
    rules = make_rules(scenario, 0, town.end)
    heads = np.array([s.heads for s in rules.stations])
    np.testing.assert_array_equal(run_twin(rules, stream).state, run_twin(rules, stream, heads).state)
