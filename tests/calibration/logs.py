"""Small case logs made by hand or simulated, and the files they stand in."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.exchange.case_log import CaseLog
from models.exchange.event_log import EventLog, event_log
from models.exchange.log_of_run import log_of_run
from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario
from models.simulation.run import simulate
from tests.builders import community, few_items

COLUMNS = {
    "case": "case", "activity": "activity", "start": "start", "complete": "end", "resource": "who",
    "role": "role", "channel": "channel", "level": "level", "due": "due",
}  # fmt: skip
HEAD = "case,activity,start,end,who,role,channel,level,due\n"
GOOD = (
    "1,report,,2026-03-02T08:40:00,,,citizen,community,\n"
    "1,register,2026-03-02T08:45:00,2026-03-02T08:50:00,Li,operator,citizen,community,2026-03-02T08:55:00\n"
    "1,dispatch,2026-03-02T08:50:00,2026-03-02T08:55:00,Li,operator,citizen,community,2026-03-02T09:05:00\n"
    "1,handle,2026-03-02T09:00:00,2026-03-02T09:40:00,Wu,handler,citizen,community,2026-03-02T11:00:00\n"
    "1,close,,2026-03-02T09:50:00,,,citizen,community,\n"
    "2,report,,2026-03-02T10:00:00,,,citizen,community,\n"
    "2,register,2026-03-02T10:05:00,,Li,operator,citizen,community,2026-03-02T10:15:00\n"
)
MAPPING: Mapping[str, Any] = {"format": 1, "time_zone": "Asia/Shanghai", "columns": COLUMNS}


def csv_file(folder: Path, lines: str = GOOD, head: str = HEAD, encoding: str = "utf-8") -> Path:
    """A CSV log in a folder."""
    file = folder / "log.csv"
    file.write_bytes((head + lines).encode(encoding))
    return file


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xmlns="http://www.xes-standard.org/">
<trace><string key="concept:name" value="7"/><string key="source" value="citizen"/>
<event><string key="concept:name" value="report"/>
<date key="time:timestamp" value="2026-03-02T08:40:00+08:00"/></event>
<event><string key="concept:name" value="handle"/><string key="lifecycle:transition" value="start"/>
<date key="time:timestamp" value="2026-03-02T09:00:00+08:00"/></event>
<event><string key="concept:name" value="handle"/><string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="2026-03-02T09:40:00+08:00"/>
<list key="more"><string key="concept:name" value="nested"/></list></event>
</trace></log>
"""


def xes_file(folder: Path, text: str = XES, packed: bool = False) -> Path:
    """An XES log in a folder, packed or not."""
    file = folder / ("log.xes.gz" if packed else "log.xes")
    file.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return file


@lru_cache(maxsize=1)
def small_town() -> Scenario:
    """Two grids and few premises, where citizens report much: a run is cheap and says a lot."""
    return community(
        days=56,
        population=2_500,
        handlers=6,
        operators=3,
        town={"teams": 6},
        items=few_items(),
        changes={
            "demand.citizen_reports_per_10000_day": 20.0,
            "handling.second_visit": 0.4,
            "desks.operator_minutes": 6.0,
            "town.minutes_mean": 75.0,
        },
    )


@lru_cache(maxsize=2)
def small_run(replication: int = 0) -> tuple[Outcome, CaseLog]:
    """A run of it, and its log."""
    outcome = simulate(small_town(), replication)
    return outcome, log_of_run(outcome, small_town())


def written() -> EventLog:
    """The run's event log, as it is exported."""
    outcome, _ = small_run()
    return event_log(outcome.tables, small_town().calendar, {"timezone": "Asia/Shanghai"})
