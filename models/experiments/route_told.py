"""A planned day in words and numbers: tours, what is left out and why, promised beside happened."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from models.planning.route_audit import audit_routes
from models.planning.routes.plan import Tour
from models.planning.routes.reasons import Reason
from models.scenario.words import Skill
from models.space.paths import street_lines

if TYPE_CHECKING:
    from models.experiments.route_day import Planned, RouteDay

SKILLS = ("", *map(str, Skill))
MINUTE = 60


Owners = dict[str, tuple[str, int]]
"""Stop to the pair that has it and the promised arrival, in seconds of the day."""


def describe(made: RouteDay) -> dict[str, Any]:
    """One object: totals, tours with times and places, unplanned with reasons, audit, promised, happened."""
    tours = [tour for planned in made.planned for tour in _tours(made, planned)]
    unplanned = [each for planned in made.planned for each in _unplanned(made, planned)]
    plans = [planned.plan for planned in made.planned]
    bounds = [plan.bound for plan in plans]
    findings = [
        {**vars(f), "rule": str(f.rule)} for p in made.planned for f in audit_routes(p.problem, p.plan)
    ]
    return {
        "scenario": made.scenario.name,
        "fingerprint": made.fingerprint,
        "day": made.scenario.calendar.date_of(made.day).isoformat(),
        "timezone": made.scenario.spec.calendar.timezone,
        "engine": plans[0].engine,
        "status": str(max((plan.status for plan in plans), key=lambda s: s == "feasible")),
        "repeatable": all(plan.repeatable for plan in plans),
        "pool": sum(planned.problem.size for planned in made.planned),
        "pairs": sum(len(planned.problem.pairs) for planned in made.planned),
        "team": [pair for planned in made.planned for pair in planned.problem.pairs],
        "visits": sum(plan.visits for plan in plans),
        "prize": round(sum(plan.prize for plan in plans), 3),
        "bound": None if None in bounds else round(sum(b for b in bounds if b is not None), 3),
        "promised": promised(made),
        "happened": happened(made, owners_of(made)),
        "reasons": dict(Counter(each["reason"] for each in unplanned)),
        "tours": tours,
        "unplanned": unplanned,
        "findings": findings,
        "notes": [*_nobody_has(made), *made.scenario.notes],
        "attribution": made.scenario.place.attribution,
    }


def promised(made: RouteDay) -> dict[str, float]:
    """Visits, minutes on site and on foot that the tours promise; the share of the shift that is walked."""
    plans = [planned.plan for planned in made.planned]
    shift = sum(int((p.problem.end - p.problem.begin).sum()) for p in made.planned)
    walking = sum(plan.walking for plan in plans)
    return {
        "visits": float(sum(plan.visits for plan in plans)),
        "inspection_minutes": round(sum(plan.inspection for plan in plans) / MINUTE, 2),
        "walking_minutes": round(walking / MINUTE, 2),
        "walking_share": round(walking / shift, 4) if shift else 0.0,
    }


def owners_of(made: RouteDay) -> Owners:
    """Who was promised to visit what, and when."""
    return {
        stop.stop: (tour.pair, stop.arrive)
        for planned in made.planned
        for tour in planned.plan.tours
        for stop in tour.visits
    }


def happened(made: RouteDay, owners: Owners, since: int = 0) -> dict[str, float]:
    """What the simulated day, from second `since` of it on, made of the plan.

    Of the promised visits: done by the pair that had them, by another, found closed, not reached. What was
    grabbed besides are `others`. `mean_delay_minutes` is of the beginnings of promised visits that took place
    with their own pair.
    """
    begin, end = made.day * 1440.0 + since / MINUTE, (made.day + 1) * 1440.0
    visits = made.outcome.tables["visits"]
    today = visits[(visits["departed"] >= begin) & (visits["departed"] < end)]
    counts = Counter({"own_pair": 0, "other_pair": 0, "closed": 0, "others": 0})
    delays = []
    columns = ["task", "pair", "arrived", "access"]
    for task, pair, arrived, access in today[columns].itertuples(index=False):
        owner = owners.get(str(task))
        if owner is None:
            counts["others"] += 1
            continue
        counts["own_pair" if owner[0] == pair and access else "other_pair" if access else "closed"] += 1
        if owner[0] == pair:
            delays.append(arrived - made.day * 1440.0 - owner[1] / MINUTE)
    done = today[today["access"].to_numpy(dtype=bool)]
    duty = made.outcome.tables["duty"]
    mine = duty[(duty["role"] == "inspector") & (duty["begin"] >= begin) & (duty["begin"] < end)]
    minutes = mine.groupby("state", observed=True)["worked_minutes"].sum()
    met = sum(counts[key] for key in ("own_pair", "other_pair", "closed"))
    return {
        "visits": float(len(done)),
        **{key: float(value) for key, value in counts.items()},
        "not_reached": float(len(owners) - met),
        "inspection_minutes": round(float(minutes.get("inspect", 0.0)), 2),
        "walking_minutes": round(float(minutes.get("walk", 0.0)), 2),
        "mean_delay_minutes": round(float(np.mean(delays)), 2) if delays else 0.0,
    }


def _tours(made: RouteDay, planned: Planned) -> list[dict[str, Any]]:
    problem, base = planned.problem, planned.rows
    rows = [
        [
            base[int(problem.start[tour.half])],
            *(planned.tasks[stop].premises for stop in tour.stops),
            base[int(problem.finish[tour.half])],
        ]
        for tour in planned.plan.tours
    ]
    lines = street_lines(made.scenario.place, rows)
    return [_tour(made, planned, tour, line) for tour, line in zip(planned.plan.tours, lines, strict=True)]


def _tour(made: RouteDay, planned: Planned, tour: Tour, line: list[tuple[float, float]]) -> dict[str, Any]:
    premises = made.scenario.place.premises
    lon, lat = premises["lon"].to_numpy(), premises["lat"].to_numpy()
    visits = []
    for order, visit in enumerate(tour.visits, start=1):
        task = planned.tasks[visit.stop]
        at = task.premises
        visits.append(
            {
                "order": order, "task": task.number, "premises": made.setting.names[at],
                "kind": str(made.setting.kinds[at]), "task_kind": str(task.kind),
                "grid": made.setting.grids[at], "block": made.setting.blocks[at],
                "lon": round(float(lon[at]), 6), "lat": round(float(lat[at]), 6),
                "arrive": visit.arrive, "begin": visit.begin, "leave": visit.leave,
                "minutes": round((visit.leave - visit.begin) / MINUTE, 1), "items": len(task.items),
                "skill": SKILLS[task.skill],
                "due": made.scenario.calendar.date_of((task.due - 1) // 86_400).isoformat(),
            }
        )  # fmt: skip
    return {
        "pair": tour.pair, "community": planned.community, "half": _nth_half(planned, tour),
        "depart": tour.depart,
        "back": tour.back, "walking_minutes": round(tour.walking / MINUTE, 1),
        "inspection_minutes": round(tour.inspection / MINUTE, 1), "visits": visits,
        "line": [(round(x, 6), round(y, 6)) for x, y in line],
    }  # fmt: skip


def _nth_half(planned: Planned, tour: Tour) -> int:
    """Which half-day of its pair a tour is, counted from 1."""
    owner = planned.problem.half_pair
    return int((owner[: tour.half + 1] == owner[tour.half]).sum())


def _unplanned(made: RouteDay, planned: Planned) -> list[dict[str, Any]]:
    premises = made.scenario.place.premises
    lon, lat = premises["lon"].to_numpy(), premises["lat"].to_numpy()
    rows = []
    for each in planned.plan.unplanned:
        task = planned.tasks[each.stop]
        rows.append(
            {
                "task": task.number, "premises": made.setting.names[task.premises],
                "kind": str(made.setting.kinds[task.premises]),
                "grid": made.setting.grids[task.premises], "reason": str(each.reason),
                "minutes": round(task.seconds / MINUTE, 1),
                "skill": SKILLS[task.skill],
                "due": made.scenario.calendar.date_of((task.due - 1) // 86_400).isoformat(),
                "lon": round(float(lon[task.premises]), 6),
                "lat": round(float(lat[task.premises]), 6),
            }
        )  # fmt: skip
    order = {str(reason): k for k, reason in enumerate(Reason)}
    return sorted(rows, key=lambda row: (order[row["reason"]], row["due"], row["task"]))


def _nobody_has(made: RouteDay) -> list[str]:
    """Skills that tasks want and no pair has, by name."""
    notes = []
    for planned in made.planned:
        problem = planned.problem
        wanted = sorted({int(s) for s in problem.skill if s >= 0})
        for skill in wanted:
            if not problem.knows[:, skill].any():
                name = SKILLS[int(problem.skills[skill].removeprefix("skill-"))]
                count = int((problem.skill == skill).sum())
                notes.append(f"{planned.community}: {count} tasks want the skill {name}, which no pair has")
    return notes
