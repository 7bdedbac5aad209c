"""The map on the page: what colours the blocks, premises on or off, the legend."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np
import panel as pn
import panel_material_ui as pmui

from models.measures.declare import MEASURES
from workbench.catalogue import Opened
from workbench.language import Text
from workbench.map.block_map import BlockMap
from workbench.map.picture import grid_notes, shade_by_grid, shade_by_value, tooltips, values_of_grids
from workbench.numbers import amount
from workbench.pages.layout import TEXT_STYLE, html, line, paper, relabel
from workbench.planner import Planner
from workbench.results import Result
from workbench.theme import GRIDS

MAPPED = (
    "on_time_handling_rate",
    "coverage",
    "workload_hours",
    "hazard_exposure_days",
    "overdue_backlog",
    "hours_to_close_p90",
    "orphan_task_share",
)
"""Measures per grid that the map can be coloured by, where the result has them."""

LEGEND = (
    TEXT_STYLE
    + """
.legend { display: flex; flex-wrap: wrap; gap: 5px 14px; align-items: center;
  font: 12.5px/1.5 var(--gw-font); color: var(--gw-text); }
.key { display: inline-flex; gap: 6px; align-items: center; }
.swatch { width: 13px; height: 13px; border-radius: 4px; opacity: .85; }
.ramp { display: inline-flex; border-radius: 4px; overflow: hidden; }
.ramp i { width: 24px; height: 12px; }
"""
)
WORDS = ("zoom_in", "zoom_out", "fit", "role", "hint")


class MapCard:
    """The block map of the open scenario, coloured by grid or by a value of the result.

    `drawn` is told when the browser has drawn it.
    """

    def __init__(self, planner: Planner, t: Text, drawn: Callable[[], None]) -> None:
        self.planner = planner
        self.t = t
        self.opened: Opened | None = None
        self.result: Result | None = None
        self.map = BlockMap(drawn=drawn, sizing_mode="stretch_width", height=560, margin=0)
        self.colour = pmui.Select(
            label=t.live("map.colour_by"), options={}, size="small", width=230, margin=0, variant="outlined"
        )
        self.dots = pmui.Switch(
            label=t.live("map.premises"),
            value=planner.show_premises,
            margin=0,
            size="small",
        )
        self.legend = html(css=LEGEND)
        self.colour.param.watch(self._choose, "value")
        self.dots.link(self.map, value="show_dots")
        self.dots.link(planner, value="show_premises")

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return paper(line(self.colour, self.dots), self.map, self.legend)

    def show(self, opened: Opened, result: Result | None) -> None:
        """Take in a scenario, which `redraw` draws; geometry travels only when the place is another one."""
        self.opened, self.result = opened, result
        drawing = opened.drawing
        self.map.param.update(
            geometry=drawing.geometry,
            grid_of=drawing.grid_of.astype("<i2").tobytes(),
            dots=drawing.dots,
            stations=drawing.stations,
            attribution=opened.place.attribution,
        )

    def redraw(self) -> None:
        """Words, colours and legend again, in the language and theme of the moment."""
        if self.opened is None:
            return
        t, drawing = self.t, self.opened.drawing
        place_name = self.opened.title(t.language)
        words = {name: t(f"map.{name}") for name in WORDS}
        words["describe"] = t(
            "map.describe", place=place_name, blocks=len(drawing.grid_of), grids=len(drawing.grids)
        )
        options = {t("map.grid"): "grid", t("map.households"): "households"}
        options |= {t.measure(name): name for name in self._measures()}
        chosen = self.planner.colour_by if self.planner.colour_by in options.values() else "grid"
        with pn.io.hold():
            relabel(self.colour, options, chosen)
            self.map.param.update(
                labels=[t.grid(grid) for grid in drawing.grids],
                grid_notes=grid_notes(self.opened.place, drawing, t),
                facts=tooltips(self.opened.place, drawing, self._extra(), t),
                words=words,
                dark=self.planner.dark,
            )
            self._shade()

    def _measures(self) -> list[str]:
        if self.result is None:
            return []
        table = self.result.table("by_grid")
        return [] if table.empty else [name for name in MAPPED if (table["measure"] == name).any()]

    def _values(self, measure: str) -> np.ndarray:
        assert self.opened is not None
        return values_of_grids(self.opened.drawing, self._by_grid(measure))

    def _by_grid(self, measure: str) -> dict[str, float]:
        assert self.result is not None
        table = self.result.table("by_grid")
        table = table[table["measure"] == measure]
        return dict(zip(table["grid"], table["mean"].astype(float), strict=True))

    def _extra(self) -> list[tuple[str, np.ndarray]]:
        """Tooltip rows of the result: the grid's own values."""
        assert self.opened is not None
        grids, grid_of = self.opened.drawing.grids, self.opened.drawing.grid_of
        rows = []
        for measure in self._measures():
            values = self._by_grid(measure)
            told = [self._told(measure, values.get(grid, np.nan)) for grid in grids]
            none = self._told(measure, np.nan)
            rows.append((self.t.measure(measure), np.array([*told, none])[grid_of]))
        return rows

    def _told(self, measure: str, value: float) -> str:
        declared = MEASURES.get(measure)
        return amount(value, declared.unit if declared else "", self.t)

    def _choose(self, _event: object) -> None:
        if self.colour.value and self.colour.value != self.planner.colour_by:
            self.planner.colour_by = self.colour.value
            self._shade()

    def _shade(self) -> None:
        assert self.opened is not None
        chosen = self.planner.colour_by
        if chosen == "households":
            values = self.opened.place.blocks["households"].to_numpy(float)
            shade, colours, low, high = shade_by_value(values)
            self.legend.object = self._ramp(colours, f"{low:,.0f}", f"{high:,.0f}")
        elif chosen in self._measures():
            shade, colours, low, high = shade_by_value(self._values(chosen))
            self.legend.object = self._ramp(colours, self._told(chosen, low), self._told(chosen, high))
        else:
            shade, colours = shade_by_grid(self.opened.drawing)
            self.legend.object = self._keys()
        self.map.param.update(shade=shade, colours=colours)

    def _keys(self) -> str:
        assert self.opened is not None
        drawing = self.opened.drawing
        keys = [
            f'<span class="key"><span class="swatch" style="background:{GRIDS[hue]}"></span>'
            f"{escape(self.t.grid(grid))}</span>"
            for grid, hue in zip(drawing.grids, drawing.hues, strict=True)
        ]
        return f'<div class="legend">{"".join(keys)}{self._station()}</div>'

    def _ramp(self, colours: list[str], low: str, high: str) -> str:
        steps = "".join(f'<i style="background:{colour}"></i>' for colour in colours)
        return (
            f'<div class="legend"><span class="key">{escape(low)}<span class="ramp">{steps}</span>'
            f"{escape(high)}</span>{self._station()}</div>"
        )

    def _station(self) -> str:
        dot = '<span class="swatch" style="background:var(--gw-accent);border-radius:50%"></span>'
        return f'<span class="key">{dot}{escape(self.t("map.workstation"))}</span>'
