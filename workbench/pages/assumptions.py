"""What is assumed: every value with its unit, range, source and grade, so that guesses are seen as such."""

from __future__ import annotations

from html import escape

import pandas as pd
import panel as pn

from workbench.catalogue import Catalogue
from workbench.language import Text
from workbench.pages.layout import html, paper, stack
from workbench.planner import Planner
from workbench.views.assumed import GRADES, assumption_rows, assumption_sentence
from workbench.views.table import STYLE

HEIGHT = 640
WIDE = {"assumption": 230, "value": 160, "source": 290}


class AssumptionsPage:
    """The assumptions of the chosen scenario; made when it is first looked at."""

    def __init__(self, planner: Planner, catalogue: Catalogue, t: Text) -> None:
        self.planner = planner
        self.catalogue = catalogue
        self.t = t
        self.intro = html()
        self.table = stack()
        self.view = stack(
            paper(self.intro), paper(self.table), styles={"padding": "18px 22px 40px"}, visible=False
        )
        self.view.param.watch(self._refresh, "visible")
        planner.param.watch(self._refresh, "scenario")
        t.param.watch(self._refresh, "language")

    def panel(self) -> pn.viewable.Viewable:
        """What is shown."""
        return self.view

    def _refresh(self, *_: object) -> None:
        if not self.view.visible:
            return
        t, assumptions = self.t, self.catalogue.open(self.planner.scenario).scenario.assumptions
        grades = "".join(f"<li><b>{grade}</b> {escape(t(f'grade.{grade}'))}</li>" for grade in GRADES)
        self.intro.object = (
            f"<h2>{escape(t('page.assumptions'))}</h2>"
            f"<p class='strong'>{escape(assumption_sentence(assumptions, t))}</p><ul>{grades}</ul>"
        )
        self.table[:] = [self._tabulator(assumption_rows(assumptions, t))]

    def _tabulator(self, rows: pd.DataFrame) -> pn.widgets.Tabulator:
        return pn.widgets.Tabulator(
            rows,
            titles={column: self.t(f"assumptions.{column}") for column in rows.columns},
            widths=WIDE,
            formatters={column: {"type": "textarea"} for column in WIDE},  # long texts wrap
            show_index=False,
            disabled=True,
            selectable=False,
            layout="fit_data_stretch",
            theme="simple",
            height=HEIGHT,
            sizing_mode="stretch_width",
            stylesheets=[STYLE],
            margin=0,
        )
