"""The shell: header, navigation, language and theme, and the page the planner has open."""

from __future__ import annotations

from html import escape
from importlib.resources import files

import panel as pn
import panel_material_ui as pmui
from panel.util import edit_readonly
from param.parameterized import Event

from workbench.catalogue import Catalogue
from workbench.drawings import Drawings
from workbench.jobs import Jobs
from workbench.language import LANGUAGES, Text
from workbench.pages.assumptions import AssumptionsPage
from workbench.pages.browser import Browser
from workbench.pages.calibration import CalibrationPage
from workbench.pages.campaigns import CampaignsPage
from workbench.pages.comparison import ComparisonPage
from workbench.pages.grids import GridsPage
from workbench.pages.layout import html
from workbench.pages.replay import ReplayPage
from workbench.pages.roster import RosterPage
from workbench.pages.routes import RoutesPage
from workbench.pages.simulation import SimulationPage
from workbench.pages.staffing import StaffingPage
from workbench.planner import Planner
from workbench.theme import page_css, theme_config

NARROW = 900
"""Below this width in pixels the navigation starts closed: a drawer over the page helps nobody."""

EARLY_MS = 20
"""So long after the first answer the grids page is built where it was asked for."""

PAGES = {
    "simulation": "play_circle", "grids": "grid_view", "routes": "route", "replay": "movie",
    "staffing": "groups", "roster": "calendar_month", "comparison": "compare_arrows",
    "campaigns": "science", "assumptions": "fact_check", "calibration": "straighten",
}  # fmt: skip
"""Pages in the navigation and their icons."""

TITLE_STYLE = """
.title { display: flex; gap: 11px; align-items: center; font: 650 17px/1.2 var(--gw-font);
  color: var(--gw-text); white-space: nowrap; }
.title svg { width: 26px; height: 26px; flex: none; }
@media (max-width: 560px) { .title span { display: none; } }
"""


