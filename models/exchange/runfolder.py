"""A run on disk: one folder with its tables in Parquet and its facts; complete, or not there at all."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from models.scenario.faults import Fault, RunError
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.tables import TABLES

FORMAT = 1
FACTS = "run.json"


def write_folder(
    folder: Path, tables: Mapping[str, pd.DataFrame], name: str, content: Mapping[str, Any]
) -> Path:
    """Write tables (`<table>.parquet`) and a JSON file beside them under a temporary name, then rename.

    An older folder of the same name is replaced. Raises RunError where the disk refuses.
    """
    temporary = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    try:
        temporary.mkdir(parents=True)
        for table, frame in tables.items():
            frame.to_parquet(temporary / f"{table}.parquet", index=False)
        text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
        (temporary / name).write_text(text + "\n", encoding="utf-8")
        _replace(temporary, folder)
    except OSError as error:
        fault = Fault(str(folder), "a folder that can be written", error.strerror or str(error))
        raise RunError(fault) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _replace(new: Path, folder: Path) -> None:
    if folder.exists():
        old = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}.old")
        os.rename(folder, old)
        os.rename(new, folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.rename(new, folder)


def write_run(
    outcome: Outcome,
    folder: Path,
    more: Mapping[str, pd.DataFrame] | None = None,
    about: Mapping[str, Any] | None = None,
) -> Path:
    """Keep a replication, with `more` tables beside its own; `about` says where it came from."""
    facts = {
        "format": FORMAT,
        "scenario": outcome.scenario,
        "fingerprint": outcome.fingerprint,
        "seed": outcome.seed,
        "replication": outcome.replication,
        "window_begin": outcome.window_begin,
        "window_end": outcome.window_end,
        "desks": [asdict(desk) for desk in outcome.desks],
        "events": outcome.events,
        "cpu_seconds": outcome.cpu_seconds,
        "notes": list(outcome.notes),
        "digest": outcome.digest,
        "about": dict(about or {}),
    }
    return write_folder(folder, {**outcome.tables, **(more or {})}, FACTS, facts)


def read_facts(folder: Path) -> dict[str, Any]:
    """The facts of a run; RunError where the folder is not one, or is of a newer format."""
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RunError(Fault(str(folder), f"a run folder with {FACTS}", "none that can be read")) from None
    if not isinstance(facts, dict) or facts.get("format", 0) > FORMAT:
        found = facts.get("format") if isinstance(facts, dict) else type(facts).__name__
        remedy = "it was written by a newer workbench: update"
        raise RunError(Fault(f"{folder}: format", f"at most {FORMAT}", str(found), remedy))
    return facts


def read_run(folder: Path) -> Outcome:
    """A kept replication."""
    facts = read_facts(folder)
    try:
        tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}
        desks = tuple(DeskFacts(**{**desk, "serves": tuple(desk["serves"])}) for desk in facts["desks"])
        return Outcome(
            scenario=facts["scenario"],
            fingerprint=facts["fingerprint"],
            seed=facts["seed"],
            replication=facts["replication"],
            window_begin=facts["window_begin"],
            window_end=facts["window_end"],
            tables=tables,
            desks=desks,
            events=facts["events"],
            cpu_seconds=facts["cpu_seconds"],
            notes=tuple(facts["notes"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(Fault(str(folder), "a complete run", f"{type(error).__name__}: {error}")) from None
