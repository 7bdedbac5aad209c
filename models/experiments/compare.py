"""`workbench compare`: scenarios side by side, under the same draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.experiments.demand import demand_digest
from models.experiments.engines import engine
from models.experiments.replication import replicate
from models.experiments.simulate import check_numbers, read_kept
from models.experiments.typed_diff import Change, scenario_diff
from models.measures.compare import Difference, Verdict, compare_readings, jointly
from models.measures.declare import MEASURES, Direction
from models.measures.intervals import difference, interval
from models.measures.reading import Reading
from models.measures.summary import summarise
from models.scenario.faults import Fault, RunError
from models.scenario.folder import find_folder, read_scenario
from models.scenario.scenario import Scenario
from models.text.names import LANGUAGES, name

ASKED = (
    "on_time_handling_rate",
    "on_time_closure_rate",
    "worst_grid_on_time_rate",
    "worst_department_on_time_rate",
    "on_time_handling_rate_community",
    "on_time_handling_rate_town",
    "hours_to_close_p90",
    "overdue_backlog",
    "coverage",
    "hazard_exposure_days",
    "inspecting_share",
    "utilisation_handler",
    "utilisation_operator",
    "utilisation_town_team",
    "cost_per_year",
)
"""The questions that a comparison asks; Holm corrects for all of them together."""
INDIFFERENCE = 0.01
MOST = 12

Progress = Callable[[float, str], None]


def compare(
    folders: Sequence[str],
    replications: int = 20,
    days: int | None = None,
    seed: int | None = None,
    by: str = "on_time_handling_rate",
    indifference: float = INDIFFERENCE,
    engine_name: str = "processes",
    out: str = "runs",
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Compare scenarios with the first one named; every replication shares its draws among them.

    `by` ranks them, and differences up to `indifference` count as none. Raises RunError or ScenarioError.
    """
    check_numbers(days, replications, seed, engine_name, workers)
    if not 2 <= len(folders) <= MOST:
        raise RunError(Fault("compare", f"2 to {MOST} scenarios", str(len(folders))))
    if by not in MEASURES:
        raise RunError(Fault("--by", "a measure such as on_time_handling_rate", repr(by)))
    scenarios = _scenarios(folders, days, seed)
    readings = _readings(scenarios, folders, replications, engine_name, out, workers, progress)
    base = scenarios[0]
    others = range(1, len(scenarios))
    told = {
        "scenarios": [
            {
                "name": s.name, "folder": str(folder), "fingerprint": s.fingerprint,
                "heads": s.plan.head_count,
                "same_demand": demand_digest(s) == demand_digest(base), "measures": _measured(each),
            }
            for s, folder, each in zip(scenarios, folders, readings, strict=True)
        ],
        "base": base.name,
        "replications": replications,
        "days": base.spec.days,
        "seed": base.spec.seed,
        "differs": [[_change(c) for c in scenario_diff(base, scenarios[n])] for n in others],
        "differences": [_told(each) for each in _differences(readings)],
        "by": by,
        "indifference": indifference,
        "ranking": rank([s.name for s in scenarios], readings, by, indifference),
    }  # fmt: skip
    if progress is not None:
        progress(1.0, "")
    return told


def rank(
    names: Sequence[str], readings: Sequence[Sequence[Reading]], by: str, indifference: float
) -> list[dict[str, Any]]:
    """Scenarios from best to worst; those not shown to differ by more than the zone from the best share
    its rank.

    *Shown* means that the interval of the paired difference to the rank's first lies beyond the zone.
    """
    lower = MEASURES[by].direction is Direction.LOWER
    values = [np.array([r.measures.get(by, np.nan) for r in each]) for each in readings]
    order = sorted(range(len(names)), key=lambda n: float(np.nanmean(values[n])) * (1 if lower else -1))
    rows: list[dict[str, Any]] = []
    first = order[0]
    place = 1
    for position, n in enumerate(order):
        gap = difference(values[n], values[first])
        sign = 1 if lower else -1
        behind = [sign * end for end in (gap.low, gap.high) if end is not None]
        if n != first and len(behind) == 2 and min(behind) > indifference:
            first, place = n, position + 1
            gap = difference(values[n], values[first])
        mean = interval(values[n])
        rows.append({"rank": place, "name": names[n], "mean": mean.mean, "low": mean.low, "high": mean.high})
    return rows


def _scenarios(folders: Sequence[str], days: int | None, seed: int | None) -> list[Scenario]:
    scenarios = []
    for folder in folders:
        scenario = read_scenario(folder)
        spec = scenario.spec
        scenarios.append(
            scenario.with_spec(
                days=spec.days if days is None else days, seed=spec.seed if seed is None else seed
            )
        )
    lengths = {s.name: s.spec.days for s in scenarios}
    if len(set(lengths.values())) > 1:
        got = ", ".join(f"{n} {d}" for n, d in lengths.items())
        raise RunError(Fault("days", "the same for all", got, "say --days"))
    seeds = {s.name: s.spec.seed for s in scenarios}
    if len(set(seeds.values())) > 1:
        got = ", ".join(f"{n} {d}" for n, d in seeds.items())
        raise RunError(Fault("seed", "the same for all", got, "say --seed"))
    return scenarios


def _readings(
    scenarios: Sequence[Scenario], folders: Sequence[str], replications: int, engine_name: str, out: str,
    workers: int | None, progress: Progress | None,
) -> list[list[Reading]]:  # fmt: skip
    tasks = [
        {
            "folder": str(find_folder(folder)),
            "fingerprint": read_scenario(folder).fingerprint,
            "days": scenario.spec.days,
            "warmup_days": scenario.spec.warmup_days,
            "seed": scenario.spec.seed,
            "out": out,
            "replication": number,
        }
        for scenario, folder in zip(scenarios, folders, strict=True)
        for number in range(replications)
    ]
    receipts: dict[int, dict[str, Any]] = {}
    for position, receipt in engine(engine_name, workers).run(replicate, tasks):
        receipts[position] = receipt
        if progress is not None:
            progress(len(receipts) / len(tasks) * 0.98, f"{len(receipts)}/{len(tasks)}")
    kept = [read_kept(Path(receipts[n]["run"])) for n in range(len(tasks))]
    return [kept[n * replications : (n + 1) * replications] for n in range(len(scenarios))]


def _measured(readings: Sequence[Reading]) -> Mapping[str, Any]:
    table = summarise([reading.measures for reading in readings])
    return {measure: table[measure] for measure in ASKED if measure in table}


def _differences(readings: Sequence[Sequence[Reading]]) -> list[dict[str, Difference]]:
    """To the first scenario, of every other one; Holm's correction counts all of their questions."""
    return jointly([compare_readings(ours, readings[0], ASKED) for ours in readings[1:]])


def _told(gaps: Mapping[str, Difference]) -> list[dict[str, Any]]:
    rows = []
    for gap in gaps.values():
        rows.append(
            {
                "measure": gap.measure, "unit": MEASURES[gap.measure].unit, "mean": gap.interval.mean,
                "low": gap.interval.low, "high": gap.interval.high, "n": gap.interval.n, "p_holm": gap.p_holm,
                "gain": gap.gain, "verdict": gap.verdict,
                **{lang: _words(gap.verdict, lang) for lang in LANGUAGES},
            }
        )  # fmt: skip
    return rows


def _words(verdict: Verdict, language: str) -> str:
    return name(f"verdict.{verdict}", language)


def _change(change: Change) -> dict[str, Any]:
    return {
        "part": change.part,
        "path": change.path,
        "kind": change.kind,
        "base": change.base,
        "ours": change.ours,
    }
