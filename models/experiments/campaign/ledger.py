"""The ledger of a campaign: one folder that owns the truth about its runs, and can be copied as it is.

`ledger.sqlite` holds states; `measures/part-*.parquet` what runs measured, many runs a file. A part is put in
place whole before the runs in it count as done, and a part that no run counts on is thrown away at the next
opening: whatever is killed, nothing kept is lost and nothing is counted twice.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from models.scenario.faults import Fault, RunError

FORMAT = 1
FILE = "ledger.sqlite"
PARTS = "measures"
DONE, FAILED, ASIDE = "done", "failed", "set_aside"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS variants (key TEXT PRIMARY KEY, scenario TEXT, fingerprint TEXT, changes TEXT);
CREATE TABLE IF NOT EXISTS runs (
  variant TEXT NOT NULL, replication INTEGER NOT NULL, state TEXT NOT NULL, part TEXT, digest TEXT,
  cpu_seconds REAL, ended_at REAL, trace TEXT, PRIMARY KEY (variant, replication)
) WITHOUT ROWID;
"""

Run = tuple[str, int]


class Ledger:
    """Opened for one writer; readers may open the same folder meanwhile."""

    def __init__(self, folder: Path, about: Mapping[str, Any] | None = None) -> None:
        """Open, or make, the ledger in `folder`; `about` (seed, days …) must be that of an older one.

        RunError where the folder holds a ledger of a newer format or of another campaign.
        """
        self.folder = folder
        try:
            (folder / PARTS).mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(folder / FILE, timeout=30.0, isolation_level=None)
            self._base.execute("PRAGMA synchronous=FULL")
            self._base.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise RunError(Fault(str(folder), "a folder for a ledger", str(error))) from None
        self._check({"format": FORMAT, **(about or {})}, new=about is not None)
        if about is not None:
            self._sweep()

    def close(self) -> None:
        """Let go of the files."""
        self._base.close()

    def register(self, variants: Iterable[tuple[str, str, str, str]]) -> None:
        """Variants as (key, scenario, fingerprint, changes); RunError where one was another scenario then."""
        known = dict(self._base.execute("SELECT key, fingerprint FROM variants"))
        rows = list(variants)
        faults = [
            Fault(f"{self.folder.name}: {scenario}", f"fingerprint {known[key][:12]}", fingerprint[:12],
                  "the scenario has changed: choose another folder for the campaign")
            for key, scenario, fingerprint, _ in rows
            if known.get(key, fingerprint) != fingerprint
        ]  # fmt: skip
        if faults:
            raise RunError(faults)
        with self._base:
            self._base.executemany("INSERT OR IGNORE INTO variants VALUES (?, ?, ?, ?)", rows)

    def states(self) -> dict[Run, str]:
        """The state of every run that is over."""
        rows = self._base.execute("SELECT variant, replication, state FROM runs")
        return {(variant, replication): state for variant, replication, state in rows}

    def faults(self) -> pd.DataFrame:
        """Runs that failed or were set aside: variant, replication, state, trace."""
        columns = ["variant", "replication", "state", "trace"]
        query = f"SELECT {', '.join(columns)} FROM runs WHERE state != ? ORDER BY variant, replication"
        return pd.DataFrame(self._base.execute(query, (DONE,)).fetchall(), columns=columns)

    def keep(self, receipts: Sequence[Mapping[str, Any]]) -> None:
        """Enter finished runs: their measures first, in one file, then their states, in one transaction."""
        done = [receipt for receipt in receipts if "measures" in receipt]
        part = f"part-{uuid.uuid4().hex[:12]}.parquet" if done else None
        if part is not None:
            table = pd.DataFrame(
                [{"variant": r["variant"], "replication": r["replication"], **r["measures"]} for r in done]
            )
            target = self.folder / PARTS / part
            temporary = target.with_suffix(".writing")
            try:
                table.to_parquet(temporary, index=False)
                os.replace(temporary, target)
            except OSError as error:
                remedy = "make room; what was kept before stays, and the rest is done again"
                raise RunError(
                    Fault(str(target), "room to write", error.strerror or str(error), remedy)
                ) from None
        rows = [
            (r["variant"], r["replication"], r.get("state", DONE), part if "measures" in r else None,
             r.get("digest"), r.get("cpu_seconds"), time.time(), r.get("trace"))
            for r in receipts
        ]  # fmt: skip
        try:
            self._base.execute("BEGIN")
            self._base.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            raise RunError(
                Fault(str(self.folder / FILE), "a ledger that can be written", str(error))
            ) from None

    def forget(self, runs: Iterable[Run]) -> None:
        """Strike failed runs out, so that they are tried again."""
        with self._base:
            self._base.executemany("DELETE FROM runs WHERE variant = ? AND replication = ?", list(runs))

    def measures(self) -> pd.DataFrame:
        """What all finished runs measured: variant, replication and a column a measure, in order."""
        parts = self._parts()
        try:
            tables = [pd.read_parquet(self.folder / PARTS / part) for part in sorted(parts)]
        except (OSError, ValueError) as error:
            raise RunError(Fault(str(self.folder / PARTS), "every part of the ledger", str(error))) from None
        if not tables:
            return pd.DataFrame(columns=["variant", "replication"])
        whole = pd.concat(tables, ignore_index=True)
        return whole.sort_values(["variant", "replication"], kind="stable").reset_index(drop=True)

    def digests(self) -> dict[Run, str]:
        """The digest of every finished run."""
        rows = self._base.execute("SELECT variant, replication, digest FROM runs WHERE state = ?", (DONE,))
        return {(variant, replication): digest for variant, replication, digest in rows}

    def cpu_seconds(self) -> float:
        """What all finished runs cost together."""
        (total,) = self._base.execute("SELECT TOTAL(cpu_seconds) FROM runs").fetchone()
        return float(total)

    def _check(self, about: Mapping[str, Any], new: bool) -> None:
        kept = {key: json.loads(value) for key, value in self._base.execute("SELECT key, value FROM about")}
        if kept and kept.get("format", 0) > FORMAT:
            remedy = "update the workbench to read it"
            raise RunError(
                Fault(str(self.folder), f"a ledger of format {FORMAT}", str(kept["format"]), remedy)
            )
        if not kept and not new:
            raise RunError(Fault(str(self.folder), "the ledger of a campaign", "none"))
        remedy = "choose another folder: runs that do not belong together are not mixed"
        faults = [
            Fault(f"{self.folder.name}: {key}", f"{kept[key]} as before", str(value), remedy)
            for key, value in about.items()
            if key in kept and kept[key] != value and key != "format"
        ]
        if faults and new:
            raise RunError(faults)
        if new:
            with self._base:
                rows = [(key, json.dumps(value)) for key, value in about.items()]
                self._base.executemany("INSERT OR IGNORE INTO about VALUES (?, ?)", rows)

    def _parts(self) -> set[str]:
        """Files that finished runs count on."""
        query = "SELECT DISTINCT part FROM runs WHERE part IS NOT NULL"
        return {part for (part,) in self._base.execute(query)}

    def _sweep(self) -> None:
        """Throw away parts that no finished run counts on: they were being written when something died."""
        counted = self._parts()
        for file in (self.folder / PARTS).iterdir():
            if file.name not in counted:
                file.unlink(missing_ok=True)
