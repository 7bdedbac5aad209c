"""What patrols and the public find: per visit, and per 10,000 residents and calendar day."""

from __future__ import annotations

import numpy as np

from models.measures.casebook import CaseBook
from models.measures.facts import Facts
from models.measures.rates import PUBLIC
from models.measures.ratio import Ratio
from models.measures.window import numbers, window_of
from models.scenario.outcome import Outcome
from models.scenario.tables import CaseOutcome
from models.scenario.words import Source, TaskKind


def finds_per_visit(outcome: Outcome, facts: Facts) -> list[Ratio]:
    """Hazards found per 100 opened visits ended in the window: routine visits, and first visits apart.

    Street sweeps, re-inspections and checks are left out, as in the published sweeps of premises. Only a
    place that was never patrolled has first visits; elsewhere it is but the first of the run.
    """
    visits = outcome.tables["visits"]
    routine = (visits["task_kind"] == str(TaskKind.ROUTINE)).to_numpy(dtype=bool)
    opened = (
        routine & window_of(outcome).holds(numbers(visits["ended"])) & visits["access"].to_numpy(dtype=bool)
    )
    first, found = visits["first"].to_numpy(dtype=bool) & facts.rollout, numbers(visits["found"])
    later, new = opened & ~first, opened & first
    return [
        Ratio("finds_per_100_visits", visits, found * later, later, 100.0),
        Ratio("finds_per_100_first_visits", visits, found * new, new, 100.0),
    ]


def settled_share(outcome: Outcome) -> Ratio:
    """Hazards settled on the spot / hazards found, at visits ended in the window."""
    visits = outcome.tables["visits"]
    inside = window_of(outcome).holds(numbers(visits["ended"]))
    return Ratio(
        "settled_share", visits, numbers(visits["settled"]) * inside, numbers(visits["found"]) * inside
    )


def finds_per_resident(book: CaseBook, facts: Facts) -> dict[str, float]:
    """Cases per 10,000 residents and calendar day, by when they were reported.

    All channels, settled on the spot included; background, duplicate and cancelled ones not. Reports of
    the public are counted as they come in, duplicates and cancelled ones included.
    """
    per = facts.population / 10_000 * book.window.days
    source, inside = book.cases["source"], book.window.holds(book.reported)
    real = inside & book.own & (book.cases["outcome"] != str(CaseOutcome.CANCELLED)).to_numpy(dtype=bool)
    found = real & (source == str(Source.INSPECTOR)).to_numpy(dtype=bool)
    public = inside & source.isin(PUBLIC).to_numpy(dtype=bool)
    counts = {
        "cases_per_10000_residents_day": real,
        "finds_per_10000_residents_day": found,
        "public_reports_per_10000_residents_day": public,
    }
    return {name: float(flags.sum()) / per if per else np.nan for name, flags in counts.items()}
