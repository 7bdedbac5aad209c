"""Start a run, watch it, cancel it; the work itself is done in another process."""

from __future__ import annotations

from html import escape

import panel as pn
import panel_material_ui as pmui

from models.scenario.faults import Fault
from workbench.catalogue import Catalogue
from workbench.jobs import Job, Jobs, JobState
from workbench.language import Text
from workbench.numbers import plain
from workbench.pages.layout import html, stack
from workbench.planner import Planner
from workbench.views.fault_words import told_fault

POLL_MS = 250


class RunControls:
    """Days, replications and seed; Run and Cancel; a bar, a line of words, faults where there are any."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        self.planner = planner
        self.jobs = jobs
        self.catalogue = catalogue
        self.t = t
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
        self.cancel = pmui.Button(
            label=t.live("run.cancel"),
            variant="text",
            color="error",
            on_click=self._cancel,
            visible=False,
            margin=0,
        )
        self.bar = pmui.LinearProgress(
            value=0, sizing_mode="stretch_width", visible=False, margin=(4, 0, 0, 0)
        )
        self.status = html()
        self.news = stack(self.bar, self.status, gap=6, visible=False)
        self.scenario = ""
        self._poll: object = None

    def controls(self) -> list[pn.viewable.Viewable]:
        """Fields and buttons, for a line; what becomes of them stands in `below`."""
        return [*self.fields, self.start, self.cancel]

    def below(self) -> pn.viewable.Viewable:
        """Progress and what is to be said about the run."""
        return self.news

    def _start(self, _event: object) -> None:
        opened = self.catalogue.open(self.planner.scenario)
        job = self.jobs.start(
            "simulate",
            folder=str(opened.folder),
            days=self.planner.days,
            replications=self.planner.replications,
            seed=self.planner.seed,
            engine_name="serial",
            out=str(self.jobs.workspace / "runs"),
        )
        self.planner.job = job.id
        self.scenario = opened.name
        self._follow()

    def _cancel(self, _event: object) -> None:
        self.jobs.cancel(self.planner.job)
        self.refresh()

    def _follow(self) -> None:
        self.start.disabled = True
        self.refresh()
        self._poll = pn.state.add_periodic_callback(self.refresh, period=POLL_MS)

    def refresh(self) -> None:
        """Show where the job stands; once it is over, stop asking and show what it brought."""
        job = self.jobs.get(self.planner.job)
        if job is None:
            return
        going = not job.state.over
        self.bar.param.update(visible=going, value=round(100 * job.progress))
        self.cancel.visible = going
        self.status.object = self._words(job)
        self.news.visible = True
        if not going and self._poll is not None:
            self._poll.stop()  # type: ignore[attr-defined]
            self._poll = None
            self.start.disabled = False
            if job.state is JobState.DONE and job.result:
                self.planner.finish(self.scenario, str(job.result["result"]))

    def _words(self, job: Job) -> str:
        t = self.t
        match job.state:
            case JobState.QUEUED:
                before = self.jobs.waiting(job.id)
                line = t("run.queued", before=before) if before else t("run.next")
            case JobState.RUNNING:
                line = t("run.running", percent=round(100 * job.progress))
            case JobState.DONE:
                line = t("run.done", seconds=plain((job.ended_at or 0) - (job.started_at or 0)))
            case JobState.CANCELLED:
                line = t("run.cancelled")
            case _:
                return faults_html(job.faults, t)
        return f'<p class="strong">{escape(line)}</p>'


def faults_html(faults: list[Fault] | tuple[Fault, ...], t: Text, head: str = "run.failed") -> str:
    """Every fault as a list item under a heading."""
    items = "".join(f"<li>{escape(_fault(fault, t))}</li>" for fault in faults)
    return f'<p class="strong">{escape(t(head))}</p><ul>{items}</ul>'


def _fault(fault: Fault, t: Text) -> str:
    if fault.where == "worker":
        return t("run.died", got=fault.got)
    if (said := told_fault(fault, t)) is not None:
        return said
    key = "run.fault" if fault.expected else "run.fault_plain"
    tail = f" ({fault.remedy})" if fault.remedy else ""
    return t(key, where=fault.where, expected=fault.expected, got=fault.got) + tail
