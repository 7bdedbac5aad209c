"""Start a run, watch it, cancel it; the work itself is done in another process."""

from __future__ import annotations

from typing import Any

import panel as pn
import panel_material_ui as pmui

from workbench.catalogue import Catalogue
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages.job_line import JobLine
from workbench.planner import Planner


class RunControls:
    """Days, replications and seed, and a button; what becomes of the run stands in a `JobLine`."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        self.planner = planner
        self.catalogue = catalogue
        number: dict[str, object] = {"width": 138, "margin": 0, "size": "small", "variant": "outlined"}
        self.fields = [
            pmui.IntInput.from_param(
                planner.param[name],
                label=t.live(f"run.{name}"),
                description=t.live(f"run.{name}_help"),
                **number,
            )
            for name in ("days", "replications", "seed")
        ]
        self.start = pmui.Button(
            label=t.live("run.start"), icon="play_arrow", color="primary", on_click=self._start, margin=0
        )
        self.job = JobLine(jobs, t, over=self._over)
        self.scenario = ""

    def controls(self) -> list[pn.viewable.Viewable]:
        """Fields and the button, for a line."""
        return [*self.fields, self.start]

    def below(self) -> pn.viewable.Viewable:
        """Progress and what is to be said about the run."""
        return self.job.panel()

    def _start(self, _event: object) -> None:
        opened = self.catalogue.open(self.planner.scenario)
        self.start.disabled = True
        self.scenario = opened.name
        self.job.start(
            "simulate",
            self._finished,
            folder=str(opened.folder),
            days=self.planner.days,
            replications=self.planner.replications,
            seed=self.planner.seed,
            engine_name="serial",
            out=str(self.job.jobs.workspace / "runs"),
        )

    def _finished(self, result: dict[str, Any]) -> None:
        self.planner.finish(self.scenario, str(result["result"]))

    def _over(self) -> None:
        self.start.disabled = False
