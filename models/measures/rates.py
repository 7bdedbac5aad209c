"""Rates of cases: on time, closed, sent back, valid, missed (domain note, section 5).

Attribution to the window: a rate of due cases takes those whose final due time lies in it; a rate of
reports takes those reported in it; a rate of registrations those registered in it.
"""

from __future__ import annotations

import numpy as np

from models.measures.casebook import CaseBook
from models.measures.ratio import Ratio
from models.scenario.tables import CaseOutcome, Stage
from models.scenario.words import Level, Source

PUBLIC = (str(Source.CITIZEN), str(Source.APP))


def due_rates(book: CaseBook) -> list[Ratio]:
    """On-time closure, closure, rework and the like: over the cases due to be closed in the window."""
    cases, due = book.cases, book.judged
    return [
        Ratio("on_time_closure_rate", cases, book.on_time, due),
        Ratio("closure_rate", cases, due & ~np.isnan(book.closed), due),
        Ratio("rework_rate", cases, due & (cases["rework"] > 0).to_numpy(dtype=bool), due),
        Ratio("bounce_rate", cases, due & (cases["bounces"] > 0).to_numpy(dtype=bool), due),
        Ratio("extension_rate", cases, due & (cases["extensions"] > 0).to_numpy(dtype=bool), due),
    ]


def stage_rate(book: CaseBook, stage: Stage, name: str) -> Ratio:
    """Stages ended by their final due time / stages due in the window."""
    due = book.stage_judged & book.stage(stage)
    return Ratio(name, book.stages, due & (book.stage_end <= book.stage_due), due)


def stage_rates(book: CaseBook) -> list[Ratio]:
    """On-time handling and its neighbours. A case handled at two levels was due at each of them."""
    return [
        stage_rate(book, Stage.HANDLE, "on_time_handling_rate"),
        stage_rate(book, Stage.ACCEPT, "on_time_accept_rate"),
        stage_rate(book, Stage.DISPATCH, "on_time_dispatch_rate"),
        stage_rate(book, Stage.CHECK, "on_time_check_rate"),
    ]


def report_rates(book: CaseBook) -> list[Ratio]:
    """Valid reports, misses, over-reports.

    Valid: registered / reported in the window and decided by its end (registered or cancelled). Missed:
    reported by the public although a visit should have found it / registered in the window. A case that
    was registered and cancelled later was registered (valid), and is left out of the miss rate.
    """
    cases = book.cases
    cancelled = (cases["outcome"] == str(CaseOutcome.CANCELLED)).to_numpy(dtype=bool)
    spot = (cases["level"] == str(Level.SPOT)).to_numpy(dtype=bool)
    listed = book.listed
    reported = book.own & ~spot & book.window.holds(book.reported) & (listed | cancelled)
    registered = book.counted & listed & book.window.holds(book.registered)
    public = cases["source"].isin(PUBLIC).to_numpy(dtype=bool)
    inspectors = reported & (cases["source"] == str(Source.INSPECTOR)).to_numpy(dtype=bool)
    return [
        Ratio("valid_report_rate", cases, reported & listed, reported),
        Ratio("miss_rate", cases, registered & public & cases["missed"].to_numpy(dtype=bool), registered),
        Ratio("over_report_share", cases, inspectors & cases["over_report"].to_numpy(dtype=bool), inspectors),
    ]
