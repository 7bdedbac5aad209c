"""A chart on the page with the table behind it on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import panel as pn

from workbench.language import Text
from workbench.pages.layout import paper, stack
from workbench.views.chart_pane import ChartPane
from workbench.views.table import table_view

if TYPE_CHECKING:
    from workbench.views.gallery import Chart


class ChartCard:
    """Shows one chart of one result; the figure itself arrives drawn."""

    def __init__(self, chart: Chart, t: Text) -> None:
        self.chart = chart
        self.t = t
        self.table = pd.DataFrame()
        self.pane = ChartPane(sizing_mode="stretch_width", margin=0)
        self.below = stack(visible=False)
        self.pane.param.watch(lambda _: self.redraw(), "table_open")

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return paper(self.pane, self.below)

    def show(self, table: pd.DataFrame) -> None:
        """Say what this table says."""
        self.table = table
        self.redraw()

    def redraw(self) -> None:
        """Words and table again, in the language of the moment."""
        t, asked = self.t, self.pane.table_open
        self.pane.param.update(
            heading=t(f"{self.chart.name}.title"),
            sentence=t("figure.nothing") if self.table.empty else self.chart.say(self.table, t),
            button=t("table.hide" if asked else "table.show"),
        )
        self.below.objects = [table_view(self.table, t)] if asked else []
        self.below.visible = asked

    def draw(self, figure: str) -> None:
        """Show the drawn figure (JSON text)."""
        self.pane.figure = figure
