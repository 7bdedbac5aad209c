"""Staff: utilisation by role, what inspectors do with their time, overtime, cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.duty import DutyBook
from models.measures.facts import Facts
from models.measures.window import numbers, window_of
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.words import DutyState, Role

ROLES = tuple(Role)


def desk_facts(outcome: Outcome, duty: DutyBook, facts: Facts) -> tuple[DeskFacts, ...]:
    """The desks of an outcome, and one of inspectors where the outcome names none (from the duty table)."""
    if any(desk.role == Role.INSPECTOR for desk in outcome.desks) or not facts.heads.get(Role.INSPECTOR):
        return outcome.desks
    heads = facts.heads[Role.INSPECTOR]
    worked = duty.of(Role.INSPECTOR)
    patrol = DeskFacts(
        "inspectors", str(Role.INSPECTOR), facts.grids, heads, heads * facts.open_minutes, worked,
        _patrol_overtime(outcome, facts),
    )  # fmt: skip
    return (*outcome.desks, patrol)


def _patrol_overtime(outcome: Outcome, facts: Facts) -> float:
    """Person-minutes of overtime on visits ended in the window: every visit is made by a whole pair."""
    visits = outcome.tables["visits"]
    minutes = numbers(visits["overtime_minutes"])[window_of(outcome).holds(numbers(visits["ended"]))].sum()
    return float(minutes) * facts.heads.get(Role.INSPECTOR, 0) / max(facts.pairs, 1)


def by_role(desks: tuple[DeskFacts, ...], facts: Facts) -> pd.DataFrame:
    """Heads, worked hours, overtime hours, utilisation and cost by role: key, measure, value."""
    rows: list[tuple[str, str, float]] = []
    for role in ROLES:
        own = [desk for desk in desks if desk.role == role]
        if not own:
            continue
        working = sum(desk.working_minutes for desk in own)
        worked = sum(desk.worked_minutes for desk in own)
        rows += [
            (str(role), "heads", float(facts.heads.get(role, sum(desk.staff for desk in own)))),
            (str(role), "worked_hours", worked / 60),
            (str(role), "overtime_hours", sum(desk.overtime_minutes for desk in own) / 60),
            (str(role), "utilisation", worked / working if working else np.nan),
        ]
        if role in facts.wages:
            rows.append((str(role), "cost_per_year", facts.wages[role] * facts.heads.get(role, 0)))
    return pd.DataFrame(rows, columns=["key", "measure", "value"])


def utilisation_by_grid(desks: tuple[DeskFacts, ...]) -> pd.DataFrame:
    """Utilisation by role and grid: role, grid ("" for desks that serve several grids), value."""
    sums: dict[tuple[str, str], list[float]] = {}
    for desk in desks:
        grid = desk.serves[0] if len(desk.serves) == 1 else ""
        total = sums.setdefault((str(desk.role), grid), [0.0, 0.0])
        total[0] += desk.worked_minutes
        total[1] += desk.working_minutes
    rows = [(role, grid, worked / open_) for (role, grid), (worked, open_) in sums.items() if open_ > 0]
    return pd.DataFrame(rows, columns=["role", "grid", "value"])


def by_person(duty: DutyBook, facts: Facts) -> pd.DataFrame:
    """Worked and overtime hours, walking share and utilisation of everybody: key, measure, value."""
    people, names = pd.factorize(duty.rows["person"], sort=True)
    state = duty.rows["state"]
    walking = state.isin([str(DutyState.WALK), str(DutyState.TRAVEL)]).to_numpy(dtype=bool)

    def total(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(people[chosen], weights=duty.minutes[chosen], minlength=len(names))

    worked, over = total(~duty.overtime), total(duty.overtime)
    walked = total(walking)
    values = {
        "worked_hours": worked / 60,
        "overtime_hours": over / 60,
        "walked_hours": walked / 60,
        "utilisation": worked / facts.open_minutes if facts.open_minutes else np.full(len(names), np.nan),
    }
    parts = [pd.DataFrame({"key": names, "measure": name, "value": value}) for name, value in values.items()]
    return pd.concat(parts, ignore_index=True)


def staff_measures(desks: tuple[DeskFacts, ...], duty: DutyBook, facts: Facts) -> dict[str, float]:
    """Utilisation by role, the inspectors' shares of their shift, overtime and cost.

    Walking and inspecting are shares of the inspectors' working time: with the idle rest they make one.
    Cost is wages of the three roles for a year; overtime is shown in hours, not paid.
    """
    roles = by_role(desks, facts).set_index(["measure", "key"])["value"]
    shift = facts.heads.get(Role.INSPECTOR, 0) * facts.open_minutes
    cost = sum(facts.wages.get(role, 0.0) * heads for role, heads in facts.heads.items())
    out = {f"utilisation_{role}": float(roles.get(("utilisation", str(role)), np.nan)) for role in ROLES}
    for name, state in (("walking_share", DutyState.WALK), ("inspecting_share", DutyState.INSPECT)):
        out[name] = duty.of(Role.INSPECTOR, state) / shift if shift else np.nan
    out["overtime_hours"] = sum(desk.overtime_minutes for desk in desks) / 60
    out["head_count"] = float(sum(facts.heads.values()))
    out["cost_per_year"] = float(cost)
    return out
