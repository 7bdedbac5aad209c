"""A row for the start and a row for the end of the same work become one event."""

from __future__ import annotations

from collections import defaultdict, deque

import numpy as np
import pandas as pd

from models.exchange.case_log import NEVER

BOTH = ["case", "activity"]


def paired(events: pd.DataFrame) -> pd.DataFrame:
    """One row an event, from rows whose `lifecycle` is `start` or `complete`.

    A completion belongs to the earliest start of the same activity of its case that has none yet, that of
    the same resource first. A start without completion goes on (`end` is `NEVER`).
    """
    order = np.lexsort((events["lifecycle"] != "start", events["stamp"]))
    begun: dict[tuple[int, str], deque[int]] = defaultdict(deque)
    start = np.full(len(events), NEVER, dtype=np.int64)
    kept = np.ones(len(events), dtype=bool)
    keys = list(zip(events["case"].tolist(), events["activity"].tolist(), strict=True))
    stamps, who = events["stamp"].tolist(), events["resource"].tolist()
    is_start = (events["lifecycle"] == "start").tolist()
    for index in order.tolist():
        waiting = begun[keys[index]]
        if is_start[index]:
            waiting.append(index)
            continue
        if waiting:
            chosen = next((each for each in waiting if who[each] == who[index]), waiting[0])
            waiting.remove(chosen)
            start[index] = stamps[chosen]
            kept[chosen] = False
    end = np.where(is_start, NEVER, events["stamp"].to_numpy())
    start = np.where(is_start, events["stamp"].to_numpy(), start)
    return events.assign(start=start, end=end)[kept]