class Workbench:
    """One session's page. Built once per visitor; everything in it follows language and theme live."""

    def __init__(
        self,
        jobs: Jobs,
        drawings: Drawings,
        catalogue: Catalogue,
        language: str = LANGUAGES[0],
        dark: bool = False,
        asked: dict[str, str] | None = None,
    ) -> None:
        self.asked = asked or {}
        self.t = Text(language=language if language in LANGUAGES else LANGUAGES[0])
        self.planner = Planner(dark=dark)
        if self.asked.get("scenario") in catalogue.names:
            self.planner.scenario = self.asked["scenario"]
        self.pages = {
            "simulation": SimulationPage(
                self.planner,
                jobs,
                drawings,
                catalogue,
                self.t,
                looked_at=self.asked.get("page", "simulation") not in tuple(PAGES)[1:],
            ).panel(),
            "grids": GridsPage(self.planner, jobs, catalogue, self.t, self.asked).panel(),
            "routes": RoutesPage(self.planner, jobs, catalogue, self.t).panel(),
            "replay": ReplayPage(self.planner, jobs, catalogue, self.t).panel(),
            "staffing": StaffingPage(self.planner, jobs, catalogue, self.t).panel(),
            "roster": RosterPage(self.planner, jobs, catalogue, self.t).panel(),
            "comparison": ComparisonPage(self.planner, jobs, catalogue, self.t).panel(),
            "campaigns": CampaignsPage(self.planner, jobs, catalogue, self.t).panel(),
            "assumptions": AssumptionsPage(self.planner, catalogue, self.t).panel(),
            "calibration": CalibrationPage(self.planner, jobs, catalogue, self.t).panel(),
        }
        self.wanted = list(PAGES).index(self.asked["page"]) if self.asked.get("page") in PAGES else 0
        self.page = pmui.Page(
            title="",
            meta_title="Grid Planning Workbench",
            favicon=str(files("workbench") / "text" / "mark.svg"),
            header=self._header(),
            sidebar=[self._navigation()],
            sidebar_width=220,
            sidebar_open=False,
            sidebar_resizable=False,
            main=list(self.pages.values()),
            theme_config=theme_config(),
            dark_theme=dark,
            theme_toggle=False,
            busy_indicator=None,
            raw_css=[page_css()],
            sx={
                "& .header button[aria-label$='drawer']": {"display": "none"},
                ".MuiAppBar-root": {"bgcolor": "primary.contrastText", "color": "primary.main"},
                "& .main": {"backgroundColor": "var(--gw-background)"},
            },
        )
        with edit_readonly(self.page):
            self.page.busy = False  # else every message makes the page look through the whole document twice
        self.planner.param.watch(lambda event: setattr(self.page, "dark_theme", event.new), "dark")
        self.page.param.watch(lambda event: setattr(self.planner, "dark", event.new), "dark_theme")
        # built while the browser still loads its scripts; others change in the meantime, which would be lost
        if self.wanted == list(PAGES).index("grids") and pn.state.curdoc:
            pn.state.curdoc.add_timeout_callback(lambda: self._show(self.wanted), EARLY_MS)

    def _header(self) -> list[pn.viewable.Viewable]:
        t = self.t
        mark = (files("workbench") / "text" / "mark.svg").read_text(encoding="utf-8")
        menu = pmui.IconButton(
            icon="menu", on_click=self._toggle_menu, margin=(0, 6, 0, 0), description=t.live("app.menu_open")
        )
        title = html(
            pn.bind(
                lambda _: f'<div class="title">{mark}<span>{escape(t("app.title"))}</span></div>',
                t.param.language,
            ),
            css=TITLE_STYLE,
            align="center",
        )
        self.languages = pmui.RadioButtonGroup(
            options={t(f"language.{code}"): code for code in LANGUAGES},
            value=t.language,
            size="small",
            color="primary",
            margin=(0, 8, 0, 8),
            width=112,
            align="center",
            variant="contained",
            sx={"& .MuiToggleButton-root": {"whiteSpace": "nowrap", "py": "3px", "color": "var(--gw-muted)"}},
        )
        self.languages.link(t, value="language")
        self.theme = pmui.IconButton(
            icon="contrast", on_click=self._toggle_theme, margin=0, description=t.live("app.theme")
        )
        self.browser = Browser(width=0, height=0, margin=0)
        return [menu, title, self.browser, pn.Spacer(sizing_mode="stretch_width"), self.languages, self.theme]

    def _navigation(self) -> pn.viewable.Viewable:
        items = pn.bind(
            lambda _: [
                {"label": self.t(f"page.{name}"), "icon": icon, "color": "primary"}
                for name, icon in PAGES.items()
            ],
            self.t.param.language,
        )
        menu = pmui.MenuList(items=items, active=(self.wanted,), sizing_mode="stretch_width", margin=(10, 8))
        menu.param.watch(self._turn_to, "active")
        self.menu = menu
        return menu

    def _turn_to(self, event: Event) -> None:
        if event.new:  # new words for the items leave nothing active for a moment
            self._show(event.new[0])

    def _show(self, wanted: int) -> None:
        for index, page in enumerate(self.pages.values()):
            page.visible = index == wanted

    def _toggle_menu(self, _event: object) -> None:
        self.page.sidebar_open = not self.page.sidebar_open

    def _toggle_theme(self, _event: object) -> None:
        self.planner.dark = not self.planner.dark

    def _suit(self, _event: object) -> None:
        """Open the drawer on a wide window, take up the system's theme where the address names none."""
        self.page.sidebar_open = self.browser.window >= NARROW
        if self.browser.dark and not self.asked.get("theme"):
            self.planner.dark = True

    def opened(self) -> None:
        """Once the browser is there: it decides about drawer and theme, its address keeps the choices."""
        self._show(self.wanted)
        # what is changed before the page is ready does not reach it, so the width waits until here
        if self.browser.window:
            self._suit(None)
        else:
            self.browser.param.watch(self._suit, "window")
        location = pn.state.location
        if location is None:
            return
        self.t.param.watch(lambda event: location.update_query(lang=event.new), "language")
        self.planner.param.watch(
            lambda event: location.update_query(theme="dark" if event.new else "light"), "dark"
        )
