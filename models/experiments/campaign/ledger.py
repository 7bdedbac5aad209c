"""The ledger of a campaign: one folder that owns the truth about its runs, and can be copied as it is.

`ledger.sqlite` holds states; `measures/part-*.parquet` what runs measured, many runs a file. A part is put in
place whole before the runs in it count as done, and a part that no run counts on is thrown away at the next
opening: whatever is killed, nothing kept is lost and nothing is counted twice.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from models.experiments.campaign import parts
from models.experiments.campaign.writer import WriterLock
from models.scenario.faults import Fault, RunError

FORMAT = 1
FILE = "ledger.sqlite"
PARTS = parts.FOLDER
DONE, FAILED, ASIDE = "done", "failed", "set_aside"
_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS variants (key TEXT PRIMARY KEY, scenario TEXT, fingerprint TEXT, changes TEXT);
CREATE TABLE IF NOT EXISTS runs (
  variant TEXT NOT NULL, replication INTEGER NOT NULL, state TEXT NOT NULL, part TEXT, digest TEXT,
  cpu_seconds REAL, ended_at REAL, trace TEXT, PRIMARY KEY (variant, replication)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS judged (variant TEXT PRIMARY KEY, wanted INTEGER NOT NULL, rules TEXT NOT NULL);
COMMIT;
"""
"""All tables or none: somebody may open the ledger for reading while it is made."""
_KEEP = "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
Run = tuple[str, int]


