"""`workbench calibrate`: a case log and a scenario in, measured assumptions and the proof beside it out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.calibration.estimate import Estimate
from models.calibration.fit import Calibration, closed_share, fit
from models.calibration.patterns import beside, patterns
from models.calibration.writing import keep_tables, write_calibrated
from models.exchange.case_log import CaseLog
from models.exchange.log_import import read_case_log
from models.exchange.log_mapping import read_mapping
from models.exchange.log_of_run import log_of_run
from models.exchange.whole_folder import check_free
from models.scenario.folder import read_scenario
from models.scenario.scenario import Scenario
from models.simulation.run import simulate

Progress = Callable[[float, str], None]
OBSERVED, DEFAULT, CALIBRATED = "observed", "default", "calibrated"
LEAST_DAYS, MOST_DAYS = 14, 84


def calibrate(
    log: str | Path | CaseLog,
    mapping: str | Path | None = None,
    scenario: str = "luohu",
    out: str | Path | None = None,
    compare: bool = True,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure the assumptions of a scenario from a case log (a file, or a log that has been read).

    `out`: new folder for a scenario with the measured assumptions, the tables of the charts and
    `calibration.json`. `compare` simulates the scenario as it was and as measured once each, so that their
    logs can stand beside the observed one; the answer then has `charts` (tables as lists of rows).
    Raises ImportFileError (the log), ScenarioError, RunError (the folder).
    """
    say = progress or (lambda share, message: None)
    base = read_scenario(scenario)
    target = None if out is None else Path(out)
    if target is not None:
        check_free(target)
    observed = log if isinstance(log, CaseLog) else read_log(log, mapping, base)
    say(0.15, "")
    found = fit(observed, base, lambda share, message: say(0.15 + 0.25 * share, message))
    told = describe(found, base)
    logs = {OBSERVED: patterns(observed, found.calendar, found.facts)}
    if target is not None:
        write_calibrated(found, scenario, target)
        told["out"] = str(target)
    if compare:
        for place, (name, variant) in enumerate(((DEFAULT, base), (CALIBRATED, measured(found, base)))):
            logs[name] = simulated(variant, observed.days)
            say(0.7 + 0.28 * place, "")
    tables = beside(logs)
    if target is not None:
        keep_tables(target, tables, told)
    told["charts"] = {name: rows_of(table) for name, table in tables.items()}
    say(1.0, "")
    return told


def compare(
    scenario: str,
    measured_folder: str,
    days: float,
    charts: dict[str, list[dict[str, Any]]],
    progress: Progress | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """The charts of an observed log with both simulated ones beside: the scenario as it was, and as measured.

    `charts` are the tables that `calibrate` answered; `days` the length of the observed log.
    """
    tables = {name: pd.DataFrame(rows) for name, rows in charts.items()}
    logs = {OBSERVED: {name: table[table["log"] == OBSERVED] for name, table in tables.items()}}
    for place, (name, folder) in enumerate(((CALIBRATED, measured_folder), (DEFAULT, scenario))):
        logs[name] = simulated(read_scenario(folder), days)
        if progress:
            progress(0.5 + 0.5 * place, name)
    return {name: rows_of(table) for name, table in beside(logs).items()}


def read_log(log: str | Path, mapping: str | Path | None, scenario: Scenario) -> CaseLog:
    """The log in a file, told in the scenario's time zone."""
    rules = None if mapping is None else read_mapping(Path(mapping))
    return read_case_log(Path(log), rules, scenario.spec.calendar.timezone)


def measured(found: Calibration, base: Scenario) -> Scenario:
    """The scenario with the measured values."""
    changes = {each.path: {"value": each.value} for each in found.estimates}
    assumptions = base.assumptions.changed(changes)
    return Scenario(base.name, base.spec, base.place, base.plan, assumptions, base.checklist)


def simulated(scenario: Scenario, days: float) -> dict[str, pd.DataFrame]:
    """The patterns of one replication, about as long as the observed log."""
    scenario = scenario.with_spec(days=int(np.clip(round(days), LEAST_DAYS, MOST_DAYS)))
    return patterns(log_of_run(simulate(scenario, 0), scenario), scenario.calendar)


def describe(found: Calibration, base: Scenario) -> dict[str, Any]:
    """The one object of the command line."""
    log, calendar = found.log, found.calendar
    return {
        "log": log.name,
        "scenario": base.name,
        "fingerprint": base.fingerprint,
        "from": calendar.timestamp(log.begin).isoformat(),
        "to": calendar.timestamp(log.end).isoformat(),
        "cases": len(log.cases),
        "events": len(log.events),
        "days": round(log.days, 3),
        "closed_share": round(closed_share(found.facts), 4),
        "ignored": dict(log.ignored),
        "told": sorted(log.told),
        "estimates": [row(each) for each in found.estimates],
        "untold": [{"path": each.path, "why": each.why} for each in found.untold],
        "attribution": base.place.attribution,
    }


def row(each: Estimate) -> dict[str, Any]:
    """An estimate as plain content."""
    return {
        "path": each.path,
        "value": each.value,
        "low": each.low,
        "high": each.high,
        "n": each.n,
        "unit": each.unit,
        "how": each.how,
        "default": each.default,
        "shifted": each.shifted,
        "parts": [vars(part) for part in each.parts],
    }


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as rows that JSON can hold: what is no finite number is None."""
    plain = table.astype(object).where(table.notna(), None)
    return [
        {str(k): v.item() if isinstance(v, np.generic) else v for k, v in each.items()}
        for each in plain.to_dict("records")
    ]
