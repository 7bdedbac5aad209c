"""A kept run in the formats of others, and the run done again from what it knows of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from models.exchange.event_log import EventLog, event_log
from models.exchange.geo_files import write_geo
from models.exchange.ocel import write_ocel_json, write_ocel_sqlite
from models.exchange.runfolder import read_run
from models.exchange.table_files import write_csv, write_parquet, write_xlsx
from models.exchange.whole_folder import check_free, whole_folder
from models.exchange.xes import write_xes
from models.experiments.provenance import scenario_of
from models.experiments.tours import tour_planner
from models.scenario.faults import Fault, WorkbenchError
from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario
from models.simulation.run import simulate
from models.simulation.setting import make_setting

Writer = Callable[[Outcome, Scenario, Mapping[str, str], Path], list[Path]]


def export(run: Path, form: str, out: Path, folder: str | None = None) -> dict[str, Any]:
    """Write a kept run to the folder `out` (new or empty) as parquet, csv, xlsx, xes, ocel or geojson.

    `folder` says where the run's scenario lies now, when it is not where it was. Returns `{run, format,
    files, attribution}`. WorkbenchError with every fault; a half-written folder never stays.
    """
    faults = [] if form in FORMATS else [Fault("format", f"{', '.join(FORMATS)} or report", repr(form))]
    try:
        check_free(out)
    except WorkbenchError as error:
        faults += error.faults
    if faults:
        raise WorkbenchError(faults)
    scenario, facts = scenario_of(run, folder)
    about = head_of(facts)
    with whole_folder(out) as part:
        files = FORMATS[form](read_run(run), scenario, about, part)
        names = [file.name for file in files]
    return {
        "run": str(run),
        "format": form,
        "files": [str(out / name) for name in names],
        "attribution": scenario.place.attribution,
    }


def reproduce(run: Path, folder: str | None = None) -> dict[str, Any]:
    """Simulate a kept run again from its scenario, seed and replication, and compare the digests."""
    scenario, facts = scenario_of(run, folder)
    setting = make_setting(scenario)
    again = simulate(scenario, facts["replication"], setting, tour_planner(setting))
    return {
        "run": str(run),
        "digest": facts["digest"],
        "again": again.digest,
        "same": again.digest == facts["digest"],
        "versions": facts["about"]["versions"],
    }


def head_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """What every export says of itself."""
    about = facts["about"]
    told = {name: str(facts[name]) for name in ("scenario", "fingerprint", "seed", "replication", "digest")}
    told |= {name: str(about[name]) for name in ("start", "timezone", "days", "warmup_days", "attribution")}
    told["versions"] = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    if facts["notes"]:
        told["notes"] = " ".join(facts["notes"])
    return told


def _log(outcome: Outcome, scenario: Scenario, about: Mapping[str, str]) -> EventLog:
    return event_log(outcome.tables, scenario.calendar, about)


def _ocel(outcome: Outcome, scenario: Scenario, about: Mapping[str, str], out: Path) -> list[Path]:
    log = _log(outcome, scenario, about)
    return [write_ocel_json(log, out / "log.jsonocel"), write_ocel_sqlite(log, out / "log.sqlite")]


FORMATS: Mapping[str, Writer] = {
    "parquet": lambda outcome, scenario, about, out: write_parquet(outcome.tables, out, about),
    "csv": lambda outcome, scenario, about, out: write_csv(outcome.tables, out, about),
    "xlsx": lambda outcome, scenario, about, out: write_xlsx(outcome.tables, out / "run.xlsx", about),
    "xes": lambda outcome, scenario, about, out: [write_xes(_log(outcome, scenario, about), out / "log.xes")],
    "ocel": _ocel,
    "geojson": lambda outcome, scenario, about, out: write_geo(outcome.tables, scenario, about, out),
}
"""Format to its writer."""
