"""Choosing what the columns of an uploaded log are, and what the words in them mean."""

from __future__ import annotations

from typing import Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from models.exchange.log_mapping import CODES, IGNORE, LogMapping
from models.exchange.log_peek import GROUPS, guess_code
from workbench.language import Text
from workbench.pages.layout import html, line, relabel, stack
from workbench.views.table import STYLE

FIELDS = (
    "case", "activity", "complete", "start", "lifecycle", "resource", "role", "channel", "department",
    "level", "outcome", "due", "case_due", "case_class", "urgent", "premises",
)  # fmt: skip
NEEDED = ("case", "activity", "complete")
NARROW: dict[str, Any] = {"margin": 0, "size": "small", "variant": "outlined", "width": 190}


class MappingCard:
    """Selectors for columns, zone and format, and a table of words; `content` is the mapping they say."""

    def __init__(self, t: Text) -> None:
        self.t = t
        self.peeked: dict[str, Any] = {}
        self.words = pd.DataFrame(columns=["field", "word", "count", "code"])
        self.fields = {
            name: pmui.Select(label=t.live(f"calibration.field.{name}"), options={}, **NARROW)
            for name in FIELDS
        }
        self.zone = pmui.TextInput(label=t.live("calibration.zone"), value="Asia/Shanghai", **NARROW)
        self.form = pmui.TextInput(label=t.live("calibration.date_format"), value="", **NARROW)
        self.channel = pmui.Select(label=t.live("calibration.one_channel"), options={}, **NARROW)
        self.lenient = pmui.Switch(label=t.live("calibration.lenient"), value=False, margin=0)
        self.table = stack()
        self.box = stack(
            html(t.live("calibration.columns", wrap="<h2>{}</h2>")),
            line(*self.fields.values()),
            line(self.zone, self.form, self.channel, self.lenient),
            html(t.live("calibration.words", wrap="<p>{}</p>")),
            self.table,
            visible=False,
        )
        for name in (*CODES, "urgent"):
            self.fields[name].param.watch(lambda _: self._words(), "value")

    def panel(self) -> pn.viewable.Viewable:
        """The choices, hidden until there is a log."""
        return self.box

    def show(self, peeked: dict[str, Any]) -> None:
        """Another log: guess what its columns are."""
        self.peeked = peeked
        self.redraw()
        for name, widget in self.fields.items():
            widget.value = peeked["guess"].get(name, "")
        self._words()
        self.box.visible = True

    def redraw(self) -> None:
        """Words again, choices kept."""
        t = self.t
        columns = {t("calibration.not_there"): ""} | {name: name for name in self.peeked.get("columns", {})}
        for widget in self.fields.values():
            relabel(widget, columns, widget.value or "")
        channels = {t("calibration.not_there"): ""} | {
            t.called("source", c): c for c in LogMapping.allowed("channel")
        }
        relabel(self.channel, channels, self.channel.value or "")
        self._table()

    def _words(self) -> None:
        """The words of the columns that hold codes, each with a guess; what was chosen before is kept."""
        before = {(row["field"], row["word"]): row["code"] for row in self.words.to_dict("records")}
        rows = []
        for field in (*CODES, "urgent"):
            found = self.peeked.get("columns", {}).get(self.fields[field].value, {"words": {}})
            for word, count in found["words"].items():
                code = before.get((field, word)) or guess_code(field, word)
                rows.append((field, word, count, code))
        self.words = pd.DataFrame(rows, columns=["field", "word", "count", "code"])
        self._table()

    def _table(self) -> None:
        t = self.t
        shown = self.words.assign(
            field=[t(f"calibration.field.{field}") for field in self.words["field"]],
            code=[self._said(*pair) for pair in zip(self.words["field"], self.words["code"], strict=True)],
        )
        codes = [self._said(field, code) for field in (*CODES, "urgent") for code in self._codes(field)]
        table = pn.widgets.Tabulator(
            shown,
            titles={name: t(f"calibration.word_{name}") for name in shown.columns},
            editors={"field": None, "word": None, "count": None,
                     "code": {"type": "list", "values": list(dict.fromkeys(codes))}},
            show_index=False, selectable=False, layout="fit_columns", theme="simple",
            height=min(330, 46 + 31 * max(1, len(shown))), sizing_mode="stretch_width", stylesheets=[STYLE],
            margin=0,
        )  # fmt: skip
        table.on_edit(self._edited)
        self.table[:] = [table] if len(shown) else []

    def _codes(self, field: str) -> tuple[str, ...]:
        return ("", IGNORE, *(("1", "0") if field == "urgent" else LogMapping.allowed(field)))

    def _said(self, field: str, code: str) -> str:
        if code in ("", IGNORE):
            return self.t(f"calibration.code_{code or 'none'}")
        return self.t(f"calibration.flag_{code}") if field == "urgent" else self.t.called(GROUPS[field], code)

    def _edited(self, event: Any) -> None:
        field = self.words.loc[event.row, "field"]
        spoken = {self._said(field, code): code for code in self._codes(field)}
        self.words.loc[event.row, "code"] = spoken.get(str(event.value), "")

    def content(self) -> dict[str, Any]:
        """The mapping as it would stand in a file."""
        values: dict[str, dict[str, str]] = {}
        for row in self.words.to_dict("records"):
            if row["code"] and row["code"] != row["word"]:
                values.setdefault(row["field"], {})[row["word"]] = row["code"]
        said: dict[str, Any] = {
            "format": 1,
            "columns": {name: widget.value for name, widget in self.fields.items() if widget.value},
            "values": values,
        }
        if self.zone.value.strip():
            said["time_zone"] = self.zone.value.strip()
        if self.form.value.strip():
            said["date_formats"] = [self.form.value.strip()]
        if self.channel.value and not self.fields["channel"].value:
            said["constants"] = {"channel": self.channel.value}
        if self.lenient.value:
            said |= {"unmapped": "ignore", "duplicates": "drop"}
        return said
