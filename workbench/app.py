"""The shell: header, navigation, language and theme, and the page the planner has open."""

from __future__ import annotations

from html import escape
from importlib import import_module
from importlib.resources import files
from inspect import signature
from pkgutil import iter_modules
from typing import Any

import panel as pn
import panel_material_ui as pmui
from panel.util import edit_readonly
from param.parameterized import Event

from workbench import map as drawn_in_browser
from workbench.catalogue import Catalogue
from workbench.drawings import Drawings
from workbench.early import SESSION_MARK
from workbench.first_view import first_view
from workbench.jobs import Jobs
from workbench.language import LANGUAGES, Text
from workbench.pages.browser import Browser
from workbench.pages.layout import TITLE_STYLE, html
from workbench.pages.simulation import SimulationPage
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
"""Pages in the navigation and their icons; the first one is there from the beginning."""

LATER = {
    "grids": ("workbench.pages.grids", "GridsPage"),
    "routes": ("workbench.pages.routes", "RoutesPage"),
    "replay": ("workbench.pages.replay", "ReplayPage"),
    "staffing": ("workbench.pages.staffing", "StaffingPage"),
    "roster": ("workbench.pages.roster", "RosterPage"),
    "comparison": ("workbench.pages.comparison", "ComparisonPage"),
    "campaigns": ("workbench.pages.campaigns", "CampaignsPage"),
    "assumptions": ("workbench.pages.assumptions", "AssumptionsPage"),
    "calibration": ("workbench.pages.calibration", "CalibrationPage"),
}
"""The others, made when they are first looked at: page → (module, class). Their libraries take as long
as the rest of the server, which need not wait for them."""

for component in iter_modules(drawn_in_browser.__path__):
    # a browser learns what our own components are made of with the document alone: one that is loaded after
    # that would be shown, and could not speak
    import_module(f"{drawn_in_browser.__name__}.{component.name}")

THEMES = ("light", "dark")


def load_pages() -> None:
    """Have the code of all pages at hand."""
    for module, _ in LATER.values():
        import_module(module)


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
        wanted = self.asked.get("scenario", "")
        if wanted in catalogue.names:
            self.planner.scenario = wanted
        self.notice = self._notice(wanted, shown=bool(wanted) and wanted not in catalogue.names)
        self.known = {
            "planner": self.planner,
            "jobs": jobs,
            "catalogue": catalogue,
            "t": self.t,
            "asked": self.asked,
        }
        first = self.asked.get("page", "simulation") not in LATER
        simulation = SimulationPage(self.planner, jobs, drawings, catalogue, self.t, looked_at=first)
        self.pages = {"simulation": simulation.panel()}
        self.wanted = list(PAGES).index(self.asked["page"]) if self.asked.get("page") in PAGES else 0
        self.page = pmui.Page(
            template=files("workbench") / "page.html",
            title="",
            meta_title="Grid Planning Workbench",
            favicon=str(files("workbench") / "text" / "mark.svg"),
            header=self._header(),
            sidebar=[self._navigation()],
            sidebar_width=220,
            sidebar_open=False,
            sidebar_resizable=False,
            main=[self.notice, *self.pages.values()],
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
        if pn.state.curdoc:
            theme = self.asked["theme"] if self.asked.get("theme") in THEMES else ""
            pn.state.curdoc.template_variables.update(
                first_view=first_view(simulation, self.t, self._title(), PAGES, theme) if first else "",
                widgets_url=pmui.Page._render_esm(True, server=True),
                session_mark=SESSION_MARK,
            )
        # built while the browser still loads its scripts; others change in the meantime, which would be lost
        if self.wanted == list(PAGES).index("grids") and pn.state.curdoc:
            pn.state.curdoc.add_timeout_callback(lambda: self._show(self.wanted), EARLY_MS)

    def _notice(self, wanted: str, shown: bool) -> pn.pane.HTML:
        """A link may be older than what there is to open: it is said, until something else is chosen."""

        def told(_language: str) -> str:
            return f"<p class='strong'>{escape(self.t('app.no_scenario', name=wanted))}</p>"

        notice = html(pn.bind(told, self.t.param.language), visible=shown, styles={"padding": "18px 22px 0"})
        self.planner.param.watch(lambda _: setattr(notice, "visible", False), "scenario")
        return notice

    def _header(self) -> list[pn.viewable.Viewable]:
        t = self.t
        menu = pmui.IconButton(
            icon="menu", on_click=self._toggle_menu, margin=(0, 6, 0, 0), description=t.live("app.menu_open")
        )
        title = html(
            pn.bind(lambda _: self._title(), t.param.language),
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

    def _title(self) -> str:
        mark = (files("workbench") / "text" / "mark.svg").read_text(encoding="utf-8")
        return f'<div class="title">{mark}<span>{escape(self.t("app.title"))}</span></div>'

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
        shown = tuple(PAGES)[wanted]
        if shown not in self.pages:
            self.pages[shown] = self._make(shown)
            self.page.main = [self.notice, *self.pages.values()]
        for name, page in self.pages.items():
            page.visible = name == shown

    def _make(self, name: str) -> pn.viewable.Viewable:
        module, kind = LATER[name]
        page: Any = getattr(import_module(module), kind)
        return page(**{each: self.known[each] for each in signature(page).parameters}).panel()

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
