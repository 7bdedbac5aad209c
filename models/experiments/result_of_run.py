"""The result of one kept run, as `simulate` leaves one of several: for the report of a single run."""

from __future__ import annotations

from pathlib import Path

from models.exchange.runfolder import read_run
from models.experiments.provenance import scenario_of
from models.experiments.simulate import describe, keep
from models.measures.reading import read
from models.measures.summary import summarise_readings
from models.workload.by_desk import offered_by_desk


def result_of_run(run: Path, target: Path, folder: str | None = None) -> Path:
    """Measure a kept run again and write a result folder of this one replication to `target`.

    Its intervals are empty, as one replication has none. `folder` says where the run's scenario lies now,
    when it is not where it was. RunError where the run is not whole or does not know its scenario.
    """
    scenario, facts = scenario_of(run, folder)
    readings = [read(read_run(run), scenario)]
    summary = summarise_readings(readings, offered_by_desk(scenario))
    told = {**describe(scenario, summary, [dict(facts)]), "runs": [str(run)]}
    return keep(told, summary, readings, target)
