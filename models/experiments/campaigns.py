"""A campaign from its file: conduct it, resume it, say what it shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from models.experiments.campaign.browse import DESIGN
from models.experiments.campaign.conduct import Progress, Stop, about, conduct
from models.experiments.campaign.door import open_campaign
from models.experiments.campaign.ledger import Ledger
from models.experiments.campaign.report import report
from models.experiments.engines import engine, engine_faults


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

    Returns `report` with `complete`, the ledger's folder, and how many runs were `mended` (their part of the
    ledger was damaged, so they were done again). The file is kept beside the ledger. WorkbenchError with
    every fault before anything runs; what was kept stays whatever happens.
    """
    path = Path(file)
    faults = engine_faults(engine_name, workers)
    campaign, prepared = open_campaign(path, faults)
    hands = engine(engine_name, workers, scheduler)
    folder = Path(out) / campaign.name
    ledger = Ledger(folder, about(campaign))
    try:
        _keep_design(path, folder / DESIGN)
        complete = conduct(campaign, prepared, ledger, hands, progress, should_stop, retry)
        return {
            **report(campaign, prepared, ledger),
            "complete": complete,
            "ledger": str(folder),
            "mended": len(ledger.mended),
        }
    finally:
        ledger.close()


def _keep_design(file: Path, target: Path) -> None:
    """A copy of the file beside the ledger, so that the folder tells by itself what it is."""
    if file.resolve() == target.resolve():
        return
    temporary = target.with_suffix(".writing")
    temporary.write_bytes(file.read_bytes())
    os.replace(temporary, target)
