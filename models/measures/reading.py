"""A Reading: everything measured on one replication, in its window [begin, end).

What a row must do to count in the window:

- a case, for rates of due cases: its *final* due time lies in it; for reports: reported in it; for misses:
  registered in it; for times to close: closed in it; for the backlog: open at its end;
- a stage: its final due time lies in it;
- a task: released in it (orphans), due in it (visits on time); coverage: the time it was overdue in it;
- a visit: it ended in it;
- a hazard: its days between onset and rectification that lie in it;
- a stretch of duty: its working minutes that lie in it.

Everything is judged as it was known at the window's end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from models.measures.backlog import backlog_measures, case_counts
from models.measures.balance import balance_measures, workload_by_grid
from models.measures.breakdown import breakdowns
from models.measures.casebook import CaseBook, case_book
from models.measures.coverage import coverage
from models.measures.duty import DutyBook, duty_book
from models.measures.equity import equity_measures
from models.measures.exposure import exposure_measures
from models.measures.facts import Facts, facts_of
from models.measures.finds import finds_per_resident, finds_per_visit, settled_share
from models.measures.patrol import no_access_share, orphan_task_share, patrol_measures, visits_on_time
from models.measures.rates import due_rates, report_rates, stage_rates
from models.measures.ratio import Ratio
from models.measures.series import (
    backlog,
    coverage_by_day,
    exposure_by_week,
    time_to_close,
    time_to_close_histogram,
)
from models.measures.staff import by_role, shift_desks, staff_measures, utilisation_by_grid
from models.measures.times import JUDGED_LEVELS, hours_to_close
from models.measures.window import window_of
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.scenario import Scenario


@dataclass(frozen=True)
class Reading:
    """What one replication shows.

    `measures`: name to value (NaN where it does not exist: nothing was due). `breakdowns`: by_level,
    by_grid, by_department, by_role, by_source, by_person, by_pair: key, measure, value. `series`: see
    `series.AXES`. `seed` and `replication` pair it with the readings of another plan.
    """

    seed: int
    replication: int
    measures: Mapping[str, float]
    breakdowns: Mapping[str, pd.DataFrame]
    series: Mapping[str, pd.DataFrame]
    desks: tuple[DeskFacts, ...]


@dataclass(frozen=True)
class _Worked:
    """The measures and what they were made of, which breakdowns and series are made of as well."""

    measures: dict[str, float]
    book: CaseBook
    duty: DutyBook
    cases: list[Ratio]
    patrol: list[Ratio]
    covered: Ratio
    desks: tuple[DeskFacts, ...]


def read(outcome: Outcome, scenario: Scenario) -> Reading:
    """Measure one replication in its window."""
    return read_with(outcome, facts_of(scenario, window_of(outcome)))


def measure(outcome: Outcome, scenario: Scenario) -> dict[str, float]:
    """Every measure of one replication by name: a third of the work of `read`."""
    return _worked(outcome, facts_of(scenario, window_of(outcome))).measures


def read_with(outcome: Outcome, facts: Facts) -> Reading:
    """The same where the facts of the scenario are known already."""
    found = _worked(outcome, facts)
    tables = breakdowns(outcome, facts, found.book, found.duty, found.cases, found.patrol, found.covered)
    tables["by_role"] = by_role(found.desks, facts)
    return Reading(
        outcome.seed,
        outcome.replication,
        found.measures,
        tables,
        _series(outcome, facts, found.book, found.desks),
        found.desks,
    )


def _worked(outcome: Outcome, facts: Facts) -> _Worked:
    book, duty = case_book(outcome), duty_book(outcome, facts)
    handling, *other_stages = stage_rates(book)
    closure, *other_due = due_rates(book)
    cases = [handling, *other_stages, closure, *other_due, *report_rates(book)]
    patrol = [
        *finds_per_visit(outcome, facts), settled_share(outcome), no_access_share(outcome),
        orphan_task_share(outcome), visits_on_time(outcome),
    ]  # fmt: skip
    covered = coverage(outcome, facts)
    desks = shift_desks(outcome, facts)
    levels = handling.by("level").reindex(list(JUDGED_LEVELS))
    measures = {
        **{ratio.name: ratio.value() for ratio in [*cases, *patrol, covered]},
        **{f"on_time_handling_rate_{level}": float(levels[level]) for level in JUDGED_LEVELS},
        **equity_measures(closure, handling),
        **backlog_measures(book),
        **case_counts(book),
        **hours_to_close(book),
        **patrol_measures(outcome, facts),
        **finds_per_resident(book, facts),
        **exposure_measures(outcome, facts),
        **balance_measures(workload_by_grid(duty, facts)),
        **staff_measures(desks, duty, facts),
    }
    return _Worked(measures, book, duty, cases, patrol, covered, desks)


def _series(
    outcome: Outcome, facts: Facts, book: CaseBook, desks: tuple[DeskFacts, ...]
) -> dict[str, pd.DataFrame]:
    return {
        **backlog(book),
        "time_to_close": time_to_close(book),
        "time_to_close_histogram": time_to_close_histogram(book),
        "coverage": coverage_by_day(outcome, facts),
        "exposure": exposure_by_week(outcome, facts),
        "utilisation": utilisation_by_grid(desks, facts),
    }
