"""Where a scenario's grids are drawn: its ground and its working plan, one a process, shared by all pages."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from workbench.catalogue import Opened
from workbench.drafting.draft import Draft
from workbench.drafting.ground import Ground
from workbench.drafting.journal import WorkingPlan

_open: dict[tuple[Path, str], Studio] = {}
_lock = threading.Lock()


@dataclass
class Studio:
    """What is needed to draw the grids of one scenario; `versions` is the folder of kept plans."""

    opened: Opened
    ground: Ground
    plan: WorkingPlan
    versions: Path

    @property
    def draft(self) -> Draft:
        """The working plan of the moment."""
        return self.plan.draft

    def saved(self) -> Draft:
        """The plan of the scenario itself."""
        return Draft.of(self.ground.blocks, self.ground.saved, self.opened.plan.grids)


def studio(opened: Opened, workspace: Path) -> Studio:
    """The studio of a scenario; two tabs on the same scenario work on the same plan.

    Raises WorkbenchError where grids cannot be drawn for it (several communities).
    """
    key = workspace, opened.name
    with _lock:
        if key not in _open:
            folder = workspace / "plans" / opened.name
            ground = Ground(opened.scenario, str(opened.folder))
            first = Draft.of(ground.blocks, ground.saved, opened.plan.grids)
            plan = WorkingPlan(ground.blocks, first, folder / "working.jsonl")
            _open[key] = Studio(opened, ground, plan, folder / "versions")
        return _open[key]
