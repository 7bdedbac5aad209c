"""One replication: a scenario, a seed and a replication number in, an Outcome out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from models.scenario.calendar_spec import DAY
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.scenario import Initial, Scenario
from models.scenario.words import Role
from models.simulation.desk import Desk
from models.simulation.draws import Draws
from models.simulation.garbage import no_cyclic_garbage_collection
from models.simulation.grabbing import TourPlanner
from models.simulation.setting import Setting, make_setting
from models.simulation.tables import outcome_tables
from models.simulation.town import Town

Progress = Callable[[float], None]


def simulate(
    scenario: Scenario,
    replication: int = 0,
    setting: Setting | None = None,
    planner: TourPlanner | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Simulate a scenario's warm-up and horizon once.

    `setting` may be passed to share it between replications; `planner` gives the tours of the policy
    `planned`; `progress` is called with the share of the run that is done, about once a simulated week.
    """
    began = time.process_time()
    spec = scenario.spec
    begin = 0 if spec.initial is Initial.ROLLOUT else spec.warmup_days * DAY
    end = begin + spec.days * DAY
    setting = setting or make_setting(scenario)
    with no_cyclic_garbage_collection():
        town = Town(setting, Draws(spec.seed, replication), end, planner)
        if progress is not None:
            town.env.process(_report(town, progress))
        town.run()
        tables = outcome_tables(town)
        desks = desk_facts(town, tables["duty"], begin, end)
        events = town.env.events
        town.let_go()
    return Outcome(
        scenario=scenario.name,
        fingerprint=scenario.fingerprint,
        seed=spec.seed,
        replication=replication,
        window_begin=begin / 60.0,
        window_end=end / 60.0,
        tables=tables,
        desks=desks,
        events=events,
        cpu_seconds=time.process_time() - began,
        notes=scenario.notes,
    )


def _report(town: Town, progress: Progress):  # type: ignore[no-untyped-def]
    while True:
        progress(town.env.now / town.end)
        yield town.env.timeout(7 * DAY)


def desk_facts(town: Town, duty: pd.DataFrame, begin: int, end: int) -> tuple[DeskFacts, ...]:
    """Staff and worked minutes of every desk in the window of a town that was run; a pair counts as one.

    `duty` is its table of people's states.
    """
    calendar = town.setting.scenario.calendar
    open_minutes = calendar.working_between(begin, end) / 60.0
    within = (duty["begin"] >= begin / 60.0) & (duty["begin"] < end / 60.0)
    inside = duty.loc[within, ["begin", "end", "state", "worked_minutes"]]
    code, people = pd.factorize(duty.loc[within, "person"])
    idle = inside["worked_minutes"].where(inside["state"] == "idle", 0.0)
    shift = calendar.working_between_array(
        np.rint(inside["begin"].to_numpy() * 60).astype(np.int64),
        np.rint(inside["end"].to_numpy() * 60).astype(np.int64),
    )
    beyond = (inside["worked_minutes"] - shift / 60.0).clip(lower=0.0)
    worked, idle, beyond = (each.groupby(code).sum() for each in (inside["worked_minutes"], idle, beyond))
    minutes = dict(zip(people, zip(worked - idle, beyond, strict=True), strict=True))
    facts = []
    by_grid = [*town.desks.operators.items(), *town.desks.handlers.items()]
    everywhere = tuple(town.setting.scenario.plan.grids)
    for desk in town.desks.distinct():
        serves = tuple(g for g, d in by_grid if d is desk or d.duty is desk) or everywhere
        hours = _open(desk, town, begin, end)
        facts.append(_facts(desk.name, desk.role, serves, desk.people, minutes, hours))
    for grid in everywhere:
        pairs = tuple(pair.name for pair in town.patrol.pairs if pair.grid == grid)
        name = f"{grid}.inspector"
        facts.append(_facts(name, Role.INSPECTOR, (grid,), pairs, minutes, open_minutes))
    return tuple(facts)


def _open(desk: Desk, town: Town, begin: int, end: int) -> float:
    open_seconds = town.setting.scenario.calendar.working_between(begin, end)
    return (end - begin - open_seconds if desk.off_hours else open_seconds) / 60.0


def _facts(
    name: str,
    role: Role,
    serves: tuple[str, ...],
    people: tuple[str, ...],
    minutes: Mapping[str, tuple[float, float]],
    open_minutes: float,
) -> DeskFacts:
    mine = np.array([minutes.get(person, (0.0, 0.0)) for person in people]).reshape(-1, 2)
    worked, beyond = mine.T.copy().sum(axis=1)
    return DeskFacts(
        name=name,
        role=role,
        serves=serves,
        staff=len(people),
        working_minutes=open_minutes * len(people),
        worked_minutes=float(worked),
        overtime_minutes=float(beyond),
    )
