"""A campaign from its file: conduct it, resume it, say what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.experiments.campaign.conduct import Progress, Stop, about, conduct, prepare
from models.experiments.campaign.ledger import Ledger
from models.experiments.campaign.report import report
from models.experiments.campaign.spec import read_campaign
from models.experiments.engines import engine


def run_campaign(
    file: str | Path,
    out: str | Path,
    engine_name: str = "processes",
    workers: int | None = None,
    scheduler: str = "",
    retry: bool = False,
    progress: Progress | None = None,
    should_stop: Stop | None = None,
) -> dict[str, Any]:
    """Conduct the campaign in `file` with its ledger in `out/<name>`; the same call resumes or extends it.

    Returns `report` with `complete` and the ledger's folder. WorkbenchError with every fault before anything
    runs; what was kept stays whatever happens.
    """
    path = Path(file)
    campaign = read_campaign(path)
    hands = engine(engine_name, workers, scheduler)
    prepared = prepare(campaign, path.resolve().parent)
    folder = Path(out) / campaign.name
    ledger = Ledger(folder, about(campaign))
    try:
        complete = conduct(campaign, prepared, ledger, hands, progress, should_stop, retry)
        return {**report(campaign, prepared, ledger), "complete": complete, "ledger": str(folder)}
    finally:
        ledger.close()
