"""Charts of calibration: an observed log beside the simulated ones, and the table of what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import holoviews as hv
import pandas as pd

from workbench.language import Text
from workbench.numbers import percent, plain
from workbench.theme import SERIES
from workbench.views.frame import Look, empty, figure
from workbench.views.gallery import Chart, figure_json

LOGS = {"observed": SERIES[0], "calibrated": SERIES[2], "default": SERIES[6]}
"""The logs that stand beside each other, and their colours."""
DASHES = {"observed": "solid", "calibrated": "solid", "default": "dashed"}
QUARTER = 0.22
Draw = Callable[[pd.DataFrame, Text, Look], hv.Overlay]


def draw_by_hour(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
    """Reports an hour over the hours of the day. `table`: log, hour, rate, low, high, n."""
    return _lines(
        table, "hour", "rate", t, look, xlabel=t("calibration.hour"), ylabel=t("calibration.per_hour")
    )


def draw_curve(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
    """Share done within so many hours, on a logarithmic axis. `table`: log, hours, done, low, high."""
    shown = table.assign(hours=table["hours"].clip(lower=0.05))
    ticks = [(0.1, "0.1"), (1, "1"), (10, "10"), (100, "100"), (1000, "1,000")]
    options: dict[str, Any] = {"logx": True, "xticks": ticks, "ylim": (0, 1.02)}
    axes = {"xlabel": t("calibration.hours"), "ylabel": t("calibration.done")}
    return _lines(shown, "hours", "done", t, look, **axes, **options)


def _lines(table: pd.DataFrame, x: str, y: str, t: Text, look: Look, **options: Any) -> hv.Overlay:
    layers: list[hv.Element] = []
    for log, colour in LOGS.items():
        part = table[table["log"] == log].sort_values(x)
        if part.empty:
            continue
        if log == "observed":
            layers.append(hv.Area(part, x, ["low", "high"]).opts(color=colour, fill_alpha=0.18, line_alpha=0))
        line = hv.Curve(part, x, y, label=t(f"calibration.log_{log}"))
        layers.append(line.opts(color=colour, line_width=2.2, line_dash=DASHES[log]))
    if not layers:
        return empty(look, t("figure.nothing"))
    shown = {"legend_position": "top", "legend_cols": 3, "show_legend": True, "show_grid": True}
    return figure(hv.Overlay(layers), look, 290, **({"ylim": (0, None)} | shown | options))


def draw_dots(columns: Sequence[str], groups: Sequence[str], value: str, axis: str, scale: float) -> Draw:
    """A row for every combination of `columns`, a dot with its interval for every log."""

    def draw(table: pd.DataFrame, t: Text, look: Look) -> hv.Overlay:
        known = table.dropna(subset=[value])
        if known.empty:
            return empty(look, t("figure.nothing"))
        names = [_row_name(row, columns, groups, t) for row in known.to_dict("records")]
        labels = list(dict.fromkeys(names))
        place = {label: float(len(labels) - 1 - number) for number, label in enumerate(labels)}
        known = known.assign(y=[place[name] for name in names])
        layers: list[hv.Element] = []
        for number, (log, colour) in enumerate(LOGS.items()):
            part = known[known["log"] == log]
            if part.empty:
                continue
            y = part["y"] + QUARTER * (1 - number)
            spans = hv.Segments((scale * part["low"], y, scale * part["high"], y))
            layers.append(spans.opts(color=colour, line_width=2))
            dots = hv.Points((scale * part[value], y), label=t(f"calibration.log_{log}"))
            layers.append(dots.opts(color=colour, size=9))
        ticks = [(y, label) for label, y in place.items()]
        top = float(scale * known["high"].max())
        return figure(
            hv.Overlay(layers), look, max(190, 100 + 44 * len(labels)), xlabel=t(axis), ylabel="",
            yticks=ticks, ylim=(-0.6, len(labels) - 0.4), xlim=(0, top * 1.05 or 1.0),
            legend_position="top", legend_cols=3, show_legend=True,
        )  # fmt: skip

    return draw


def _row_name(row: Mapping[Any, Any], columns: Sequence[str], groups: Sequence[str], t: Text) -> str:
    pairs = zip(columns, groups, strict=True)
    return " · ".join(t.called(group, str(row[column])) for column, group in pairs)


def say_hours(table: pd.DataFrame, t: Text) -> str:
    """The busiest hour of every log."""
    told = []
    for log, part in _by_log(table):
        top = part.loc[part["rate"].idxmax()]
        told.append(t("calibration.busiest", log=t(f"calibration.log_{log}"), hour=int(top["hour"]),
                      rate=plain(float(top["rate"]), 2)))  # fmt: skip
    return t("calibration.join").join(told) or t("figure.nothing")


def say_weekdays(table: pd.DataFrame, t: Text) -> str:
    """Reports a day in every log."""
    told = [
        t("calibration.per_day_of", log=t(f"calibration.log_{log}"), rate=plain(float(part["rate"].mean())))
        for log, part in _by_log(table)
    ]
    return t("calibration.join").join(told) or t("figure.nothing")


def say_curve(table: pd.DataFrame, t: Text) -> str:
    """The time by which half is done, and nine of ten."""
    told = []
    for log, part in _by_log(table):
        half, most = (part.loc[part["done"] >= share, "hours"].min() for share in (0.5, 0.9))
        told.append(t("calibration.half", log=t(f"calibration.log_{log}"), half=plain(float(half)),
                      most=plain(float(most))))  # fmt: skip
    return t("calibration.join").join(told) or t("figure.nothing")


def say_shares(column: str, code: str) -> Callable[[pd.DataFrame, Text], str]:
    """One share in every log."""

    def say(table: pd.DataFrame, t: Text) -> str:
        told = [
            t("calibration.share_of", log=t(f"calibration.log_{log}"),
              share=percent(float(part.loc[part[column] == code, "share"].iloc[0])))
            for log, part in _by_log(table)
            if (part[column] == code).any()
        ]  # fmt: skip
        return t("calibration.join").join(told) or t("figure.nothing")

    return say


def _by_log(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    known = table.dropna(subset=[c for c in ("rate", "done", "share") if c in table])
    return [(log, part) for log in LOGS if len(part := known[known["log"] == log])]


CHARTS = (
    Chart("cal_by_hour", "by_hour", draw_by_hour, say_hours),
    Chart("cal_by_weekday", "by_weekday",
          draw_dots(["weekday"], ["weekday"], "rate", "calibration.per_day", 1.0), say_weekdays),
    Chart("cal_first_response", "first_response", draw_curve, say_curve),
    Chart("cal_close_time", "close_time", draw_curve, say_curve),
    Chart("cal_routing", "routing",
          draw_dots(["source", "level"], ["source", "level"], "share", "calibration.percent", 100.0),
          say_shares("level", "community")),
    Chart("cal_on_time", "on_time", draw_dots(["stage"], ["stage"], "share", "calibration.percent", 100.0),
          say_shares("stage", "closure")),
)  # fmt: skip
"""What the page shows, in this order."""


def draw_calibration(
    charts: Mapping[str, Sequence[Mapping[str, Any]]],
    language: str,
    dark: bool,
    progress: Callable[[float, str], None] | None = None,
) -> dict[str, str]:
    """Every chart of a calibration (tables as rows): name to a Bokeh document as JSON text."""
    t, look, drawn = Text(language=language), Look(dark), {}
    for number, chart in enumerate(CHARTS):
        drawn[chart.name] = figure_json(chart.draw(pd.DataFrame(list(charts[chart.table])), t, look))
        if progress:
            progress((number + 1) / len(CHARTS), chart.name)
    return drawn


def estimate_rows(told: Mapping[str, Any], t: Text) -> pd.DataFrame:
    """What was measured, in words: a row a number; a table has a row for each of its parts."""
    rows = []
    for each in told["estimates"]:
        scale, unit = (100.0, "%") if each["unit"] == "share" else (1.0, t.called("unit", each["unit"]))
        name, how = t.called("assumption", each["path"]), t(f"calibration.how.{each['how']}")
        if not each["parts"]:
            default = f"{each['default'] * scale:.4g}"
            mark = t("calibration.shifted") if each["shifted"] else ""
            rows.append((name, default, f"{each['value'] * scale:.4g}", _span(each, scale), unit, each["n"],
                         how, mark))  # fmt: skip
        for part in each["parts"]:
            value = f"{part['value'] * scale:.4g}"
            own = f"{name} · {_part(part['name'], t)}"
            rows.append(
                (own, _default(each, part, scale), value, _span(part, scale), unit, part["n"], how, "")
            )
    heads = ["assumption", "default", "measured", "interval", "unit", "n", "how", "remark"]
    return pd.DataFrame(rows, columns=heads)


def _default(each: Mapping[str, Any], part: Mapping[str, Any], scale: float) -> str:
    if part["default"] is not None:
        return f"{part['default'] * scale:.4g}"
    return str(each["default"]) if isinstance(each["default"], str) else ""


def _part(name: str, t: Text) -> str:
    return next((text for g in ("level", "department") if (text := t.find(f"{g}.{name}"))), name)


def _span(cell: Mapping[str, Any], scale: float) -> str:
    return f"{cell['low'] * scale:.4g} – {cell['high'] * scale:.4g}"


def told_html(told: Mapping[str, Any], t: Text) -> str:
    """What was read, and what the log cannot tell, by reason."""
    head = t("calibration.read", log=told["log"], cases=told["cases"], events=told["events"],
             begin=told["from"][:10], end=told["to"][:10], closed=percent(told["closed_share"]))  # fmt: skip
    ignored = "".join(
        f"<li>{escape(t('calibration.ignored', word=word, n=n))}</li>" for word, n in told["ignored"].items()
    )
    reasons: dict[str, list[str]] = {}
    for each in told["untold"]:
        reasons.setdefault(each["why"], []).append(t.called("assumption", each["path"]))
    silent = "".join(
        f"<li><b>{escape(t(f'calibration.why.{why}'))}</b> {escape(t('calibration.comma').join(names))}</li>"
        for why, names in reasons.items()
    )
    left = escape(t("calibration.untold", n=len(told["untold"])))
    return f"<p class='strong'>{escape(head)}</p><ul>{ignored}</ul><p>{left}</p><ul>{silent}</ul>"
