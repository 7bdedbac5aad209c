"""Conducting a campaign: round by round until its stop rules are met, from wherever it was left."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.experiments.campaign.changes import changed
from models.experiments.campaign.design import Variant, variants
from models.experiments.campaign.ledger import ASIDE, DONE, FAILED, Ledger
from models.experiments.campaign.spec import Campaign
from models.experiments.campaign.stopping import standing, targets
from models.experiments.campaign.work import campaign_run
from models.experiments.engines import Engine, GaveUpError, Receipt, Task, held
from models.experiments.simulate import warmup_days
from models.scenario.faults import Fault, RunError, ScenarioError, WorkbenchError
from models.scenario.folder import find_folder, read_scenario

FLUSH_RUNS = 1000
FLUSH_SECONDS, FLUSH_SHARE, FLUSH_MOST = 0.5, 0.02, 30.0
"""Finished runs are entered together: so many, or after so many seconds, whatever comes first. The longer a
campaign has lasted, the longer the seconds (a share of it, up to the most), so that parts stay few."""
TOGETHER = 20
"""Replications of a variant that are handed out one after another."""

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
    attribution: str = ""


def prepare(campaign: Campaign, beside: Path) -> list[Prepared]:
    """Read every variant; ScenarioError with the faults of all of them, before anything runs.

    `beside` is the folder of the campaign's file: scenarios may be named relative to it.
    """
    faults: list[Fault] = []
    found = []
    read = lru_cache(maxsize=4)(read_scenario)
    for variant in variants(campaign):
        try:
            folder = str(scenario_beside(variant.scenario, beside))
            scenario = changed(read(folder), variant.changes)
        except WorkbenchError as error:
            faults += [fault for fault in error.faults if fault not in faults]
            continue
        days = scenario.spec.days if campaign.days is None else campaign.days
        warm = scenario.spec.warmup_days if campaign.warmup_days is None else campaign.warmup_days
        if warmup_days(scenario) == 0:
            warm = scenario.spec.warmup_days
        credit = scenario.place.attribution
        found.append(Prepared(variant, folder, scenario.fingerprint, days, warm, credit))
    if faults:
        raise ScenarioError(faults)
    return found


def scenario_beside(name: str, beside: Path) -> Path:
    """The folder of a campaign's scenario: relative to the campaign's file, else a shipped one."""
    near = beside / name
    return near.resolve() if near.is_dir() else find_folder(name)


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
    ledger.credit({each.variant.scenario: each.attribution for each in prepared})
    if retry:
        ledger.forget(run for run, state in ledger.states().items() if state in (FAILED, ASIDE))
    say, stop = progress or (lambda share, words: None), should_stop or (lambda: False)
    total = campaign.replications.limit * len(prepared)
    with held(engine):
        while missing := _missing(campaign, prepared, ledger):
            over = len(ledger.states())
            say(min(0.999, over / total), f"{over}/{total}")
            for receipts in _entered(missing, engine, ledger, stop):
                over += len(receipts)
                say(min(0.999, over / total), f"{over}/{total}")
                if stop():
                    return False
            if stop():
                return False
    ledger.compact()
    say(1.0, "")
    return True


def _missing(campaign: Campaign, prepared: Sequence[Prepared], ledger: Ledger) -> list[Task]:
    """The next round: what every variant still lacks, so many replications of one variant, then of the next.

    A worker then meets the same variant several times and keeps what it has worked out of it.
    """
    keys = [each.variant.key for each in prepared]
    wanted = targets(campaign, keys, ledger)
    ledger.judge(standing(campaign, keys, wanted, ledger))
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
        for block in range(0, most, TOGETHER)
        for each in prepared
        for replication in range(block, block + TOGETHER)
        if replication < wanted[each.variant.key] and (each.variant.key, replication) not in states
    ]


def _entered(tasks: Sequence[Task], engine: Engine, ledger: Ledger, stop: Stop) -> Iterator[list[Receipt]]:
    """Do the tasks; yield what was entered into the ledger, batch by batch.

    Whatever happens to the engine, what it has handed over is entered before anybody hears of it.
    """
    batch: list[Receipt] = []
    begun = since = time.monotonic()
    trouble: RunError | None = None
    results = engine.run(campaign_run, tasks)
    while True:
        try:
            _, receipt = next(results)
        except StopIteration:
            break
        except GaveUpError as error:  # named and set aside, so that the campaign can end
            batch += [_set_aside(tasks[place], faults) for place, faults in error.by_position.items()]
            break
        except RunError as error:
            trouble = error
            break
        if "unkept" in receipt:
            trouble = RunError(Fault(**receipt["unkept"]))
            break
        batch.append(receipt)
        now = time.monotonic()
        patience = min(FLUSH_MOST, max(FLUSH_SECONDS, FLUSH_SHARE * (now - begun)))
        if len(batch) >= FLUSH_RUNS or now - since >= patience or stop():
            ledger.keep(batch)
            yield batch
            batch, since = [], now
            if stop():
                return
    if batch:
        ledger.keep(batch)
        yield batch
    if trouble is not None:
        raise trouble


def _set_aside(task: Task, faults: Sequence[Fault]) -> Receipt:
    named = {"variant": task["variant"], "replication": task["replication"]}
    return {**named, "state": ASIDE, "trace": "\n".join(map(str, faults))}


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
