"""Versions of a plan, and its way in and out as files."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlencode

import numpy as np
import panel as pn
import panel_material_ui as pmui

from models.scenario.faults import Fault, WorkbenchError
from workbench.drafting.board import Beside, Board
from workbench.drafting.carry import MOST_BYTES, SUFFIXES, csv_of, read_plan, shapes_of
from workbench.drafting.draft import Draft
from workbench.drafting.versions import Version, list_versions, read_version, save_version
from workbench.language import Text
from workbench.map.upload import Upload
from workbench.pages.faults import faults_html
from workbench.pages.layout import html, line, paper, relabel, stack

SAVED = "saved"
LINK = """
:host { color: var(--gw-muted); font: 12.5px/1.5 var(--gw-font); } a { color: var(--gw-accent); }
p { margin: 0; overflow-wrap: anywhere; }
"""


class Versions:
    """Keep the plan of the moment under a name; open or compare one that was kept."""

    def __init__(self, board: Board, t: Text) -> None:
        self.board, self.t = board, t
        box: dict[str, Any] = {"margin": 0, "size": "small", "variant": "outlined"}
        self.name = pmui.TextInput(label=t.live("grids.version_name"), max_length=80, width=190, **box)
        self.note = pmui.TextInput(label=t.live("grids.version_note"), max_length=400, width=260, **box)
        self.save = pmui.Button(
            label=t.live("grids.save_version"), icon="save", margin=0, on_click=self._save
        )
        self.chosen = pmui.Select(label=t.live("grids.version"), options={}, width=300, **box)
        self.compare = pmui.Button(
            label=t.live("grids.compare"),
            icon="compare",
            variant="outlined",
            margin=0,
            on_click=self._compare,
        )
        self.open_ = pmui.Button(
            label=t.live("grids.open_version"), variant="text", margin=0, on_click=self._open
        )
        self.leave = pmui.Button(
            label=t.live("grids.leave_compare"), variant="text", margin=0, visible=False,
            on_click=lambda _: setattr(board, "beside", None),
        )  # fmt: skip
        self.trouble, self.link = html(visible=False), html(css=LINK)
        self.chosen.param.watch(lambda _: self._tell(), "value")
        board.param.watch(lambda _: setattr(self.leave, "visible", board.beside is not None), "beside")

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return paper(
            html(self.t.live("grids.versions", wrap="<h2>{}</h2>")),
            line(self.name, self.note, self.save),
            line(self.chosen, self.compare, self.open_, self.leave),
            self.link, self.trouble,
        )  # fmt: skip

    def open(self) -> None:
        """Another scenario has other versions."""
        self.trouble.visible = False

    def redraw(self, chosen: str = "") -> None:
        """The list of versions again, in the language of the moment."""
        if self.board.studio is None:
            return
        options = {self.t("grids.saved_plan"): SAVED}
        for each in list_versions(self.board.studio.versions):
            options[f"{each.name} · {each.kept_at}"] = each.id
        keep = chosen or str(self.chosen.value or SAVED)
        relabel(self.chosen, options, keep if keep in options.values() else SAVED)
        self.save.disabled = self.open_.disabled = self.board.read_only
        self._tell()

    def _tell(self) -> None:
        version, t = self._version(), self.t
        name = self.board.studio.opened.name if self.board.studio else ""
        asked = {"page": "grids", "scenario": name, "lang": t.language}
        asked |= {"version": version.id} if version else {"readonly": "1"}
        note = f"<p>{escape(version.note)}</p>" if version and version.note else ""
        href = "?" + urlencode(asked)
        link = f'<a href="{escape(href)}" target="_blank">{escape(href)}</a>'
        self.link.object = f"{note}<p>{escape(t('grids.link'))} {link}</p>"

    def _version(self) -> Version | None:
        if self.board.studio is None or self.chosen.value in (None, SAVED):
            return None
        try:
            return read_version(self.board.studio.versions, str(self.chosen.value))
        except WorkbenchError:
            return None

    def _save(self, _event: object) -> None:
        studio = self.board.studio
        plan = self.board.draft.plan(studio.ground.blocks)

        def work() -> None:
            kept = save_version(studio.versions, self.name.value or "", self.note.value or "", plan)
            self.name.value = self.note.value = ""
            self.redraw(kept.id)

        self._try(work, "grids.not_kept")

    def _compare(self, _event: object) -> None:
        version, studio = self._version(), self.board.studio
        if version is None:
            self.board.beside = Beside(self.t("grids.saved_plan"), SAVED, studio.saved)
        else:
            draft = Draft.of(studio.ground.blocks, version.plan)
            self.board.beside = Beside(version.name, "version", draft)

    def _open(self, _event: object) -> None:
        version, studio = self._version(), self.board.studio
        plan = studio.saved.plan(studio.ground.blocks) if version is None else dict(version.plan)
        self._try(lambda: self.board.take_over(plan), "grids.not_applied")

    def _try(self, work: Callable[[], None], head: str) -> None:
        try:
            work()
            self.trouble.visible = False
        except WorkbenchError as error:
            self.trouble.param.update(object=faults_html(error.faults, self.t, head), visible=True)


class Files:
    """Download the plan; choose a file, see what it would do, and only then apply it."""

    def __init__(self, board: Board, t: Text) -> None:
        self.board, self.t = board, t
        self.downloads = [
            pmui.FileDownload(
                callback=self._maker(suffix), filename=f"grids{suffix}", label=f"grids{suffix}",
                variant="outlined", size="small", margin=0, color="primary",
            )
            for suffix in SUFFIXES
        ]  # fmt: skip
        self.upload = Upload(
            done=self._read, refused=self._too_large, accept=",".join(SUFFIXES), margin=0,
            most_bytes=MOST_BYTES, sizing_mode="stretch_width",
        )  # fmt: skip
        self.apply = pmui.Button(label=t.live("grids.apply"), icon="check", margin=0, on_click=self._apply)
        self.discard = pmui.Button(
            label=t.live("grids.discard"), variant="text", margin=0, on_click=lambda _: self._forget()
        )
        self.preview, self.trouble = html(), html(visible=False)
        self.choice = stack(self.preview, line(self.apply, self.discard), gap=8, visible=False)
        self.offered: tuple[str, dict[str, str]] | None = None

    def panel(self) -> pn.viewable.Viewable:
        """The card."""
        return paper(
            html(self.t.live("grids.files", wrap="<h2>{}</h2>")),
            line(*self.downloads), self.upload, self.trouble, self.choice,
        )  # fmt: skip

    def open(self) -> None:
        """Another scenario: the file that was looked at is about other blocks."""
        self._forget()

    def redraw(self) -> None:
        """Words again."""
        limit = self.t("grids.upload_limit", size=MOST_BYTES // 1_000_000)
        self.upload.words = {"label": self.t("grids.upload"), "limit": limit}
        self.upload.visible = not self.board.read_only
        if self.offered:
            self.preview.object = self._told(*self.offered)

    def _maker(self, suffix: str) -> Callable[[], io.BytesIO]:
        def make() -> io.BytesIO:
            studio = self.board.studio
            plan = self.board.draft.plan(studio.ground.blocks)
            if suffix == ".csv":
                return io.BytesIO(csv_of(studio.ground.blocks, plan))
            return io.BytesIO(shapes_of(studio.opened.place, plan, suffix))

        return make

    def _read(self, name: str, content: bytes) -> None:
        try:
            plan = read_plan(name, content, self.board.studio.ground.blocks)
        except WorkbenchError as error:
            self._forget()
            self._say(error.faults)
            return
        self.offered = name, plan
        self.trouble.visible = False
        self.preview.object = self._told(name, plan)
        self.choice.visible = True

    def _too_large(self, name: str, size: int) -> None:
        self._forget()
        most = f"at most {MOST_BYTES / 1e6:.0f} MB"
        self._say((Fault(name, most, f"{size / 1e6:.0f} MB"),))

    def _say(self, faults: tuple[Fault, ...]) -> None:
        self.trouble.param.update(object=faults_html(faults, self.t, "grids.not_applied"), visible=True)

    def _told(self, name: str, plan: dict[str, str]) -> str:
        t, studio = self.t, self.board.studio
        other = Draft.of(studio.ground.blocks, plan)
        moved = int(studio.moved(self.board.draft, other).sum())
        left = int((other.labels < 0).sum())
        counts = np.bincount(other.labels[other.labels >= 0], minlength=len(other.grids))
        first = [f"{t.grid(grid)} ({n})" for grid, n in zip(other.grids, counts.tolist(), strict=True)][:30]
        head = t("grids.preview", name=name, grids=len(other.grids), moved=moved)
        more = f"<p>{escape(t('grids.preview_left', count=left))}</p>" if left else ""
        listed = escape(t("finding.join").join(first))
        return f'<p class="strong">{escape(head)}</p>{more}<p>{listed}</p>'

    def _apply(self, _event: object) -> None:
        if self.offered is None:
            return
        try:
            self.board.take_over(self.offered[1])
        except WorkbenchError as error:
            self._say(error.faults)
            return
        self._forget()

    def _forget(self) -> None:
        self.offered = None
        self.choice.visible = False
        self.trouble.visible = False
