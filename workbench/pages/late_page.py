"""Pages that are built when they are first looked at; most are about the planner's scenario."""

from __future__ import annotations

from typing import Any

import panel as pn

from workbench.catalogue import Catalogue, Opened
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages.layout import stack
from workbench.planner import Planner

PAGE = {
    "padding": "18px 22px 40px", "max-width": "1720px", "margin": "0 auto", "min-height": "max-content",
    "width": "100%", "min-width": "0", "box-sizing": "border-box",
}  # fmt: skip
FIELD: dict[str, Any] = {"margin": 0, "size": "small", "variant": "outlined", "width": 130}


class LateView:
    """A page that builds itself when it is first looked at: `_first_look` says how."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        self.planner, self.jobs, self.catalogue, self.t = planner, jobs, catalogue, t
        self._built = False
        self.view = stack(styles=PAGE, visible=False)
        self.view.param.watch(self._looked_at, "visible")

    def panel(self) -> pn.viewable.Viewable:
        """What is shown."""
        return self.view

    def _looked_at(self, _event: object) -> None:
        if self.view.visible and not self._built:
            self._built = True
            self._first_look()

    def _first_look(self) -> None:
        self._build()
        self.redraw()
        self.t.param.watch(lambda _: self.redraw(), "language")

    def _build(self) -> None:
        raise NotImplementedError

    def redraw(self) -> None:
        """Everything in the language of the moment."""
        raise NotImplementedError


class LatePage(LateView):
    """The same about the planner's scenario: `_open` reads it, then and whenever another one is chosen."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        super().__init__(planner, jobs, catalogue, t)
        self.opened: Opened | None = None

    def _first_look(self) -> None:
        self._build()
        self._open()
        self.planner.param.watch(lambda _: self._open(), "scenario")
        self.t.param.watch(lambda _: self.redraw(), "language")

    def _open(self) -> None:
        raise NotImplementedError
