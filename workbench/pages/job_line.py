"""A piece of long work on a page: a bar, a cancel button, a sentence, and what to do when it is done."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import panel as pn
import panel_material_ui as pmui

from workbench.jobs import Job, Jobs, JobState
from workbench.language import Text
from workbench.numbers import plain
from workbench.pages.faults import faults_html
from workbench.pages.layout import html, line, stack
from workbench.pages.repeat import Repeat

POLL_MS = 100


class JobLine:
    """Start one command at a time in a worker, follow it, and hand on its result."""

    def __init__(
        self, jobs: Jobs, t: Text, over: Callable[[], None] = lambda: None, failed: str = "run.failed"
    ) -> None:
        self.jobs = jobs
        self.t = t
        self.failed = failed  # the heading of faults
        self.job: Job | None = None
        self.bar = pmui.LinearProgress(value=0, sizing_mode="stretch_width", margin=0, visible=False)
        self.status = html(sizing_mode=None, styles={"max-width": "100%"})
        self.cancel = pmui.Button(
            label=t.live("run.cancel"), variant="text", color="error", size="small", margin=0,
            on_click=self._cancel, visible=False,
        )  # fmt: skip
        self.box = stack(self.bar, line(self.status, self.cancel), gap=4, visible=False)
        self._poll = Repeat(self.refresh, POLL_MS)
        self._done: Callable[[dict[str, Any]], None] = lambda result: None
        self._found: Callable[[dict[str, Any]], None] | None = None
        self._told = 0
        self._over = over

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self.job is not None and not self.job.state.over

    def panel(self) -> pn.viewable.Viewable:
        """Where it is told."""
        return self.box

    def start(
        self,
        command: str,
        done: Callable[[dict[str, Any]], None],
        found: Callable[[dict[str, Any]], None] | None = None,
        **args: Any,
    ) -> None:
        """Begin; what was under way is cancelled. On the page's own thread `found` gets every part of the
        result as soon as there is one, `done` the whole of it."""
        if self.busy and self.job is not None:
            self.jobs.cancel(self.job.id)
        self._done, self._found, self._told = done, found, 0
        self.job = self.jobs.start(command, **args)
        self.box.visible = True
        self._poll.start()
        self.refresh()

    def drop(self) -> None:
        """End what is under way, without a word: it is about something else."""
        if self.busy and self.job is not None:
            self.jobs.cancel(self.job.id)
        self.job = None
        self._poll.stop()
        self.box.visible = False

    def refresh(self) -> None:
        """Say how far it is; once it is over, hand on what it brought."""
        job = self.job
        if job is None:
            return
        going = not job.state.over
        if self._found is not None:
            for part in job.found[self._told :]:
                self._told += 1
                self._found(part)
        self.bar.param.update(visible=going, value=round(100 * job.progress))
        self.cancel.visible = going
        self.status.object = self._words(job)
        if not going and self._poll.going:
            self._poll.stop()
            self._over()
            if job.state is JobState.DONE and job.result is not None:
                self._done(job.result)

    def _cancel(self, _event: object) -> None:
        if self.job is not None:
            self.jobs.cancel(self.job.id)
            self.refresh()

    def _words(self, job: Job) -> str:
        t = self.t
        match job.state:
            case JobState.QUEUED:
                before = self.jobs.waiting(job.id)
                said = t("run.queued", before=before) if before else t("run.next")
            case JobState.RUNNING:
                said = t("run.running", percent=round(100 * job.progress))
            case JobState.DONE:
                said = t("run.done", seconds=plain((job.ended_at or 0) - (job.started_at or 0)))
            case JobState.CANCELLED:
                said = t("run.cancelled")
            case _:
                return faults_html(job.faults, t, self.failed)
        return f"<p>{escape(said)}</p>"
