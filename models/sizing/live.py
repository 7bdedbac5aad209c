"""Live staffing: streams of cases prepared once, then answers within a fraction of a second from the twin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from models.measures.intervals import interval
from models.measures.twin_reading import read_measures
from models.scenario.folder import read_scenario
from models.scenario.plan import Plan
from models.scenario.scenario import Scenario
from models.scenario.words import Role
from models.simulation import twin_kernel as k
from models.simulation.draws import Draws
from models.simulation.setting import make_setting
from models.simulation.twin import run_twin
from models.simulation.twin_births import FOUND_BASE, finds_of, fresh_stream, handlers_travel, with_parents
from models.simulation.twin_record import record
from models.simulation.twin_rules import make_rules
from models.simulation.twin_stream import CaseStream
from models.simulation.twin_time import Ints
from models.sizing.patrol import with_pairs
from models.sizing.town import window_of
from models.workload.by_desk import offered_by_desk

REPLICATIONS = 8
PAIRS = (1, 2)
"""Pairs a grid at which the patrol was simulated in full; more pairs count as the most of these."""
APART = 5 * 10**11
RECORDED = 2 * 10**6


def prepare_live(
    folder: str, out: str, progress: Callable[[float, str], None] | None = None
) -> dict[str, Any]:
    """Simulate in full at every number of `PAIRS`, draw fresh streams of cases and keep them in the
    folder `out`.

    Returns `{"file", "fingerprint"}`; a file that is there already is used as it is.
    """
    scenario = read_scenario(folder)
    file = Path(out) / f"live-{scenario.fingerprint[:16]}.npz"
    told = {"file": str(file), "fingerprint": scenario.fingerprint}
    if file.is_file():
        return told
    begin, end = window_of(scenario)
    tables: dict[str, Ints] = {}
    for turn, pairs in enumerate(PAIRS):
        planned = scenario.with_plan(with_pairs(scenario.plan, [pairs] * len(scenario.plan.grids)))
        setting = make_setting(planned)
        stream, _ = record(planned, RECORDED, setting)
        finds = finds_of([stream], planned.calendar, begin, end)
        travel = handlers_travel(setting)
        for number in range(REPLICATIONS):
            draws = Draws(scenario.spec.seed, number)
            fresh = fresh_stream(setting, draws, end, {pairs: finds}, None, travel)
            tables[f"cases_{pairs}_{number}"], tables[f"waits_{pairs}"] = _loose(fresh.cases), fresh.waits
        if progress is not None:
            progress((turn + 1) / len(PAIRS), "")
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".part.npz")
    np.savez_compressed(partial, **tables)  # type: ignore[arg-type]
    partial.replace(file)
    return told


class LiveTown:
    """A scenario whose desks and pairs can be changed by hand; `file` is what `prepare_live` left."""

    def __init__(self, scenario: Scenario, file: Path) -> None:
        self.scenario = scenario
        with np.load(file, allow_pickle=False) as kept:
            self._tables = {name: kept[name] for name in kept.files}
        self._begin, self._end = window_of(scenario)
        self._offered = lru_cache(maxsize=64)(self._offered_of)

    def indicators(self, plan: Plan) -> dict[str, Any]:
        """What the twin says of a plan: measures with intervals, offered load by desk (of the patrol too, in
        pairs), heads and cost."""
        scenario = self.scenario.with_plan(plan)
        rules = make_rules(scenario, self._begin, self._end)
        runs = [read_measures(run_twin(rules, self._stream(plan, n))) for n in range(REPLICATIONS)]
        measures = {name: _cells([run[name] for run in runs]) for name in runs[0]}
        pairs = tuple(each.staffing.inspectors for each in plan.grids.values())
        offered = self._offered(plan.pooled.handlers, plan.pooled.operators, pairs)
        stations = [s for s in rules.stations if not s.off_hours]
        patrol = {
            f"{g}.{Role.INSPECTOR}": n // plan.pair_size for g, n in zip(plan.grids, pairs, strict=True)
        }
        heads = patrol | {s.name: s.heads for s in stations}
        desks = {name: {"staff": n, "offered": offered.get(name)} for name, n in heads.items()}
        return {
            "measures": measures,
            "desks": desks,
            "overloaded": [s.name for s in stations if offered.get(s.name, 0.0) >= s.heads],
            "heads": plan.head_count,
            "cost": yearly_cost(scenario, plan),
            "replications": REPLICATIONS,
        }

    def _offered_of(
        self, handlers: bool, operators: bool, inspectors: tuple[int, ...]
    ) -> Mapping[str, float]:
        plan = self.scenario.plan
        pooling = plan.pooled.model_copy(update={"handlers": handlers, "operators": operators})
        pairs = [max(1, n // plan.pair_size) for n in inspectors]
        other = with_pairs(plan, pairs).model_copy(update={"pooled": pooling})
        return offered_by_desk(self.scenario.with_plan(other))

    def _stream(self, plan: Plan, number: int) -> CaseStream:
        """Cases of a replication: each grid's finds are those of its number of pairs."""
        pairs = np.array([each.staffing.inspectors // plan.pair_size for each in plan.grids.values()])
        few, many = PAIRS
        base, more = self._tables[f"cases_{few}_{number}"], self._tables[f"cases_{many}_{number}"]
        few_waits, many_waits = self._tables[f"waits_{few}"], self._tables[f"waits_{many}"]
        crowded = pairs >= many
        kept = base[(base[:, k.KEY] < FOUND_BASE) | ~crowded[base[:, k.GRID]]]
        added = more[(more[:, k.KEY] >= FOUND_BASE) & crowded[more[:, k.GRID]]].copy()
        added[:, k.KEY] += APART
        added[:, k.FIRST] += len(few_waits)
        rows = np.concatenate([kept, added])
        rows = rows[np.lexsort((rows[:, k.KEY], rows[:, k.AT]))]
        waits = np.concatenate([few_waits, many_waits])
        return CaseStream(with_parents(rows), waits, Draws(self.scenario.spec.seed, number))


def yearly_cost(scenario: Scenario, plan: Plan) -> float:
    """Wages of a year: the three roles, and the town's officers."""
    costs = scenario.assumptions.costs
    officers = plan.town.teams * scenario.assumptions.town.officers_per_team
    return (
        plan.heads(Role.INSPECTOR) * costs.inspector
        + plan.heads(Role.HANDLER) * costs.handler
        + plan.heads(Role.OPERATOR) * costs.operator
        + officers * costs.town_officer
    )


def _loose(cases: Ints) -> Ints:
    """Rows whose parents are named by case number, so that rows may be left out."""
    rows = cases.copy()
    parent = cases[:, k.PARENT]
    rows[:, k.PARENT] = np.where(parent >= 0, cases[np.maximum(parent, 0), k.KEY], -1)
    return rows


def _cells(values: list[float]) -> dict[str, float | int | None]:
    told = interval(values)
    return {"mean": told.mean, "low": told.low, "high": told.high, "n": told.n}
