"""`workbench select`: which scenario is best by a measure, with a declared chance of being right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.experiments.study import How, Progress, Study, how_faults, open_study
from models.measures.compare import gain
from models.measures.declare import MEASURES, Direction
from models.measures.intervals import difference, interval
from models.measures.selection import Race, race, two_stage
from models.measures.window import Floats
from models.scenario.faults import Fault, RunError, WorkbenchError
from models.scenario.folder import find_folder

MOST_SCENARIOS = 50


def select(
    folders: Sequence[str],
    measure: str = "on_time_closure_rate",
    indifference: float = 0.01,
    probability: float = 0.95,
    first: int = 10,
    step: int = 5,
    most: int = 200,
    out: str = "campaigns",
    days: int | None = None,
    seed: int = 1,
    engine_name: str = "processes",
    workers: int | None = None,
    scheduler: str = "",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Race the scenarios (Kim and Nelson 2001) under common draws until one is left.

    `indifference`: differences smaller than this do not matter, in the measure's unit. The chosen one is the
    best with `probability` if the best is ahead by at least that; else it is within it of the best. `first`
    replications of all, then `step` at a time of those still in the race, `most` of each. Where that is not
    enough, `decided` is false and `in_race` names who is left. Runs are kept in a campaign's ledger under
    `out` and resumed from it. Raises WorkbenchError with every fault.
    """
    how = How(out, days, None, seed, engine_name, workers, scheduler)
    faults = how_faults(how, [measure])
    _check(folders, measure, indifference, probability, first, step, most, faults)
    with open_study("select", folders, [], how, [measure]) as study:
        if len(study.prepared) != len(folders):
            raise WorkbenchError(Fault("select", "every scenario once", ", ".join(folders)))
        say = progress or (lambda share, words: None)
        found, values = _raced(study, measure, (indifference, 1 - probability), (first, step, most), say)
        told = _told(folders, study, measure, values, found, indifference)
        spreads = values[:, :first].std(axis=1, ddof=1).tolist()
        return {
            **told,
            "indifference": indifference, "probability": probability, "first": first, "most": most,
            "two_stage_without_common_draws": sum(two_stage(spreads, first, indifference, probability)),
            "seed": seed, "ledger": str(study.ledger.folder), "failed": study.failed(),
        }  # fmt: skip


def _raced(
    study: Study,
    measure: str,
    zone: tuple[float, float],
    steps: tuple[int, int, int],
    say: Progress,
) -> tuple[Race, Floats]:
    """Run and judge by turns; the values of all, NaN where a loser was no longer run.

    A replication that failed somewhere is left out for all, so that those compared share their draws.
    """
    first, step, most = steps
    everybody = list(range(len(study.prepared)))
    places, count, ran = everybody, first, np.zeros(len(everybody), dtype=np.int64)
    sign = -1.0 if MEASURES[measure].direction is Direction.LOWER else 1.0
    while True:
        study.run(places, count)
        ran[places] = count
        values = study.table(everybody, measure, count)
        values[np.arange(count) >= ran[:, None]] = np.nan  # what an earlier, longer race left in the ledger
        lost = np.isnan(values) & (np.arange(count) < ran[:, None])
        values = values[:, ~lost.any(axis=0)]
        if values.shape[1] < min(first, 2):
            raise RunError(Fault(measure, "replications that all scenarios have", "none", "see the traces"))
        found = race(sign * values, min(first, values.shape[1]), *zone)
        say(min(0.99, count / min(most, max(found.at_most, count))), f"{len(found.in_race)} in the race")
        if found.decided or count >= most:
            return found, values
        places = list(found.in_race)
        count = min(most, count + step)


def _told(
    folders: Sequence[str], study: Study, measure: str, values: Floats, found: Race, zone: float
) -> dict[str, Any]:
    best = _best(values, found, measure)
    rows = []
    for place, folder in enumerate(folders):
        ran = values[place][~np.isnan(values[place])]
        both = ~np.isnan(values[place]) & ~np.isnan(values[best])
        ours, theirs = values[place][both], values[best][both]
        gap, mean = difference(ours, theirs), interval(ran)
        rows.append(
            {
                "scenario": folder,
                "replications": len(ran),
                "mean": mean.mean, "low": mean.low, "high": mean.high,
                "out_after": found.out[place],
                "to_best": None if place == best else {"mean": gap.mean, "low": gap.low, "high": gap.high},
                "gain": None if place == best else gain(ours, theirs),
            }
        )  # fmt: skip
    return {
        "measure": measure,
        "unit": MEASURES[measure].unit,
        "best": folders[best] if found.decided else None,
        "leads": folders[best],
        "decided": found.decided,
        "in_race": [folders[place] for place in found.in_race],
        "replications": found.replications,
        "at_most": found.at_most,
        "runs": int((~np.isnan(values)).sum()),
        "scenarios": rows,
    }


def _best(values: Floats, found: Race, measure: str) -> int:
    """Of those in the race, the one ahead."""
    sign = -1.0 if MEASURES[measure].direction is Direction.LOWER else 1.0
    racing = list(found.in_race)
    means = [sign * float(np.nanmean(values[place])) for place in racing]
    return racing[int(np.argmax(means))]


def _check(
    folders: Sequence[str],
    measure: str,
    zone: float,
    probability: float,
    first: int,
    step: int,
    most: int,
    faults: list[Fault],
) -> None:
    """WorkbenchError with `faults` and everything else that is wrong with the question."""
    for folder in folders:
        try:
            find_folder(folder)
        except WorkbenchError as error:
            faults += error.faults
    if not 2 <= len(folders) <= MOST_SCENARIOS:
        faults.append(Fault("select", f"2 to {MOST_SCENARIOS} scenarios", str(len(folders))))
    if measure in MEASURES and MEASURES[measure].direction is Direction.NEUTRAL:
        faults.append(Fault("--measure", "one that is better high or low", f"{measure}, neither is good"))
    if not zone > 0:
        faults.append(Fault("--indifference", "above 0, in the measure's unit", str(zone)))
    if not 0.5 <= probability < 1:
        faults.append(Fault("--probability", "0.5 to below 1", str(probability)))
    if not (2 <= first <= most and step >= 1 and most <= 100_000):
        faults.append(Fault("--first, --step, --most", "2 <= first <= most", f"{first}, {step}, {most}"))
    if faults:
        raise WorkbenchError(faults)
