"""A chart on the page: its title, one sentence, the figure, and the table behind it on request."""

from __future__ import annotations

from html import escape

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from workbench.language import Text
from workbench.pages.layout import html, paper
from workbench.views.figure_pane import FigurePane
from workbench.views.gallery import Chart
from workbench.views.table import table_view


class ChartCard:
    """Shows one chart of one result; the figure itself arrives drawn."""

    def __init__(self, chart: Chart, t: Text) -> None:
        self.chart = chart
        self.t = t
        self.table = pd.DataFrame()
        self.words = html()
        self.figure = FigurePane(sizing_mode="stretch_width", margin=0)
        self.toggle = pmui.Button(
            label="", icon="table_rows", variant="text", size="small", margin=0, on_click=self._toggle
        )
        self.below = pn.Column(sizing_mode="stretch_width", margin=0, visible=False)

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return paper(self.words, self.figure, self.toggle, self.below, css_classes=[f"chart-{self.chart.name}"])

    def show(self, table: pd.DataFrame) -> None:
        """Say what this table says, in the language of the moment."""
        self.table = table
        sentence = self._sentence()
        self.words.object = f"<h2>{escape(self.t(f'{self.chart.name}.title'))}</h2><p>{escape(sentence)}</p>"
        self.figure.summary = sentence
        self._label()
        if self.below.visible:
            self.below[:] = [table_view(self.table, self.t)]

    def _sentence(self) -> str:
        return self.t("figure.nothing") if self.table.empty else self.chart.say(self.table, self.t)

    def _label(self) -> None:
        self.toggle.label = self.t("table.hide" if self.below.visible else "table.show")

    def _toggle(self, _event: object) -> None:
        show = not self.below.visible
        self.below[:] = [table_view(self.table, self.t)] if show else []
        self.below.visible = show
        self._label()
