"""A campaign that somebody else steers: some points of it, so many replications of each, read back as arrays.

Selection and sensitivity decide by what they see which runs come next. Every run goes through the campaign's
conductor and its ledger, so the same question asked again resumes where it was, on any engine; and the design
lies beside the ledger, so that the Campaigns page can browse it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.experiments.campaign.browse import DESIGN
from models.experiments.campaign.conduct import Prepared, about, conduct, prepare
from models.experiments.campaign.ledger import Ledger
from models.experiments.campaign.spec import Campaign, Replications, campaign_of
from models.experiments.engines import Engine, Receipt, Task, Work, engine, engine_faults, held
from models.measures.declare import MEASURES
from models.measures.window import Floats
from models.scenario.bounds import MOST_DAYS, MOST_SEED
from models.scenario.faults import Fault, RunError, WorkbenchError

Progress = Callable[[float, str], None]
Point = Mapping[str, Any]
NAME_LENGTH = 40


@dataclass(frozen=True)
class How:
    """How runs are made: length, seed, engine, where ledgers lie."""

    out: str
    days: int | None = None
    warmup_days: int | None = None
    seed: int = 1
    engine: str = "processes"
    workers: int | None = None
    scheduler: str = ""


class Study:
    """An open ledger with its prepared points, in their order."""

    def __init__(
        self, campaign: Campaign, prepared: Sequence[Prepared], ledger: Ledger, hands: Engine
    ) -> None:
        self.campaign, self.prepared, self.ledger = campaign, list(prepared), ledger
        self._hands = _Borrowed(hands)

    def run(self, places: Sequence[int], replications: int, progress: Progress | None = None) -> None:
        """Have so many replications of the points at these places; what is there is not done again."""
        asked = self.campaign.model_copy(update={"replications": Replications(least=replications)})
        conduct(asked, [self.prepared[place] for place in places], self.ledger, self._hands, progress)

    def table(self, places: Sequence[int], measure: str, replications: int) -> Floats:
        """What the points measured, shape (points, replications): NaN where there is no run or no value."""
        table = self.ledger.measures([measure])
        if measure not in table:
            raise RunError(Fault(measure, "a measure of these runs", "none of them has it"))
        wide = table.pivot(index="variant", columns="replication", values=measure)
        keys = [self.prepared[place].variant.key for place in places]
        wide = wide.reindex(keys).reindex(columns=pd.RangeIndex(replications))
        found: Floats = wide.to_numpy(np.float64, copy=True)
        return found

    def values(self, places: Sequence[int], measure: str, replications: int) -> Floats:
        """The same with only the replications that all of the points have.

        RunError where there is none: runs failed, or the measure did not exist in them.
        """
        found = self.table(places, measure, replications)
        whole = found[:, ~np.isnan(found).any(axis=0)]
        if whole.shape[1] < 1:
            traces = self.ledger.faults()["trace"]
            got = str(traces.iloc[0]).strip().splitlines()[-1] if len(traces) else "not measured in any"
            raise RunError(Fault(measure, "a replication in which every point has it", got))
        return whole

    def failed(self) -> list[dict[str, Any]]:
        """Runs that failed: point, replication, the last line of the trace."""
        names = {each.variant.key: each.variant.name for each in self.prepared}
        return [
            {
                "point": names.get(row["variant"], row["variant"]),
                "replication": row["replication"],
                "trace": str(row["trace"]).strip().splitlines()[-1],
            }
            for row in self.ledger.faults().to_dict("records")
        ]


class _Borrowed:
    """An engine somebody else holds: the conductor does not close it between rounds."""

    def __init__(self, hands: Engine) -> None:
        self.hands = hands

    def run(self, work: Work, tasks: Sequence[Task]) -> Iterator[tuple[int, Receipt]]:
        """As the engine does."""
        return self.hands.run(work, tasks)


@contextmanager
def open_study(
    kind: str, scenarios: Sequence[str], points: Sequence[Point], how: How, measures: Sequence[str]
) -> Iterator[Study]:
    """The study of these points in the ledger `<out>/<kind>-<scenario>-<what it asks>`.

    Without points the scenarios themselves are compared. Raises WorkbenchError with every fault, before
    anything runs.
    """
    if faults := how_faults(how, measures):
        raise WorkbenchError(faults)
    content: dict[str, Any] = {
        "scenarios": [str(_full(each)) for each in scenarios],
        "design": "list" if points else "grid",
        "points": [dict(point) for point in points],
        "days": how.days,
        "warmup_days": how.warmup_days,
        "seed": how.seed,
        "measures": list(measures),
    }
    asked = json.dumps({**content, "measures": []}, sort_keys=True).encode()
    where = Path(scenarios[0]).name[: NAME_LENGTH - len(kind)]
    name = f"{kind}-{where}-{hashlib.sha256(asked).hexdigest()[:10]}"
    campaign = campaign_of({"name": name, **content}, kind)
    hands = engine(how.engine, how.workers, how.scheduler)
    prepared = prepare(campaign, Path())
    folder = Path(how.out) / name
    ledger = Ledger(folder, about(campaign))
    try:
        text = json.dumps(campaign.model_dump(mode="json"), ensure_ascii=False, indent=1)
        (folder / DESIGN).write_text(text + "\n", encoding="utf-8")
        with held(hands):
            yield Study(campaign, prepared, ledger, hands)
    finally:
        ledger.close()


def how_faults(how: How, measures: Sequence[str]) -> list[Fault]:
    """Everything that is wrong with how runs are asked for and with the measures; nothing is read."""
    unknown = [name for name in measures if name not in MEASURES]
    faults = [Fault("--measure", "measures such as on_time_closure_rate", name) for name in unknown]
    if not measures:
        faults.append(Fault("--measure", "measures such as on_time_closure_rate", "none"))
    numbers = (("--days", how.days, 1, MOST_DAYS), ("--warmup-days", how.warmup_days, 0, MOST_DAYS),
               ("--seed", how.seed, 0, MOST_SEED))  # fmt: skip
    faults += [
        Fault(name, f"{least} to {most}", str(value))
        for name, value, least, most in numbers
        if value is not None and not least <= value <= most
    ]
    return faults + engine_faults(how.engine, how.workers)


def _full(scenario: str) -> str:
    """A folder by its full path, a shipped scenario by its name."""
    path = Path(scenario)
    return str(path.resolve()) if path.is_dir() else scenario
