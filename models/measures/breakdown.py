"""The same measures for every level, grid, department, source, person and pair: tidy long tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from models.measures.backlog import overdue
from models.measures.balance import workload_by_grid
from models.measures.casebook import LEVELS, CaseBook
from models.measures.coverage import coverage_by_department
from models.measures.duty import DutyBook
from models.measures.exposure import exposure_by_grid, hazard_days
from models.measures.facts import Facts
from models.measures.ratio import Ratio, group_sums
from models.measures.staff import by_person
from models.measures.times import hours_by
from models.measures.window import numbers, window_of
from models.scenario.outcome import Outcome

COLUMNS = ["key", "measure", "value"]


def tidy(groups: Mapping[str, pd.Series] | Iterable[tuple[str, pd.Series]]) -> pd.DataFrame:
    """Series by key, one a measure, to rows of key, measure, value."""
    pairs = groups.items() if isinstance(groups, Mapping) else groups
    parts = [
        pd.DataFrame({"key": series.index.astype(str), "measure": name, "value": numbers(series)})
        for name, series in pairs
        if len(series)
    ]
    if not parts:
        return pd.DataFrame({"key": [], "measure": [], "value": []}).astype({"value": "float64"})
    return pd.concat(parts, ignore_index=True)


def case_groups(book: CaseBook, ratios: Iterable[Ratio], column: str) -> dict[str, pd.Series]:
    """Rates, time to close, cases due and overdue backlog by a column of `cases`."""
    due = group_sums(book.cases[column], book.judged, overdue(book))
    due = due[(due[0] > 0) | (due[1] > 0)]
    out = {ratio.name: ratio.by(column) for ratio in ratios if column in ratio.rows}
    return {**out, **hours_by(book, column), "cases_due": due[0], "overdue_backlog": due[1]}


def breakdowns(
    outcome: Outcome,
    facts: Facts,
    book: CaseBook,
    duty: DutyBook,
    cases: list[Ratio],
    patrol: list[Ratio],
    covered: Ratio,
) -> dict[str, pd.DataFrame]:
    """All breakdowns of one replication: by_level, by_grid, by_department, by_source, by_person, by_pair."""
    level = tidy(case_groups(book, cases, "level"))
    level = level.iloc[np.argsort([LEVELS.index(key) for key in level["key"]], kind="stable")]
    hazards = outcome.tables["hazards"]
    exposure = exposure_by_grid(outcome, facts)
    grid = {
        **case_groups(book, cases, "grid"),
        **{ratio.name: ratio.by("grid") for ratio in [*patrol, covered]},
        "workload_hours": workload_by_grid(duty, facts),
        "hazard_exposure_days": exposure[0] / exposure[1],
    }
    department = {
        **case_groups(book, cases, "department"),
        "coverage": coverage_by_department(covered, facts),
        "hazard_exposure_days": group_sums(hazards["department"], hazard_days(outcome))[0]
        / max(len(facts.premises), 1),
    }
    named = set(facts.grids)
    by_grid = tidy(grid)
    return {
        "by_level": level.reset_index(drop=True),
        "by_grid": by_grid[by_grid["key"].isin(named)].reset_index(drop=True),
        "by_department": tidy(department),
        "by_source": tidy(case_groups(book, cases, "source")),
        "by_person": by_person(duty, facts),
        "by_pair": tidy(pair_groups(outcome, patrol)),
    }


def pair_groups(outcome: Outcome, patrol: Iterable[Ratio]) -> dict[str, pd.Series]:
    """What each pair did: opened visits, finds, and the ratios that speak of visits."""
    visits = outcome.tables["visits"]
    inside = window_of(outcome).holds(numbers(visits["ended"]))
    opened = inside & visits["access"].to_numpy(dtype=bool)
    sums = group_sums(visits["pair"], opened, numbers(visits["found"]) * inside)
    ratios = {ratio.name: ratio.by("pair") for ratio in patrol if ratio.rows is visits}
    return {"visits": sums[0], "found": sums[1], **ratios}
