"""Staff: utilisation by role, what inspectors do with their time, overtime, cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.measures.duty import DutyBook
from models.measures.facts import Facts
from models.measures.ratio import group_sums
from models.measures.window import Floats, numbers
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.words import DutyState, Role

ROLES = tuple(Role)


def patrol_desks(outcome: Outcome, duty: DutyBook, facts: Facts) -> tuple[DeskFacts, ...]:
    """The pairs of every grid as a desk (staff and minutes count pairs), from the duty table.

    Empty where the outcome has desks of inspectors itself, or nobody patrols.
    """
    if any(desk.role == Role.INSPECTOR for desk in outcome.desks):
        return ()
    size = facts.heads.get(Role.INSPECTOR, 0) / facts.pairs if facts.pairs else 1.0
    own = (duty.rows["role"] == str(Role.INSPECTOR)).to_numpy(dtype=bool)
    sums = group_sums(duty.rows["grid"], duty.person_minutes * own, duty.beyond * duty.heads * own) / size
    sums = sums.reindex(list(facts.pairs_of)).fillna(0.0)
    worked, beyond = numbers(sums[0]), numbers(sums[1])
    return tuple(
        DeskFacts(
            f"{grid}.inspectors", str(Role.INSPECTOR), (grid,), pairs, pairs * facts.open_minutes,
            float(worked[i]), float(beyond[i]),
        )
        for i, (grid, pairs) in enumerate(facts.pairs_of.items())
    )  # fmt: skip


def all_pairs(patrol: tuple[DeskFacts, ...]) -> tuple[DeskFacts, ...]:
    """The pairs of all grids as one desk: by default they may grab across grids."""
    if not patrol:
        return ()
    serves = tuple(grid for desk in patrol for grid in desk.serves)
    return (
        DeskFacts(
            "inspectors",
            str(Role.INSPECTOR),
            serves,
            sum(desk.staff for desk in patrol),
            sum(desk.working_minutes for desk in patrol),
            sum(desk.worked_minutes for desk in patrol),
            sum(desk.overtime_minutes for desk in patrol),
        ),
    )


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
    """Hours worked, beyond the shift, and on foot or travelling, and utilisation: key, measure, value.

    Hours are those of each person; a pair that walks together is one key.
    """
    people, names = pd.factorize(duty.rows["person"], sort=True)
    walking = duty.rows["state"].isin([str(DutyState.WALK), str(DutyState.TRAVEL)]).to_numpy(dtype=bool)

    def total(minutes: Floats) -> Floats:
        return np.bincount(people, weights=minutes, minlength=len(names)).astype(np.float64)

    worked = total(duty.inside)
    values = {
        "worked_hours": worked / 60,
        "overtime_hours": total(np.where(duty.roster, 0.0, duty.beyond)) / 60,
        "walked_hours": total(np.where(walking, duty.inside, 0.0)) / 60,
        "utilisation": worked / facts.open_minutes if facts.open_minutes else np.full(len(names), np.nan),
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
