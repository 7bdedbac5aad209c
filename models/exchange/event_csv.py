"""The event log as one flat CSV, with the mapping that reads it back: what other offices can fill in too."""

from __future__ import annotations

from pathlib import Path

from models.exchange.cells import harmless_table
from models.exchange.event_log import EventLog
from models.scenario.yaml_file import write_yaml

FACTS = {"channel": "source", "department": "department", "case_class": "case_class", "urgent": "urgent",
         "premises": "premises"}  # fmt: skip
EVENTS = {"activity": "activity", "start": "begin", "complete": "end", "resource": "actor", "role": "role",
          "level": "level", "outcome": "outcome", "due": "due"}  # fmt: skip


def write_event_csv(log: EventLog, out: Path) -> list[Path]:
    """Write `log.csv`, a line an event with the facts of its case, and `mapping.yml` beside it."""
    facts = log.cases.set_index("case")
    table = log.events[["case", *EVENTS.values()]].rename(columns={v: k for k, v in EVENTS.items()})
    table["start"] = table["start"].where(table["start"] != table["complete"], "")
    for told, own in FACTS.items():
        cells = facts[own].map({True: "true", False: "false"}) if own == "urgent" else facts[own]
        table[told] = cells.reindex(table["case"]).to_numpy()
    table["case_due"] = facts["due"].reindex(table["case"]).to_numpy()
    file = out / "log.csv"
    harmless_table(table).to_csv(file, index=False, encoding="utf-8-sig", lineterminator="\n")
    mapping = out / "mapping.yml"
    columns = {name: name for name in table.columns}
    write_yaml(
        mapping, {"format": 1, "time_zone": log.about.get("timezone", "Asia/Shanghai"), "columns": columns}
    )
    return [file, mapping]
