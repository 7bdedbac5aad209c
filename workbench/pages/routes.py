"""The routes page: a day's tours on the map, their times, what is left out, replanning, visit calendar."""

from __future__ import annotations

import io
from html import escape
from typing import Any

import panel as pn
import panel_material_ui as pmui

from models.exchange.routes import clock, routes_csv, routes_geojson, routes_gpx
from models.planning.routes.engine import EngineName
from workbench.catalogue import Catalogue, Opened
from workbench.jobs import Jobs
from workbench.language import Text
from workbench.map.picture import shade_by_grid
from workbench.map.route_map import RouteMap, drawn_left, drawn_tours, encode_streets
from workbench.pages.day_page import FIELD, DayPage
from workbench.pages.day_picker import day_options
from workbench.pages.layout import grid, html, line, paper, relabel, stack
from workbench.pages.month_card import MonthCard
from workbench.pages.policies_card import PoliciesCard
from workbench.planner import Planner
from workbench.report.day_sheet import day_sheet, pair_name
from workbench.views.route_day import (
    STYLE,
    pair_colours,
    timetable,
    totals,
    tours_table,
    unplanned_table,
)

MAKERS = {"csv": routes_csv, "geojson": routes_geojson, "gpx": routes_gpx, "html": day_sheet}
WORDS = ("zoom_in", "zoom_out", "fit", "role", "hint")
COMPARED_DAYS = 20
NOBODY, ALL = "nobody", "all"
"""Values of selectors that choose none; an empty one would show no label."""


