"""The price of grabbing: the same restarted days under several policies, side by side.

A day inside one run is never the unit: backlog carries over. So every day is a replication of its own, with a
run-in of its own under its policy, and all policies share the draws of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from models.experiments.engines import engine
from models.experiments.replication import prepared
from models.experiments.tours import tour_planner
from models.measures.grabbing import MEASURES, UNITS, day_measures
from models.measures.intervals import difference, interval
from models.scenario.bounds import MOST_SEED
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.folder import find_folder, read_scenario
from models.scenario.scenario import Scenario
from models.scenario.words import GrabPolicy
from models.simulation.run import simulate as simulate_once
from models.simulation.setting import Setting

Progress = Callable[[float, str], None]
Variant = Mapping[str, str]

POLICIES: Mapping[str, Variant] = {
    **{
        str(name): {"grab": str(name), "visits": "none"}
        for name in (
            GrabPolicy.WEIGHTED, GrabPolicy.NEAREST, GrabPolicy.SKILLED, GrabPolicy.EASIEST, GrabPolicy.BATCH,
            GrabPolicy.ASSIGNED,
        )
    },
    "planned": {"grab": str(GrabPolicy.PLANNED), "visits": "none"},
    "calendar_grab": {"grab": str(GrabPolicy.WEIGHTED), "visits": "made"},
    "calendar_plan": {"grab": str(GrabPolicy.PLANNED), "visits": "made"},
}  # fmt: skip
"""Name to how it grabs and whether due days follow a visit calendar; the others differ from the first."""

RUN_IN = 28
"""Days before the day that is measured: a steady backlog under the policy itself."""


def price_of_grabbing(
    folder: str,
    days: int = 20,
    seed: int | None = None,
    policies: Sequence[str] = (),
    engine_name: str = "serial",
    workers: int | None = None,
    run_in: int = RUN_IN,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Policies side by side on `days` independently restarted days of the scenario in a folder.

    Returns `policies {name: {measure: {mean, low, high, n, unit}}}` and `differences {name: {measure: …}}`,
    each paired with the first policy. Raises WorkbenchError.
    """
    unknown = [name for name in policies if name not in POLICIES]
    if unknown:
        raise WorkbenchError([Fault("policies", f"some of {', '.join(POLICIES)}", name) for name in unknown])
    chosen = {name: POLICIES[name] for name in policies or POLICIES}
    return compare_days(folder, chosen, days, seed, engine_name, workers, run_in, progress)


def compare_days(
    folder: str,
    variants: Mapping[str, Variant],
    days: int,
    seed: int | None = None,
    engine_name: str = "serial",
    workers: int | None = None,
    run_in: int = RUN_IN,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The same for any variants by name: `grab` (else the plan's own) and `visits` (none, made or own)."""
    _check(days, seed, run_in)
    scenario = read_scenario(folder)
    seed = scenario.spec.seed if seed is None else seed
    task = {
        "folder": str(find_folder(folder)), "fingerprint": scenario.fingerprint, "seed": seed,
        "run_in": run_in,
    }  # fmt: skip
    tasks = [{**task, "day": day, "variant": dict(each)} for day in range(days) for each in variants.values()]
    rows: dict[int, dict[str, float]] = {}
    say = progress or (lambda share, message: None)
    for position, receipt in engine(engine_name, workers).run(one_day, tasks):
        rows[position] = receipt["measures"]
        say(len(rows) / len(tasks), f"{len(rows) // len(variants)}/{days}")
    many = len(variants)
    by_variant = {name: [rows[day * many + k] for day in range(days)] for k, name in enumerate(variants)}
    return _told(scenario, seed, run_in, days, by_variant)


def one_day(task: dict[str, Any]) -> dict[str, Any]:
    """One restarted day under one variant: what a worker does. Receipt: `measures`."""
    base, setting = prepared(task["folder"], task["fingerprint"])
    measured = _measured_day(base, task["run_in"], task["day"])
    spec = {"warmup_days": measured, "days": 1, "seed": task["seed"]}
    scenario, own = _variant(base, setting, task["folder"], task["variant"], spec)
    outcome = simulate_once(scenario, task["day"], own, tour_planner(own))
    return {"measures": day_measures(outcome, scenario)}


def _measured_day(scenario: Scenario, run_in: int, day: int) -> int:
    """The working day that is measured: the days of a working week in turn, after the run-in."""
    calendar = scenario.calendar
    working = calendar.workdays(run_in, run_in + 40)
    return int(working[day % 5])


def _variant(
    base: Scenario, setting: Setting, folder: str, variant: Variant, spec: Mapping[str, int]
) -> tuple[Scenario, Setting]:
    plan = base.plan
    if "grab" in variant:
        plan = plan.with_policies(grab=GrabPolicy(variant["grab"]))
    if variant.get("visits") == "none":
        plan = plan.with_visits({})
    elif variant.get("visits") == "made" and not plan.visits:
        plan = plan.with_visits(_made(folder, base.fingerprint))
    scenario = replace(base, plan=plan).with_spec(**spec)
    return scenario, setting.of(scenario)


@lru_cache(maxsize=4)
def _made(folder: str, fingerprint: str) -> dict[str, tuple[int, ...]]:
    from models.experiments.visit_calendar import made_visits

    return made_visits(prepared(folder, fingerprint)[0])


def _told(
    scenario: Scenario, seed: int, run_in: int, days: int, rows: Mapping[str, Sequence[Mapping[str, float]]]
) -> dict[str, Any]:
    names = list(rows)
    policies = {
        name: {m: _cells(interval([r[m] for r in rows[name]]), m) for m in MEASURES} for name in names
    }
    differences = {
        name: {
            m: _cells(difference([r[m] for r in rows[name]], [r[m] for r in rows[names[0]]]), m)
            for m in MEASURES
        }
        for name in names[1:]
    }
    return {
        "scenario": scenario.name, "fingerprint": scenario.fingerprint, "seed": seed, "days": days,
        "run_in_days": run_in, "compared_with": names[0], "indicative": days < 10,
        "policies": policies, "differences": differences, "notes": list(scenario.notes),
        "attribution": scenario.place.attribution,
    }  # fmt: skip


def _cells(value: Any, measure: str) -> dict[str, Any]:
    return {
        "mean": value.mean, "low": value.low, "high": value.high, "n": value.n, "unit": UNITS[measure]
    }  # fmt: skip


def _check(days: int, seed: int | None, run_in: int) -> None:
    faults = []
    if not 1 <= days <= 10_000:
        faults.append(Fault("days", "1 to 10000", str(days)))
    if seed is not None and not 0 <= seed <= MOST_SEED:
        faults.append(Fault("seed", f"0 to {MOST_SEED}", str(seed)))
    if not 0 <= run_in <= 365:
        faults.append(Fault("run_in", "0 to 365", str(run_in)))
    if faults:
        raise WorkbenchError(faults)
