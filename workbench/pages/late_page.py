"""A page about the planner's scenario that is built when it is first looked at."""

from __future__ import annotations

from typing import Any

import panel as pn

from workbench.catalogue import Catalogue, Opened
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.pages.layout import stack
from workbench.planner import Planner

PAGE = {"padding": "18px 22px 40px", "max-width": "1720px", "margin": "0 auto"}
FIELD: dict[str, Any] = {"margin": 0, "size": "small", "variant": "outlined", "width": 130}


class LatePage:
    """Builds itself late, opens the scenario then and whenever it changes, speaks the language of the moment.

    Who inherits says how: `_build` makes the widgets, `_open` reads the scenario, `redraw` puts the words.
    """

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        self.planner, self.jobs, self.catalogue, self.t = planner, jobs, catalogue, t
        self.opened: Opened | None = None
        self.view = stack(styles=PAGE, visible=False)
        self.view.param.watch(self._looked_at, "visible")

    def panel(self) -> pn.viewable.Viewable:
        """What is shown."""
        return self.view

    def _looked_at(self, _event: object) -> None:
        if self.view.visible and self.opened is None:
            self._build()
            self._open()
            self.planner.param.watch(lambda _: self._open(), "scenario")
            self.t.param.watch(lambda _: self.redraw(), "language")

    def _build(self) -> None:
        raise NotImplementedError

    def _open(self) -> None:
        raise NotImplementedError

    def redraw(self) -> None:
        """Everything in the language of the moment."""
        raise NotImplementedError