class RoutesPage(DayPage):
    """Plan a day, look at it, replan it, compare it with grabbing. Built when it is first looked at."""

    def __init__(self, planner: Planner, jobs: Jobs, catalogue: Catalogue, t: Text) -> None:
        self.day: dict[str, Any] | None = None
        super().__init__(planner, jobs, catalogue, t)

    # ---- building
    def build(self) -> None:
        """The tools, the map, the tables."""
        t = self.t
        self.grid = pmui.Select(label=t.live("routes.grid"), options={}, width=160, **FIELD)
        self.engine = pmui.Select(label=t.live("routes.engine"), options={}, width=250, **FIELD)
        self.seconds = pmui.FloatInput(
            label=t.live("routes.seconds"), value=1.0, start=0.1, end=60.0, step=0.5, width=110, **FIELD
        )
        self.go = pmui.Button(label=t.live("routes.plan"), icon="route", margin=0, on_click=self._plan)
        self.compare = pmui.Button(
            label=t.live("routes.compare"), variant="outlined", margin=0, on_click=self._compare
        )
        times = {clock(at): at for at in range(9 * 3600, 17 * 3600 + 1, 1800)}
        self.at = pmui.Select(
            label=t.live("routes.replan_at"), options=times, value=11 * 3600, width=120, **FIELD
        )
        self.absent = pmui.Select(label=t.live("routes.absent"), options={}, width=200, **FIELD)
        self.price = pmui.FloatInput(
            label=t.live("routes.price"), value=10.0, start=0.0, end=1000.0, width=160, **FIELD
        )
        self.again = pmui.Button(
            label=t.live("routes.replan"), variant="outlined", margin=0, on_click=self._replan
        )
        self.map = RouteMap(sizing_mode="stretch_width", height=560, margin=0)
        self.totals, self.gantt, self.tours = html(css=STYLE), html(css=STYLE), html(css=STYLE)
        self.left = html(css=STYLE)
        self.policies = PoliciesCard(self.planner, self.jobs, t)
        self.month = MonthCard(self.jobs, t)
        self.files = [
            pmui.FileDownload(
                callback=self._maker(name), filename=f"routes.{name}", margin=0, size="small",
                label=t.live("routes.sheet" if name == "html" else f"routes.{name}"), variant="outlined",
            )
            for name in MAKERS
        ]  # fmt: skip
        # a line is laid out by force and cannot be hidden, what it stands in can
        self.second = stack(line(self.at, self.absent, self.price, self.again))
        self.exports = stack(line(*self.files, gap=8))
        self.grid.param.watch(lambda _: self.redraw_day(), "value")
        self.absent.param.watch(self._front, "value")
        self.view.objects = self._laid_out()

    def _laid_out(self) -> list[pn.viewable.Viewable]:
        t = self.t
        head = paper(
            html(t.live("routes.sentence", wrap="<p>{}</p>")),
            line(self.date, self.grid, self.engine, self.seconds, self.go, self.compare),
            self.second, self.job.panel(), self.trouble, self.exports,
        )  # fmt: skip
        title = {
            name: html(t.live(f"routes.{name}", wrap="<h2>{}</h2>"))
            for name in ("tours", "gantt", "unplanned")
        }
        self.lanes = paper(title["gantt"], self.gantt)
        right = stack(paper(self.totals), self.lanes)
        self.result = stack(
            grid(
                paper(title["tours"], self.tours), paper(title["unplanned"], self.left),
                columns="repeat(2, minmax(0, 1fr))",
            ),
        )  # fmt: skip
        return [
            head,
            grid(paper(self.map), right, columns="minmax(0, 11fr) minmax(0, 9fr)"),
            self.result,
            self.policies.panel(),
            self.month.panel(),
        ]

    # ---- a scenario
    def show(self, opened: Opened) -> None:
        """Nothing is planned yet there."""
        self.day = None
        self.policies.show(None)
        drawing = opened.drawing
        shade, colours = shade_by_grid(drawing)
        self.map.param.update(
            geometry=drawing.geometry, grid_of=drawing.grid_of.astype("<i2").tobytes(), shade=shade,
            colours=[f"{colour}40" for colour in colours], stations=drawing.stations,
            streets=encode_streets(opened.place), attribution=opened.place.attribution,
        )  # fmt: skip
        self.month.open(opened)

    def redraw(self) -> None:
        """Everything again in the language and theme of the moment, selections kept."""
        if self.opened is None:
            return
        t, opened = self.t, self.opened
        days = day_options(opened.scenario, t)
        with pn.io.hold():
            relabel(self.date, days, self.date.value or next(iter(days.values())))
            grids = {t("routes.all_grids"): ALL} | {t.grid(name): name for name in opened.drawing.grids}
            relabel(self.grid, grids, self.grid.value if self.grid.value in grids.values() else ALL)
            engines = {t(f"routes.{name}"): str(name) for name in EngineName}
            relabel(self.engine, engines, self.engine.value or str(EngineName.RUIN))
            self.month.redraw()
            self.policies.redraw()
            self.redraw_day()

    def redraw_day(self) -> None:
        """Tours, tables and map of the planned day."""
        t, day, chosen = self.t, self.day, "" if self.grid.value in (None, ALL) else self.grid.value
        assert self.opened is not None
        words = {name: t(f"map.{name}") for name in WORDS}
        self.again.disabled = day is None
        for shown in (self.second, self.exports, self.lanes, self.result):
            shown.visible = day is not None
        if day is None:
            self.totals.object = f"<p>{escape(t('routes.nothing'))}</p>"
            self.gantt.object = self.tours.object = self.left.object = ""
            words["describe"] = t("routes.map_describe", pairs=0)
            self.map.param.update(tours=[], left=[], front="", words=words, dark=self.planner.dark)
            return
        colours = pair_colours(day)
        pairs = {t("routes.nobody"): NOBODY} | {pair_name(pair, t): pair for pair in day["team"]}
        relabel(self.absent, pairs, self.absent.value if self.absent.value in pairs.values() else NOBODY)
        self.totals.object = totals(day, t)
        self.gantt.object = timetable(day, t, chosen) + f"<p>{escape(t('routes.gantt_hint'))}</p>"
        self.tours.object = tours_table(day, t, chosen)
        self.left.object = unplanned_table(day, t, chosen)
        words["describe"] = t("routes.map_describe", pairs=len(colours))
        place = self.opened.place
        left = [row for row in day["unplanned"] if not chosen or row["grid"] == chosen]
        self.map.param.update(
            tours=drawn_tours(place, day, colours, t, chosen), left=drawn_left(place, left), words=words,
            front="", labels=[t.grid(name) for name in self.opened.drawing.grids], dark=self.planner.dark,
        )  # fmt: skip

    def _front(self, _event: object) -> None:
        self.map.front = self._absent()

    def _absent(self) -> str:
        return "" if self.absent.value in (None, NOBODY) else str(self.absent.value)

    # ---- work
    def _asked(self) -> dict[str, Any]:
        assert self.opened is not None
        return {
            "folder": str(self.opened.folder), "day": self.date.value, "engine": self.engine.value,
            "seconds": float(self.seconds.value or 1.0),
        }  # fmt: skip

    def _plan(self, _event: object) -> None:
        self.job.start("route", self._got, **self._asked())

    def _replan(self, _event: object) -> None:
        absent = [self._absent()] if self._absent() else []
        price = float(self.price.value or 0.0)
        more = {"at": int(self.at.value), "absent": absent, "change_price": price}
        self.job.start("route_again", self._got, **self._asked(), **more)

    def _compare(self, _event: object) -> None:
        assert self.opened is not None
        self.job.start(
            "grabbing", self.policies.show, folder=str(self.opened.folder), days=COMPARED_DAYS,
            engine_name="processes",
        )  # fmt: skip

    def _got(self, result: dict[str, Any]) -> None:
        self.day = result
        self.redraw_day()

    def _maker(self, name: str) -> Any:
        def make() -> io.BytesIO:
            assert self.day is not None  # the buttons are hidden until a day is planned
            return io.BytesIO(MAKERS[name](self.day).encode("utf-8"))

        return make
