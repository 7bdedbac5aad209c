"""Rows of a design that can be added and removed: levers with their values, stop rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import panel as pn
import panel_material_ui as pmui

from models.experiments.campaign.levers import known_levers
from models.measures.declare import MEASURES
from workbench.campaign_values import lever_of, told_lever, told_value, told_values
from workbench.language import Text
from workbench.pages.layout import line, relabel, stack
from workbench.views.campaign import lever_label

BOX: dict[str, Any] = {"margin": 0, "size": "small", "variant": "outlined"}
RANGED = ("latin", "sobol")


class Row:
    """Some widgets in a line with a button that takes the line away."""

    def __init__(
        self, changed: Callable[[], None], drop: Callable[[Row], None], t: Text, *fields: Any
    ) -> None:
        self.t, self.fields = t, fields
        away = pmui.IconButton(
            icon="close",
            size="small",
            margin=0,
            on_click=lambda _: drop(self),
            description=t.live("campaigns.remove"),
        )
        self.box = line(*fields, away, gap=8)
        for field in fields:
            field.param.watch(lambda _: changed(), "value")


class LeverRow(Row):
    """One lever: what varies, and its values (or a range)."""

    def __init__(self, changed: Callable[[], None], drop: Callable[[Row], None], t: Text) -> None:
        self.path = pmui.Select(
            label=t.live("campaigns.lever_label"), options={}, width=310, searchable=True, **BOX
        )
        self.values = pmui.TextInput(label=t.live("campaigns.values"), width=190, **BOX)
        super().__init__(changed, drop, t, self.path, self.values)

    def load(self, lever: Mapping[str, Any]) -> None:
        """Show a lever of a file; a path that is not in the list is put there."""
        self.redraw(str(lever["path"]))
        self.values.value = told_lever(lever)

    def redraw(self, path: str = "") -> None:
        """Names in the language of the moment, the choice kept."""
        path = path or str(self.path.value or "")
        options = {lever_label(each, self.t): each for each in known_levers()}
        if path and path not in known_levers():
            options[lever_label(path, self.t)] = path
        relabel(self.path, options, path or next(iter(options.values())))

    def suggest(self, design: str) -> None:
        """Usual values of the chosen lever, where none were typed."""
        known = known_levers().get(str(self.path.value))
        if known is None or self.values.value:
            return
        ends = (known.low, known.high)
        if design in RANGED and None not in ends:
            self.values.value = told_lever({"low": ends[0], "high": ends[1]})
        elif known.choices:
            self.values.value = told_values(known.choices)
        else:
            three = [value for value in (known.low, known.usual, known.high) if value is not None]
            self.values.value = told_values(list(dict.fromkeys(map(told_value, three))))

    def content(self) -> dict[str, Any]:
        """The lever as it stands in `campaign.yml`."""
        path = str(self.path.value)
        known = known_levers().get(path)
        return lever_of(
            path, str(self.values.value_input or self.values.value or ""), bool(known and known.whole)
        )


class RuleRow(Row):
    """One stop rule: a measure, half an interval, of its mean or of its difference."""

    def __init__(self, changed: Callable[[], None], drop: Callable[[Row], None], t: Text) -> None:
        self.measure = pmui.Select(
            label=t.live("campaigns.measure"), options={}, width=250, searchable=True, **BOX
        )
        self.half = pmui.FloatInput(
            label=t.live("campaigns.half_width"), value=0.01, start=0, step=0.005, width=120, **BOX
        )
        self.difference = pmui.Switch(label=t.live("campaigns.difference"), value=True, margin=0)
        super().__init__(changed, drop, t, self.measure, self.half, self.difference)

    def load(self, rule: Mapping[str, Any]) -> None:
        """Show a rule of a file."""
        self.redraw(str(rule["measure"]))
        self.half.value, self.difference.value = (
            float(rule["half_width"]),
            bool(rule.get("difference", False)),
        )

    def redraw(self, measure: str = "") -> None:
        """Names in the language of the moment, the choice kept."""
        options = {self.t.measure(name): name for name in MEASURES}
        relabel(self.measure, options, measure or self.measure.value or "coverage")

    def content(self) -> dict[str, Any]:
        """The rule as it stands in `campaign.yml`."""
        half = float(self.half.value or 0)
        return {"measure": self.measure.value, "half_width": half, "difference": bool(self.difference.value)}


class Rows:
    """A list of rows of one kind."""

    def __init__(self, kind: type[Any], changed: Callable[[], None], t: Text) -> None:
        self.kind, self.changed, self.t = kind, changed, t
        self.rows: list[Any] = []
        self.box = stack(gap=8)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def panel(self) -> pn.viewable.Viewable:
        """The rows under each other."""
        return self.box

    def add(self, content: Mapping[str, Any] | None = None) -> Any:
        """One more, empty or as in a file."""
        row = self.kind(self.changed, self._drop, self.t)
        self.rows.append(row)
        row.load(content) if content else row.redraw()
        self.box.objects = [each.box for each in self.rows]
        return row

    def load(self, contents: Any) -> None:
        """These instead of what was there."""
        self.rows = []
        for content in contents:
            self.add(content)
        self.box.objects = [each.box for each in self.rows]

    def redraw(self) -> None:
        """Words again."""
        for row in self.rows:
            row.redraw()

    def _drop(self, row: Row) -> None:
        self.rows.remove(row)
        self.box.objects = [each.box for each in self.rows]
        self.changed()
