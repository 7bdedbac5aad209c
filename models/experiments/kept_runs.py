"""Where kept runs and readings lie: a run, the runs of a result, or a campaign's ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from models.exchange.runfolder import FACTS, read_facts
from models.experiments.campaign.design import Variant
from models.experiments.campaign.ledger import FILE, Ledger
from models.experiments.simulate import SUMMARY
from models.measures.pairs import READINGS
from models.scenario.faults import Fault, RunError

Runs = list[tuple[str, list[Path]]]


def run_folders(source: str) -> Runs | None:
    """Runs behind a folder, by scenario (name, run folders); None where it keeps no runs (a scenario).

    RunError for a result or a ledger whose runs were not kept.
    """
    path = Path(source)
    if (path / FACTS).is_file():
        return [(str(read_facts(path)["scenario"]), [path])]
    if (path / SUMMARY).is_file():
        return [_of_result(path)]
    if (path / FILE).is_file():
        return _of_ledger(path)
    return None


def _of_result(path: Path) -> tuple[str, list[Path]]:
    told = read_summary(path)
    runs = [Path(run) for run in told.get("runs", [])]
    lost = [run for run in runs if not (run / FACTS).is_file()]
    if not runs or lost:
        got = f"{len(lost)} of {len(runs)} are gone" if runs else "none"
        raise RunError(Fault(str(path), "a result whose runs are kept", got, "simulate again"))
    return str(told["scenario"]), runs


def _of_ledger(path: Path) -> Runs:
    groups: dict[str, list[Path]] = {}
    names: dict[str, str] = {}
    for facts in sorted((path / "runs").glob(f"*/{FACTS}")):
        told = read_facts(facts.parent)
        groups.setdefault(told["fingerprint"], []).append(facts.parent)
        names[told["fingerprint"]] = f"{told['scenario']} {told['fingerprint'][:8]}"
    if not groups:
        remedy = "set keep_tables: true in its file and run it again in a new folder"
        raise RunError(Fault(str(path), "a campaign that kept its tables", "none", remedy))
    return [(names[fingerprint], runs) for fingerprint, runs in groups.items()]


def read_summary(path: Path) -> Mapping[str, Any]:
    """The summary of a result folder; RunError where there is none."""
    try:
        told: Mapping[str, Any] = json.loads((path / SUMMARY).read_text(encoding="utf-8"))
        return told
    except (OSError, ValueError):
        raise RunError(Fault(str(path), f"a result with {SUMMARY}", "none that can be read")) from None


def readings_of(source: str) -> list[tuple[str, pd.DataFrame]]:
    """What every replication measured, by scenario: (name, frame by (seed, replication), a column a measure).

    `source` is a result folder or a campaign's ledger; RunError for anything else.
    """
    path = Path(source)
    if (path / FILE).is_file():
        return _readings_of_ledger(path)
    told = read_summary(path)
    try:
        long = pd.read_parquet(path / f"{READINGS}.parquet")
    except (OSError, ValueError):
        remedy = "it was made by an older workbench: simulate again"
        raise RunError(Fault(str(path), f"the table {READINGS}", "none", remedy)) from None
    wide = long.pivot(index=["seed", "replication"], columns="measure", values="value")
    return [(str(told["scenario"]), wide.sort_index())]


def _readings_of_ledger(path: Path) -> list[tuple[str, pd.DataFrame]]:
    ledger = Ledger(path)
    try:
        table, (names, seed) = ledger.measures(), _names_and_seed(path)
    finally:
        ledger.close()
    groups = {str(key): rows for key, rows in table.groupby("variant", sort=False)}
    return [
        (name, groups[key].drop(columns="variant").assign(seed=seed).set_index(["seed", "replication"]))
        for key, name in names.items()
        if key in groups
    ]


def _names_and_seed(path: Path) -> tuple[dict[str, str], int]:
    """Variant keys of a ledger to names, in the order in which they were registered; and its seed."""
    query = "SELECT key, scenario, changes FROM variants ORDER BY rowid"
    try:
        with closing(sqlite3.connect(f"{(path / FILE).resolve().as_uri()}?mode=ro", uri=True)) as base:
            rows = base.execute(query).fetchall()
            (seed,) = base.execute("SELECT value FROM about WHERE key = 'seed'").fetchone()
    except sqlite3.Error as error:
        raise RunError(Fault(str(path), "the ledger of a campaign", str(error))) from None
    names = {key: Variant(0, scenario, json.loads(changes)).name for key, scenario, changes in rows}
    return names, int(json.loads(seed))
