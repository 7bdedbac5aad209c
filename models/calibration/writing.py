"""Measured assumptions as a scenario of its own: a small folder over the one that was calibrated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from models.calibration.fit import Calibration
from models.exchange.whole_folder import check_free, whole_folder
from models.experiments.provenance import folder_name
from models.scenario.faults import Fault, RunError
from models.scenario.folder import read_scenario
from models.scenario.yaml_file import write_yaml

SUMMARY = "calibration.json"
MEASURED = "measured"


def assumptions_of(found: Calibration) -> dict[str, dict[str, Any]]:
    """The content of `assumptions.yml`: value, interval, source and grade of all that was measured."""
    content: dict[str, dict[str, Any]] = {}
    for each in found.estimates:
        section, _, name = each.path.partition(".")
        entry: dict[str, Any] = {"value": each.value, "low": each.low, "high": each.high}
        if isinstance(each.value, float):
            entry["value"] = float(f"{each.value:.6g}")
        for end in ("low", "high"):
            entry[end] = None if entry[end] is None else float(f"{entry[end]:.6g}")
        entry |= {"unit": each.unit, "source": source_of(found, each.n), "grade": MEASURED}
        content.setdefault(section, {})[name] = entry
    return content


def source_of(found: Calibration, n: int) -> str:
    """Where a measured value comes from, as the assumptions say it."""
    log = found.log
    last = found.calendar.timestamp(max(log.end - 1, 0)).date()
    first = found.calendar.timestamp(log.begin).date()
    return f"case log {log.name[:80]}, {first} to {last}, n={n}"


def write_calibrated(found: Calibration, folder: str, out: Path) -> Path:
    """Write `scenario.yml` (based on the calibrated folder) and `assumptions.yml`, and read them once.

    A half-written folder never stays; RunError where the disk refuses or something is there.
    """
    check_free(out)
    base = read_scenario(folder)
    title = {lang: f"{text} · {found.log.name[:60]}" for lang, text in base.spec.title.model_dump().items()}
    with whole_folder(out) as part:
        write_yaml(part / "scenario.yml", {"format": 1, "base": folder_name(folder), "title": title})
        write_yaml(part / "assumptions.yml", {"format": 1, **assumptions_of(found)})
        read_scenario(part)
    return out


def keep_tables(out: Path, tables: Mapping[str, pd.DataFrame], told: Mapping[str, Any]) -> None:
    """The tables of the charts and the summary, beside the scenario."""
    try:
        for name, table in tables.items():
            table.to_parquet(out / f"{name}.parquet", index=False)
        text = json.dumps(told, ensure_ascii=False, indent=1, default=str)
        (out / SUMMARY).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        got = error.strerror or str(error)
        raise RunError(Fault(str(out), "a folder that can be written", got)) from None