class Ledger:
    """Opened for one writer; readers may open the same folder meanwhile."""

    def __init__(self, folder: Path, about: Mapping[str, Any] | None = None) -> None:
        """Open, or make, the ledger in `folder`; `about` (seed, days …) must be that of an older one.

        Without `about` it is only read. RunError where the folder holds a ledger of a newer format or of
        another campaign, where it cannot be read, and where somebody else is writing it.
        """
        self.folder = folder
        self.mended: list[Run] = []
        self._lock = WriterLock(folder)
        writing = about is not None
        if not writing and not (folder / FILE).is_file():
            raise RunError(Fault(str(folder), "the ledger of a campaign", "none"))
        self._open(writing)
        try:
            self._check({"format": FORMAT, **(about or {})}, writing)
            if writing:
                self._mend()
                self._sweep()
        except sqlite3.Error as error:
            self.close()
            raise _unreadable(folder, error) from None
        except RunError:
            self.close()
            raise

    def _open(self, writing: bool) -> None:
        try:
            if writing:
                (self.folder / PARTS).mkdir(parents=True, exist_ok=True)
                self._lock.take()
            mode = "rwc" if writing else "ro"
            place = f"{(self.folder / FILE).resolve().as_uri()}?mode={mode}"
            self._base = sqlite3.connect(place, uri=True, timeout=30.0, isolation_level=None)
            if writing:
                self._base.execute("PRAGMA synchronous=FULL")
                self._base.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._lock.release()
            raise _unreadable(self.folder, error) from None
        except OSError as error:
            self._lock.release()
            got = error.strerror or str(error)
            raise RunError(Fault(str(self.folder), "a folder for a ledger", got, parts.ROOM)) from None

    def close(self) -> None:
        """Let go of the files."""
        self._base.close()
        self._lock.release()

    def differs(self, about: Mapping[str, Any]) -> list[Fault]:
        """What makes a campaign another one than this ledger's: seed, days …"""
        kept = {key: json.loads(value) for key, value in self._base.execute("SELECT key, value FROM about")}
        remedy = "choose another folder or name: runs that do not belong together are not mixed"
        return [
            Fault(f"{self.folder.name}: {key}", f"{kept[key]} as before", str(value), remedy)
            for key, value in about.items()
            if key in kept and kept[key] != value and key != "format"
        ]

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
            raise RunError(list(dict.fromkeys(faults)))
        with self._base:
            self._base.executemany("INSERT OR IGNORE INTO variants VALUES (?, ?, ?, ?)", rows)

    def credit(self, places: Mapping[str, str]) -> None:
        """Note who is to be named for the place of every scenario."""
        told = json.dumps({**self.attributions(), **places}, ensure_ascii=False)
        query = "INSERT OR REPLACE INTO about VALUES ('attribution', ?)"
        self._write(lambda: self._base.execute(query, (told,)))

    def attributions(self) -> dict[str, str]:
        """By scenario, who is to be named for its place ("" for a made-up one)."""
        row = self._base.execute("SELECT value FROM about WHERE key = 'attribution'").fetchone()
        found: dict[str, str] = json.loads(row[0]) if row else {}
        return found

    def states(self) -> dict[Run, str]:
        """The state of every run that is over."""
        rows = self._base.execute("SELECT variant, replication, state FROM runs")
        return {(variant, replication): state for variant, replication, state in rows}

    def counts(self) -> dict[str, dict[str, int]]:
        """By variant, how many runs are in each state."""
        found: dict[str, dict[str, int]] = {}
        query = "SELECT variant, state, COUNT(*) FROM runs GROUP BY variant, state"
        for variant, state, count in self._base.execute(query):
            found.setdefault(variant, {})[state] = count
        return found

    def faults(self) -> pd.DataFrame:
        """Runs that failed or were set aside: variant, replication, state, trace."""
        columns = ["variant", "replication", "state", "trace"]
        query = f"SELECT {', '.join(columns)} FROM runs WHERE state != ? ORDER BY variant, replication"
        return pd.DataFrame(self._base.execute(query, (DONE,)).fetchall(), columns=columns)

    def judge(self, rows: Iterable[tuple[str, int, Sequence[Mapping[str, Any]]]]) -> None:
        """Note what the stop rules said: (variant, replications wanted, rules with their half widths)."""
        told = [(key, wanted, json.dumps(list(rules))) for key, wanted, rules in rows]
        self._write(lambda: self._base.executemany("INSERT OR REPLACE INTO judged VALUES (?, ?, ?)", told))

    def judged(self) -> dict[str, tuple[int, list[dict[str, Any]]]]:
        """By variant, replications wanted by now and what every stop rule said last."""
        try:
            rows = self._base.execute("SELECT variant, wanted, rules FROM judged").fetchall()
        except sqlite3.OperationalError:  # a ledger from before this was noted, opened for reading
            return {}
        return {variant: (wanted, json.loads(rules)) for variant, wanted, rules in rows}

    def keep(self, receipts: Sequence[Mapping[str, Any]]) -> None:
        """Enter finished runs: their measures first, in one file, then their states, in one transaction."""
        done = [receipt for receipt in receipts if "measures" in receipt]
        part = parts.name() if done else None
        if part is not None:
            table = pd.DataFrame(
                [{"variant": r["variant"], "replication": r["replication"], **r["measures"]} for r in done]
            )
            self._write(lambda: parts.write(self.folder, part, table))
        rows = [
            (r["variant"], r["replication"], r.get("state", DONE), part if "measures" in r else None,
             r.get("digest"), r.get("cpu_seconds"), time.time(), r.get("trace"))
            for r in receipts
        ]  # fmt: skip
        self._write(lambda: self._base.executemany(_KEEP, rows))

    def forget(self, runs: Iterable[Run]) -> None:
        """Strike failed runs out, so that they are tried again."""
        query = "DELETE FROM runs WHERE variant = ? AND replication = ?"
        self._write(lambda: self._base.executemany(query, list(runs)))

    def compact(self) -> None:
        """Join small parts into one, so that a long campaign is opened as fast as a short one."""
        small = sorted(self._parts())
        if len(small) < parts.MANY:
            return
        whole, table = parts.name(), parts.read(self.folder, small, self._where())
        self._write(lambda: parts.write(self.folder, whole, table))
        query = "UPDATE runs SET part = ? WHERE part IS NOT NULL"
        self._write(lambda: self._base.execute(query, (whole,)))
        self._sweep()

    def measures(self, names: Sequence[str] | None = None) -> pd.DataFrame:
        """What all finished runs measured: variant, replication and a column a measure (those of `names` that
        were measured), in order."""
        for attempt in (1, 2):
            try:
                return parts.read(self.folder, sorted(self._parts()), self._where(), names)
            except RunError:  # the writer may have joined parts since we asked for their names
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def digests(self) -> dict[Run, str]:
        """The digest of every finished run."""
        rows = self._base.execute("SELECT variant, replication, digest FROM runs WHERE state = ?", (DONE,))
        return {(variant, replication): digest for variant, replication, digest in rows}

    def cpu_seconds(self) -> float:
        """What all finished runs cost together."""
        (total,) = self._base.execute("SELECT TOTAL(cpu_seconds) FROM runs").fetchone()
        return float(total)

    def _write(self, work: Any) -> None:
        """All or nothing; RunError that says what to do where it cannot be written."""
        try:
            with self._base:
                self._base.execute("BEGIN")
                work()
        except (OSError, sqlite3.Error) as error:
            got = getattr(error, "strerror", None) or str(error)
            raise RunError(Fault(str(self.folder), "room to write", got, parts.ROOM)) from None

    def _check(self, about: Mapping[str, Any], writing: bool) -> None:
        kept = {key: json.loads(value) for key, value in self._base.execute("SELECT key, value FROM about")}
        if kept and kept.get("format", 0) > FORMAT:
            remedy = "update the workbench to read it"
            raise RunError(
                Fault(str(self.folder), f"a ledger of format {FORMAT}", str(kept["format"]), remedy)
            )
        if writing and (faults := self.differs(about)):
            raise RunError(faults)
        if writing:
            rows = [(key, json.dumps(value)) for key, value in about.items()]
            self._write(lambda: self._base.executemany("INSERT OR IGNORE INTO about VALUES (?, ?)", rows))

    def _parts(self) -> set[str]:
        """Files that finished runs count on."""
        query = "SELECT DISTINCT part FROM runs WHERE part IS NOT NULL"
        return {part for (part,) in self._base.execute(query)}

    def _where(self) -> pd.DataFrame:
        """Which part every finished run counts on."""
        query = "SELECT variant, replication, part FROM runs WHERE part IS NOT NULL"
        return pd.DataFrame(self._base.execute(query).fetchall(), columns=["variant", "replication", "part"])

    def _mend(self) -> None:
        """Runs whose part is missing or was copied by half are struck out, and so are done again."""
        broken = [part for part in sorted(self._parts()) if not parts.whole(self.folder, part)]
        for part in broken:
            query = "SELECT variant, replication FROM runs WHERE part = ?"
            self.mended += self._base.execute(query, (part,)).fetchall()
        self.forget(self.mended)

    def _sweep(self) -> None:
        """Throw away parts that no finished run counts on: they were being written when something died."""
        counted = self._parts()
        for file in (self.folder / PARTS).iterdir():
            if file.name not in counted:
                file.unlink(missing_ok=True)


def _unreadable(folder: Path, error: Exception) -> RunError:
    remedy = "bring the folder back from a copy, or begin the campaign anew in another folder"
    return RunError(Fault(str(folder / FILE), "a ledger that can be read", str(error), remedy))
