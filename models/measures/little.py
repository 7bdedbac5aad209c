"""Little's law on a window that starts and ends empty: L = lambda W, exactly, whatever the arrivals.

Little & Graves, "Little's Law", in Building Intuition (2008): over such a window the time integral of
the number present equals the sum of the times spent, path by path.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.measures.window import Floats, numbers
from models.scenario.outcome import Outcome
from models.scenario.words import Activity


@dataclass(frozen=True)
class Little:
    """`present` is L, counted by integration; `rate` lambda, a minute; `spent` W, minutes; `count` stays."""

    present: float
    rate: float
    spent: float
    count: int

    @property
    def gap(self) -> float:
        """How far L is from lambda W: rounding alone, where the window starts and ends empty."""
        return self.present - self.rate * self.spent


def little(arrivals: Floats, departures: Floats, begin: float, end: float) -> Little:
    """Check stays [arrival, departure) over [begin, end].

    L comes from a walk along the sorted events (the number present times how long it stays so), W from
    the stays, so that the two are counted apart. Raises ValueError where somebody is present at an edge.
    """
    if len(arrivals) and (np.isnan(departures).any() or arrivals.min() < begin or departures.max() > end):
        raise ValueError(
            "Little's law: expected a window that starts and ends empty, got stays across its edges"
        )
    times = np.concatenate([arrivals, departures, [end]])
    steps = np.concatenate([np.ones(len(arrivals)), -np.ones(len(departures)), [0.0]])
    order = np.argsort(times, kind="stable")
    spans = np.diff(np.concatenate([[begin], times[order]]))
    before = np.concatenate([[0.0], np.cumsum(steps[order])[:-1]])
    length = end - begin
    count = len(arrivals)
    spent = float((departures - arrivals).mean()) if count else 0.0
    return Little(float((spans * before).sum()) / length, count / length, spent, count)


def little_of_cases(outcome: Outcome, begin: float, end: float) -> Little:
    """Cases reported in [begin, end), from report to the moment they were closed or cancelled or attached."""
    events = outcome.tables["case_events"]
    over = (Activity.CLOSE, Activity.CANCEL, Activity.ATTACH_DUPLICATE, Activity.SETTLE)
    start = events[events["activity"] == str(Activity.REPORT)].groupby("case")["begin"].min()
    final = events[events["activity"].isin([str(a) for a in over])].groupby("case")["end"].max()
    chosen = start[(start >= begin) & (start < end)]
    return little(numbers(chosen), numbers(final.reindex(chosen.index)), begin, end)


def little_of_activity(outcome: Outcome, activities: Iterable[Activity], begin: float, end: float) -> Little:
    """Jobs of some activities (a desk's, say), from the moment they waited (`ready`) until they were done."""
    events = outcome.tables["case_events"]
    ready = numbers(events["ready"])
    own = events["activity"].isin([str(a) for a in activities]).to_numpy(dtype=bool)
    own = own & (ready >= begin) & (ready < end)
    return little(ready[own], numbers(events["end"])[own], begin, end)
