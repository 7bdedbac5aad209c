"""Conducting a campaign: round by round until its stop rules are met, from wherever it was left."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.experiments.campaign.changes import changed
from models.experiments.campaign.design import Variant, variants
from models.experiments.campaign.ledger import ASIDE, DONE, FAILED, Ledger
from models.experiments.campaign.spec import Campaign, Until
from models.experiments.campaign.work import campaign_run
from models.experiments.engines import Engine, Receipt, Task
from models.experiments.simulate import warmup_days
from models.measures.intervals import half_widths
from models.scenario.faults import Fault, RunError, WorkbenchError
from models.scenario.folder import find_folder, read_scenario

FLUSH_RUNS, FLUSH_SECONDS = 200, 5.0
"""Finished runs are entered together: so many, or after so many seconds, whatever comes first."""

Progress = Callable[[float, str], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Prepared:
    """A variant that has been read and found to be whole: where, what, how long."""

    variant: Variant
    folder: str
    fingerprint: str
    days: int
    warmup_days: int


def prepare(campaign: Campaign, beside: Path) -> list[Prepared]:
    """Read every variant; WorkbenchError with the faults of all of them, before anything runs.

    `beside` is the folder of the campaign's file: scenarios may be named relative to it.
    """
    faults: list[Fault] = []
    found = []
    for variant in variants(campaign):
        try:
            near = beside / variant.scenario
            folder = str(near.resolve() if near.is_dir() else find_folder(variant.scenario))
            scenario = changed(read_scenario(folder), variant.changes)
        except WorkbenchError as error:
            faults += [fault for fault in error.faults if fault not in faults]
            continue
        days = scenario.spec.days if campaign.days is None else campaign.days
        warm = scenario.spec.warmup_days if campaign.warmup_days is None else campaign.warmup_days
        if warmup_days(scenario) == 0:
            warm = scenario.spec.warmup_days
        found.append(Prepared(variant, folder, scenario.fingerprint, days, warm))
    if faults:
        raise RunError(faults)
    return found


def conduct(
    campaign: Campaign,
    prepared: Sequence[Prepared],
    ledger: Ledger,
    engine: Engine,
    progress: Progress | None = None,
    should_stop: Stop | None = None,
    retry: bool = False,
) -> bool:
    """Run what is missing until every stop rule is met; False where `should_stop` ended it before.

    What the ledger holds already is not done again, so that the same call resumes a campaign that was
    killed, and extends one whose file asks for more. Failed runs stay failed unless `retry` is set.
    """
    ledger.register(
        (each.variant.key, each.variant.scenario, each.fingerprint, json.dumps(dict(each.variant.changes)))
        for each in prepared
    )
    if retry:
        ledger.forget(run for run, state in ledger.states().items() if state in (FAILED, ASIDE))
    say, stop = progress or (lambda share, words: None), should_stop or (lambda: False)
    total = campaign.replications.limit * len(prepared)
    while True:
        missing = _missing(campaign, prepared, ledger)
        if not missing:
            say(1.0, "")
            return True
        over = len(ledger.states())
        for receipts in _entered(missing, engine, ledger, stop):
            over += len(receipts)
            say(min(0.999, over / total), f"{over}/{total}")
            if stop():
                return False
        if stop():
            return False


def _missing(campaign: Campaign, prepared: Sequence[Prepared], ledger: Ledger) -> list[Task]:
    """The next round: what every variant still lacks, variant by variant within each replication."""
    wanted = targets(campaign, [each.variant.key for each in prepared], ledger)
    states = ledger.states()
    keep = str(ledger.folder / "runs") if campaign.keep_tables else ""
    most = max(wanted.values(), default=0)
    return [
        {
            "variant": each.variant.key,
            "folder": each.folder,
            "fingerprint": each.fingerprint,
            "changes": json.dumps(dict(each.variant.changes), sort_keys=True),
            "days": each.days,
            "warmup_days": each.warmup_days,
            "seed": campaign.seed,
            "replication": replication,
            "keep": keep,
        }
        for replication in range(most)
        for each in prepared
        if replication < wanted[each.variant.key] and (each.variant.key, replication) not in states
    ]


def targets(campaign: Campaign, keys: Sequence[str], ledger: Ledger) -> dict[str, int]:
    """By variant, how many replications the stop rules ask for by now.

    Judged only after whole rounds, so that neither the engine nor the order of work has a say.
    """
    rule, states = campaign.replications, ledger.states()
    wanted = dict.fromkeys(keys, rule.least)
    if not rule.until:
        return wanted
    over = {key: sum(1 for variant, _ in states if variant == key) for key in keys}
    if any(over[key] < rule.least for key in keys):
        return wanted
    table = ledger.measures()
    base = keys[0]
    for key in keys:
        have = over[key]
        whole = have >= rule.limit or all(_met(each, table, key, base) for each in rule.until)
        wanted[key] = have if whole else min(rule.limit, have + rule.step)
    compared = [each for each in rule.until if each.difference]
    if compared:  # pairs need both sides
        wanted[base] = max(wanted.values())
    return wanted


def _met(rule: Until, table: pd.DataFrame, key: str, base: str) -> bool:
    mine = table[table["variant"] == key].set_index("replication")[rule.measure]
    if rule.difference and key != base:
        other = table[table["variant"] == base].set_index("replication")[rule.measure]
        mine = (mine - other).dropna()
    values = mine.dropna().to_numpy(np.float64)
    if len(values) < 2:
        return False
    return bool(half_widths(values.std(ddof=1), len(values)) <= rule.half_width)


def _entered(tasks: Sequence[Task], engine: Engine, ledger: Ledger, stop: Stop) -> Iterator[list[Receipt]]:
    """Do the tasks; yield what was entered into the ledger, batch by batch."""
    open_tasks = dict(enumerate(tasks))
    batch: list[Receipt] = []
    since = time.monotonic()
    trouble: WorkbenchError | None = None
    results = engine.run(campaign_run, tasks)
    try:
        for position, receipt in results:
            del open_tasks[position]
            batch.append(receipt)
            if len(batch) >= FLUSH_RUNS or time.monotonic() - since >= FLUSH_SECONDS or stop():
                ledger.keep(batch)
                yield batch
                batch, since = [], time.monotonic()
                if stop():
                    return
    except RunError as error:
        trouble = error
    # what nobody could finish is named and set aside, so that the campaign can end
    if trouble is not None:
        words = "\n".join(map(str, trouble.faults))
        batch += [
            {"variant": task["variant"], "replication": task["replication"], "state": ASIDE, "trace": words}
            for task in open_tasks.values()
        ]
    if batch:
        ledger.keep(batch)
        yield batch


def finished(states: dict[tuple[str, int], str]) -> dict[str, int]:
    """How many runs are in each state."""
    found = list(states.values())
    return {state: found.count(state) for state in (DONE, FAILED, ASIDE)}


def told_keys(prepared: Sequence[Prepared]) -> dict[str, str]:
    """Variant keys to names."""
    return {each.variant.key: each.variant.name for each in prepared}


def about(campaign: Campaign) -> dict[str, Any]:
    """What must be the same whenever a campaign's folder is opened again."""
    return {
        "name": campaign.name,
        "seed": campaign.seed,
        "days": campaign.days,
        "warmup_days": campaign.warmup_days,
    }
