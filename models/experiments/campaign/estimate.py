"""How much work a campaign is, before anything runs: points, runs, processor time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.experiments.campaign.conduct import scenario_beside
from models.experiments.campaign.design import variants
from models.experiments.campaign.ledger import DONE, FILE, Ledger
from models.experiments.campaign.spec import Campaign
from models.scenario.faults import WorkbenchError
from models.scenario.folder import find_folder, nearest_file
from models.scenario.scenario import ScenarioSpec
from models.scenario.yaml_file import read_yaml

YARDSTICK = "luohu"
"""The shipped scenario whose baseline says what a day of a premises costs, where nothing nearer does."""
BASELINE = "baseline/summary.json"


class Basis(StrEnum):
    """What an estimate of time rests on, the best first."""

    LEDGER = "ledger"
    BASELINE = "baseline"
    SIZE = "size"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Estimate:
    """`least` runs, at most `most`; `over` of them are in the ledger. Processor seconds for what is left."""

    points: int
    least: int
    most: int
    over: int
    seconds_least: float | None
    seconds_most: float | None
    basis: Basis


def estimate(campaign: Campaign, beside: Path, ledger: Path | None = None) -> Estimate:
    """What is ahead. Reads no place and no plan, so that it can be asked at every key stroke.

    Time a run: the mean of the campaign's own finished runs, else what the baseline of its scenario took
    for a day, else Luohu's by the number of premises.
    """
    found = variants(campaign)
    rule = campaign.replications
    least, most = rule.least * len(found), rule.limit * len(found)
    over, own = _kept(ledger, {each.key for each in found})
    basis, seconds = Basis.LEDGER, own
    if own is None:
        rates = [_seconds_a_run(campaign, name, beside) for name in campaign.scenarios]
        basis = max((each[0] for each in rates), key=list(Basis).index)
        seconds = None if basis is Basis.NOTHING else sum(each[1] for each in rates) / len(rates)
    left = None if seconds is None else seconds * max(0, least - over)
    longest = None if seconds is None else seconds * max(0, most - over)
    return Estimate(len(found), least, most, over, left, longest, basis)


def _kept(folder: Path | None, keys: set[str]) -> tuple[int, float | None]:
    """How many of these variants' runs are over, and what a finished one took."""
    if folder is None or not (folder / FILE).is_file():
        return 0, None
    try:
        ledger = Ledger(folder)
    except WorkbenchError:
        return 0, None
    try:
        counts = {key: states for key, states in ledger.counts().items() if key in keys}
        done = sum(states.get(DONE, 0) for states in ledger.counts().values())
        mean = ledger.cpu_seconds() / done if done else None
        return sum(sum(states.values()) for states in counts.values()), mean
    finally:
        ledger.close()


def _seconds_a_run(campaign: Campaign, name: str, beside: Path) -> tuple[Basis, float]:
    try:
        basis, seconds, days, warm = _of_scenario(scenario_beside(name, beside))
    except WorkbenchError:
        return Basis.NOTHING, 0.0
    whole = (campaign.days or days) + (warm if campaign.warmup_days is None else campaign.warmup_days)
    return basis, whole * seconds


@lru_cache(maxsize=64)
def _of_scenario(folder: Path) -> tuple[Basis, float, int, int]:
    """What the estimate rests on, processor seconds a day, and the scenario's own days and warm-up."""
    days, warm = _declared(folder, "days"), _declared(folder, "warmup_days")
    near = nearest_file(folder, BASELINE)
    if near is not None:
        return Basis.BASELINE, _seconds_a_day(near), days, warm
    yardstick = find_folder(YARDSTICK)
    base = nearest_file(yardstick, BASELINE)
    size, whole = _premises(folder), _premises(yardstick)
    if base is None or not size or not whole:
        return Basis.NOTHING, 0.0, days, warm
    return Basis.SIZE, _seconds_a_day(base) * size / whole, days, warm


def _seconds_a_day(summary: Path) -> float:
    told: dict[str, Any] = json.loads(summary.read_text(encoding="utf-8"))
    days = told["days"] + told["warmup_days"]
    return float(told["cpu_seconds"]) / int(told["replications"]) / int(days)


def _premises(folder: Path) -> int:
    """How many premises a scenario has, by the length of its table."""
    file = nearest_file(folder, "premises.csv")
    if file is not None:
        return sum(1 for line in file.open("rb") if line.strip()) - 1
    if (other := nearest_file(folder, "premises.parquet")) is None:
        return 0
    import pyarrow.parquet as pq

    return int(pq.read_metadata(other).num_rows)


def _declared(folder: Path, key: str) -> int:
    """A number in `scenario.yml`, of the scenario itself or of what it is based on."""
    content: dict[str, Any] = read_yaml(folder / "scenario.yml")
    if key in content:
        return int(content[key])
    base = content.get("base")
    if isinstance(base, str):
        beside = folder.parent / base
        return _declared(beside.resolve() if beside.is_dir() else find_folder(base), key)
    return int(ScenarioSpec.model_fields[key].default)
