"""What is open at the end of the window, what of it is overdue, by how much; and what was left out."""

from __future__ import annotations

import numpy as np

from models.measures.casebook import CaseBook
from models.measures.window import Flags, Floats
from models.scenario.tables import CaseOutcome, Stage
from models.scenario.words import Level, Source


def overdue(book: CaseBook) -> Flags:
    """Cases open, not suspended, and past the due time at the end of the window.

    A case not registered yet has no closing time: it is overdue once its acceptance is.
    """
    late = book.due < book.window.end
    waiting = book.stage(Stage.ACCEPT) & np.isnan(book.stage_end) & (book.stage_due < book.window.end)
    unregistered = np.isin(book.cases["case"].to_numpy(), book.stages["case"].to_numpy()[waiting])
    return book.open & ~book.paused & (late | (np.isnan(book.due) & unregistered))


def overdue_hours(book: CaseBook) -> Floats:
    """Hours past due of each judged case, until it closed or the window ended; 0 where on time."""
    until = np.where(np.isnan(book.closed), book.window.end, book.closed)
    return np.clip((until - book.due)[book.judged] / 60, 0.0, None)


def backlog_measures(book: CaseBook) -> dict[str, float]:
    """Backlog at the end of the window and the tail of lateness among the cases due in it."""
    hours = overdue_hours(book)
    late = hours[hours > 0]
    return {
        "overdue_backlog": float(overdue(book).sum()),
        "open_cases": float(book.open.sum()),
        "suspended_cases": float((book.open & book.paused).sum()),
        "overdue_hours": float(hours.mean()) if len(hours) else np.nan,
        "overdue_hours_p90": float(np.quantile(late, 0.9)) if len(late) else (0.0 if len(hours) else np.nan),
    }


def case_counts(book: CaseBook) -> dict[str, float]:
    """How many cases stand behind the rates, and how many were left out of them."""
    cases, inside = book.cases, book.window.holds(book.reported)
    fate, source = cases["outcome"], cases["source"]
    background = (source == str(Source.BACKGROUND)).to_numpy(dtype=bool)
    found = {
        "cases_due": book.judged,
        "cases_closed": book.counted & book.window.holds(book.closed),
        "cancelled_cases": book.own & inside & (fate == str(CaseOutcome.CANCELLED)).to_numpy(dtype=bool),
        "duplicate_cases": ~background & inside & (fate == str(CaseOutcome.DUPLICATE)).to_numpy(dtype=bool),
        "background_cases": background & inside,
        "settled_cases": book.own & inside & (cases["level"] == str(Level.SPOT)).to_numpy(dtype=bool),
    }
    return {name: float(flags.sum()) for name, flags in found.items()}
