"""Staff: utilisation by role, what inspectors do with their time, overtime, cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from models.measures.duty import DutyBook
from models.measures.facts import Facts
from models.measures.window import Floats
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.words import DutyState, Role

ROLES = tuple(Role)


def shift_desks(outcome: Outcome, facts: Facts) -> tuple[DeskFacts, ...]:
    """The desks of an outcome, with the minutes worked inside their own hours; staff counts pairs and teams.

    An outcome's desk has its overtime in its worked minutes; here it is taken out, so that utilisation
    cannot pass one. What the duty roster works off hours is no overtime.
    """
    return tuple(
        replace(desk, overtime_minutes=0.0)
        if off_hours(desk, facts)
        else replace(desk, worked_minutes=max(0.0, desk.worked_minutes - desk.overtime_minutes))
        for desk in outcome.desks
    )


def off_hours(desk: DeskFacts, facts: Facts) -> bool:
    """Whether a desk is the duty roster: its hours are not those of the shift."""
    return abs(desk.working_minutes - desk.staff * facts.open_minutes) > 1.0


def _utilisation(desks: list[DeskFacts]) -> float:
    working = sum(desk.working_minutes for desk in desks)
    return sum(desk.worked_minutes for desk in desks) / working if working else np.nan


def by_role(desks: tuple[DeskFacts, ...], facts: Facts) -> pd.DataFrame:
    """Heads, worked hours, overtime hours, utilisation and cost by role: key, measure, value.

    The duty roster is left out. Hours are those of the desks' staff (an hour of a pair is one hour).
    """
    rows: list[tuple[str, str, float]] = []
    for role in ROLES:
        own = [desk for desk in desks if desk.role == role and not off_hours(desk, facts)]
        if not own:
            continue
        rows += [
            (str(role), "heads", float(facts.heads.get(role, sum(desk.staff for desk in own)))),
            (str(role), "worked_hours", sum(desk.worked_minutes for desk in own) / 60),
            (str(role), "overtime_hours", sum(desk.overtime_minutes for desk in own) / 60),
            (str(role), "utilisation", _utilisation(own)),
        ]
        if role in facts.wages:
            rows.append((str(role), "cost_per_year", facts.wages[role] * facts.heads.get(role, 0)))
    return pd.DataFrame(rows, columns=["key", "measure", "value"])


def utilisation_by_grid(desks: tuple[DeskFacts, ...], facts: Facts) -> pd.DataFrame:
    """Utilisation by role and grid: role, grid ("" for desks that serve several grids), value."""
    groups: dict[tuple[str, str], list[DeskFacts]] = {}
    for desk in desks:
        if not off_hours(desk, facts) and desk.working_minutes > 0:
            grid = desk.serves[0] if len(desk.serves) == 1 else ""
            groups.setdefault((str(desk.role), grid), []).append(desk)
    rows = [(role, grid, _utilisation(own)) for (role, grid), own in groups.items()]
    return pd.DataFrame(rows, columns=["role", "grid", "value"])


def by_person(duty: DutyBook, facts: Facts) -> pd.DataFrame:
    """Hours worked, beyond the shift, and on foot or travelling, and utilisation: key, measure, value.

    Hours are those of each person; a pair that walks together is one key. The duty roster's hours are
    worked hours; it has no utilisation of the shift.
    """
    people, names = pd.factorize(duty.rows["person"], sort=True)
    walking = duty.rows["state"].isin([str(DutyState.WALK), str(DutyState.TRAVEL)]).to_numpy(dtype=bool)

    def total(minutes: Floats) -> Floats:
        return np.bincount(people, weights=minutes, minlength=len(names)).astype(np.float64)

    worked = total(duty.inside)
    roster = total(np.where(duty.roster, duty.beyond, 0.0))
    open_minutes = np.where((roster > 0) | (facts.open_minutes <= 0), np.nan, facts.open_minutes)
    values = {
        "worked_hours": (worked + roster) / 60,
        "overtime_hours": total(np.where(duty.roster, 0.0, duty.beyond)) / 60,
        "walked_hours": total(np.where(walking, duty.inside, 0.0)) / 60,
        "utilisation": worked / open_minutes,
    }
    parts = [pd.DataFrame({"key": names, "measure": name, "value": value}) for name, value in values.items()]
    return pd.concat(parts, ignore_index=True)


def staff_measures(desks: tuple[DeskFacts, ...], duty: DutyBook, facts: Facts) -> dict[str, float]:
    """Utilisation by role, the inspectors' shares of their shift, overtime and cost.

    Walking and inspecting are shares of the inspectors' working time: with the idle rest they make one.
    Overtime is work begun in a shift, or on patrol, beyond its end; work of the duty roster is told
    apart. Cost is wages of the three roles for a year; overtime is shown in hours, not paid.
    """
    roles = by_role(desks, facts)
    used = {k: v for k, m, v in roles.itertuples(index=False) if m == "utilisation"}
    shift = facts.heads.get(Role.INSPECTOR, 0) * facts.open_minutes
    cost = sum(facts.wages.get(role, 0.0) * heads for role, heads in facts.heads.items())
    out = {f"utilisation_{role}": float(used.get(str(role), np.nan)) for role in ROLES}
    for name, state in (("walking_share", DutyState.WALK), ("inspecting_share", DutyState.INSPECT)):
        out[name] = duty.of(Role.INSPECTOR, state) / shift if shift else np.nan
    beyond = duty.beyond * duty.heads
    out["overtime_hours"] = float(beyond[~duty.roster].sum()) / 60
    out["roster_hours"] = float(beyond[duty.roster].sum()) / 60
    out["head_count"] = float(sum(facts.heads.values()))
    out["cost_per_year"] = float(cost)
    return out
