"""Where a scenario's grids are drawn: its ground and its working plan, one a process, shared by all pages."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.experiments.grid_ground import ground_of
from models.planning.audit import Finding, audit_labels
from models.planning.grids.communities import community_findings
from models.planning.grids.ground import Ground, Measured, measure_grids
from workbench.catalogue import Opened
from workbench.drafting.draft import Draft
from workbench.drafting.journal import WorkingPlan

_open: dict[tuple[Path, str], Future[Studio]] = {}
_lock = threading.Lock()
_maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio")


@dataclass
class Studio:
    """What is needed to draw the grids of one scenario; `versions` is the folder of kept plans.

    `revision` rises with every change of the working plan, so that another page sees that it must look again.
    """

    opened: Opened
    ground: Ground
    plan: WorkingPlan
    versions: Path
    revision: int = 0
    hues: dict[str, int] = field(default_factory=dict)

    @property
    def draft(self) -> Draft:
        """The working plan of the moment."""
        self.look()
        return self.plan.draft

    def look(self) -> None:
        """Take in what another workbench on the same workspace has written."""
        self.revision += self.plan.catch_up()

    def do(self, draft: Draft) -> bool:
        """One stroke, on disk before it counts; False where it changes nothing."""
        changed = self.plan.do(draft)
        self.revision += changed
        return changed

    def undo(self) -> bool:
        """One stroke back."""
        self.look()
        changed = self.plan.undo()
        self.revision += changed
        return changed

    def redo(self) -> bool:
        """One stroke forward again."""
        self.look()
        changed = self.plan.redo()
        self.revision += changed
        return changed

    @cached_property
    def saved(self) -> Draft:
        """The plan of the scenario itself."""
        return Draft.of(self.ground.blocks, dict(self.opened.plan.blocks), self.opened.plan.grids)

    @cached_property
    def base(self) -> Measured:
        """The saved plan's measures."""
        return self.measured(self.saved)

    def measured(self, draft: Draft, across: bool = False) -> Measured:
        """Everything from scratch: milliseconds, and never wrong by what went before."""
        return measure_grids(self.ground, draft.labels.astype(np.int64), len(draft.grids), across)

    def findings(self, draft: Draft, rules: Rules) -> list[Finding]:
        """What is wrong with a draft, by code that knows no solver."""
        if not draft.grids:
            return []
        labels = draft.labels.astype(np.int64)
        held = (rules.tolerance, rules.size, rules.bounds)
        if len(self.ground.community_names) > 1 and not rules.across:
            return community_findings(self.ground, draft.grids, labels, *held)
        return audit_labels(self.ground.problem(draft.grids, labels, (), *held), labels)

    def moved(self, draft: Draft, reference: Draft) -> npt.NDArray[np.bool_]:
        """Blocks that are in another grid (by name) than in the reference."""
        return draft.labels != self.aligned(reference, draft)

    def aligned(self, other: Draft, draft: Draft) -> npt.NDArray[np.int16]:
        """Another plan's labels in the positions of this draft's grids; grids it has not got count from its
        end on, so that they differ from all."""
        place = {grid: k for k, grid in enumerate(draft.grids)}
        table = [place.get(grid, len(place) + k) for k, grid in enumerate(other.grids)]
        return np.array([*table, -1], dtype=np.int16)[other.labels]


@dataclass(frozen=True)
class Rules:
    """What a plan is held to: tolerance of the work, least and most households or people (`size`) of a grid
    (0: no bound), whether grids may go `across` communities."""

    tolerance: float = 0.05
    least: int = 0
    most: int = 0
    size: str = "households"
    across: bool = False

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Bounds of the size, None where there are none."""
        if not self.least and not self.most:
            return None
        return float(self.least), float(self.most) if self.most else float("inf")


def studio(opened: Opened, workspace: Path) -> Future[Studio]:
    """The studio of a scenario, made in a thread of its own (a second or two); two tabs on the same
    scenario work on the same plan.

    The future raises WorkbenchError where grids cannot be drawn for it (a faulty file of borders).
    """
    key = workspace, opened.name
    with _lock:
        if key not in _open or (_open[key].done() and _open[key].exception()):  # the fault may be mended
            _open[key] = _maker.submit(_made, opened, workspace)
        return _open[key]


def _made(opened: Opened, workspace: Path) -> Studio:
    folder = workspace / "plans" / opened.name
    ground = ground_of(opened.scenario, opened.folder)
    blocks: Mapping[str, str] = dict(opened.plan.blocks)
    first = Draft.of(ground.blocks, blocks, opened.plan.grids)
    plan = WorkingPlan(ground.blocks, first, folder / "working.jsonl")
    return Studio(opened, ground, plan, folder / "versions")
