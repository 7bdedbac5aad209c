"""A campaign in words and tables: its levers and points by name, how far it is, what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from models.experiments.campaign.estimate import Basis, Estimate
from models.experiments.campaign.levers import known_levers
from models.measures.declare import MEASURES
from workbench.campaign_values import told_value
from workbench.language import Text
from workbench.numbers import DASH, interval, number, percent, plain, unit_name

STYLE = """
:host { color: var(--gw-text); font: 12.5px/1.5 var(--gw-font); overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { padding: 4px 8px; text-align: left; font-size: 11.5px; font-weight: 600; color: var(--gw-muted);
  border-bottom: 1px solid var(--gw-divider); }
td { padding: 5px 8px; border-bottom: 1px solid var(--gw-divider); }
td.n, th.n { text-align: right; } td.n { white-space: nowrap; }
td:first-child { min-width: 92px; overflow-wrap: anywhere; }
.track { display: block; width: 100%; min-width: 60px; height: 6px; border-radius: 3px; margin-top: 3px;
  background: color-mix(in srgb, var(--gw-muted) 20%, transparent); }
.track i { display: block; height: 6px; border-radius: 3px; background: var(--gw-accent); }
.met { color: var(--gw-good); } .wide { color: var(--gw-warn); } .bad { color: var(--gw-bad); }
p { margin: 0 0 6px; color: var(--gw-muted); font-size: 13px; } p.strong { color: var(--gw-text); }
.big { font: 650 26px/1.2 var(--gw-font); color: var(--gw-text); font-variant-numeric: tabular-nums; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 2px 0 8px; }
.facts span { display: block; color: var(--gw-muted); font-size: 12px; }
details { margin: 2px 0; } summary { cursor: pointer; overflow-wrap: anywhere; }
pre { margin: 4px 0 8px; padding: 8px 10px; max-height: 220px; overflow: auto; font-size: 11.5px;
  background: color-mix(in srgb, var(--gw-muted) 10%, transparent); border-radius: 8px; }
"""
MOST_ROWS = 60
_CODES = {
    "grab": "grab_policy",
    "scope": "grab_scope",
    "release": "release_policy",
    "discipline": "discipline",
}


def lever_name(path: str, t: Text) -> str:
    """A lever in words: an assumption by its name, what a plan decides by the thing, a grid's by the grid."""
    head, _, rest = path.partition(".")
    if head == "assumptions":
        return t.find(f"assumption.{rest}") or rest
    steps = rest.split(".")
    known = t.find("campaigns.lever." + "_".join(steps[-2:]))
    if known is None:
        return rest
    single = steps[0] == "grids" and steps[1] != "*"
    return f"{t.grid(steps[1])} · {known}" if single else known


def lever_label(path: str, t: Text) -> str:
    """The same for a list of all levers: with its section and unit."""
    known = known_levers().get(path)
    unit = unit_name(known.unit, t) if known and known.unit else ""
    tail = f" ({unit})" if unit else ""
    head, _, rest = path.partition(".")
    section = f"{t.called('section', rest.partition('.')[0])} · " if head == "assumptions" else ""
    return f"{section}{lever_name(path, t)}{tail}"


def value_name(path: str, value: Any, t: Text) -> str:
    """A lever's value in words."""
    if isinstance(value, bool):
        return t("assumptions.on" if value else "assumptions.off")
    if isinstance(value, str):
        return t.called(_CODES.get(path.rpartition(".")[2], "lever_value"), value)
    return f"{value:.4g}" if isinstance(value, float) else told_value(value)


def point_name(point: Mapping[str, Any], titles: Mapping[str, str], several: bool, t: Text) -> str:
    """A point: what it sets, and its scenario where there are several."""
    told = [f"{lever_name(path, t)} {value_name(path, value, t)}" for path, value in point["changes"].items()]
    if several or not told:
        told.insert(0, titles.get(point["scenario"], point["scenario"]))
    return " · ".join(told)


def estimate_html(found: Estimate, t: Text) -> str:
    """Points, runs and processor time, large, and what the time rests on."""
    runs = f"{found.least:,}" if found.least == found.most else f"{found.least:,}{DASH}{found.most:,}"
    facts = [(f"{found.points:,}", t("campaigns.points")), (runs, t("campaigns.runs"))]
    if found.over:
        facts.append((f"{found.over:,}", t("campaigns.over")))
    if found.seconds_least is not None and found.seconds_most is not None:
        ends = [duration(found.seconds_least, t), duration(found.seconds_most, t)]
        told = ends[0] if ends[0] == ends[1] else f"{ends[0]} {DASH} {ends[1]}"
        facts.append((told, t("campaigns.cpu_left" if found.over else "campaigns.cpu")))
    cells = "".join(
        f'<div><div class="big">{escape(value)}</div><span>{escape(label)}</span></div>'
        for value, label in facts
    )
    basis = t(f"campaigns.basis_{Basis(found.basis).value}")
    return f'<div class="facts">{cells}</div><p>{escape(basis)}</p>'


def duration(seconds: float, t: Text) -> str:
    """Seconds, minutes or hours, whichever reads best."""
    if seconds < 100:
        return t("campaigns.seconds", n=plain(seconds, 0 if seconds >= 10 else 1))
    if seconds < 6000:
        return t("campaigns.minutes", n=plain(seconds / 60, 1 if seconds < 600 else 0))
    return t("campaigns.hours", n=plain(seconds / 3600, 1))


def watch_html(told: Mapping[str, Any], titles: Mapping[str, str], t: Text) -> str:
    """A row a point: done of wanted as a bar, what failed, how wide the interval of each rule still is."""
    points = told["points"]
    several = len({point["scenario"] for point in points}) > 1
    rules = next((point["rules"] for point in points if point["rules"]), [])
    heads = [t("campaigns.point"), t("campaigns.done"), t("campaigns.failed_short")]
    heads += [_rule_name(rule, t) for rule in rules]
    rows = "".join(_watch_row(point, len(rules), titles, several, t) for point in points[:MOST_ROWS])
    more = len(points) - MOST_ROWS
    tail = f"<p>{escape(t('campaigns.more_points', n=more))}</p>" if more > 0 else ""
    head = "".join(
        f"<th{' class=n' if place else ''}>{escape(each)}</th>" for place, each in enumerate(heads)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{tail}"


def _rule_name(rule: Mapping[str, Any], t: Text) -> str:
    unit = MEASURES[rule["measure"]].unit
    asked = f"±{number(rule['asked'], unit)} {unit_name(unit, t)}".strip()
    return t("campaigns.rule_head", measure=t.measure(rule["measure"]), asked=asked)


def _watch_row(
    point: Mapping[str, Any], rules: int, titles: Mapping[str, str], several: bool, t: Text
) -> str:
    done, wanted = point["done"], max(point["wanted"], point["done"] + point["failed"], 1)
    share = 100 * (done + point["failed"]) / wanted
    cells = [
        f"<td>{escape(point_name(point, titles, several, t))}</td>",
        f'<td class="n">{done} / {wanted}<span class="track"><i style="width:{share:.0f}%"></i></span></td>',
        f'<td class="n {"bad" if point["failed"] else ""}">{point["failed"] or DASH}</td>',
    ]
    for place in range(rules):
        rule = point["rules"][place] if place < len(point["rules"]) else None
        if rule is None or rule["half_width"] is None:
            cells.append(f'<td class="n">{DASH}</td>')
            continue
        kind, mark = ("met", "✓") if rule["met"] else ("wide", "…")
        half = number(rule["half_width"], MEASURES[rule["measure"]].unit)
        gap = f" {t('campaigns.of_difference')}" if rule["difference"] else ""
        cells.append(f'<td class="n {kind}">±{escape(half)}{escape(gap)} {mark}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def failures_html(failed: Sequence[Mapping[str, Any]], t: Text) -> str:
    """Every failed run with its trace, closed until asked for."""
    if not failed:
        return ""
    items = []
    for each in failed:
        trace = str(each["trace"] or "")
        last = trace.strip().splitlines()[-1] if trace.strip() else ""
        key = "campaigns.run_aside" if each["state"] == "set_aside" else "campaigns.run_failed"
        head = t(key, name=each["name"], replication=each["replication"], why=last)
        items.append(f"<details><summary>{escape(head)}</summary><pre>{escape(trace)}</pre></details>")
    return f'<p class="strong bad">{escape(t("campaigns.failed", n=len(failed)))}</p>{"".join(items)}'


def points_frame(told: Mapping[str, Any], measure: str, titles: Mapping[str, str], t: Text) -> pd.DataFrame:
    """Rows for the page's table: point, n, and either all measures as text, or one with its differences."""
    several = len({point["scenario"] for point in told["variants"]}) > 1
    rows = []
    for place, point in enumerate(told["variants"], start=1):
        row: dict[str, Any] = {"place": place, "point": point_name(point, titles, several, t)}
        row["n"] = point["replications"]
        row |= _one(point, measure, t) if measure else _all(point)
        rows.append(row)
    return pd.DataFrame(rows)


def _all(point: Mapping[str, Any]) -> dict[str, str]:
    return {name: _spanned(cells, MEASURES[name].unit) for name, cells in point["measures"].items()}


def _spanned(cells: Mapping[str, Any], unit: str) -> str:
    span = interval(cells["low"], cells["high"], unit)
    return number(cells["mean"], unit) + (f" [{span}]" if span else "")


def _one(point: Mapping[str, Any], measure: str, t: Text) -> dict[str, str]:
    unit = MEASURES[measure].unit
    cells, gap = point["measures"][measure], point["differences"].get(measure)
    row = {"mean": number(cells["mean"], unit), "interval": interval(cells["low"], cells["high"], unit)}
    if gap is None or gap["mean"] is None:
        return row | dict.fromkeys(("difference", "difference_interval", "verdict", "gain"), DASH)
    sign = "+" if gap["mean"] > 0 else ""
    gain = DASH if gap["gain"] is None else f"{percent(gap['gain'], 0)} %"
    return row | {
        "difference": f"{sign}{number(gap['mean'], unit)}",
        "difference_interval": interval(gap["low"], gap["high"], unit),
        "verdict": t(f"verdict.{gap['verdict']}"),
        "gain": gain,
    }


def pivot_html(told: Mapping[str, Any], measure: str, down: str, across: str, t: Text) -> str:
    """Means of a measure over the points, one lever down, another across."""
    cells: dict[tuple[str, str], list[float]] = {}
    downs: dict[str, None] = {}
    acrosses: dict[str, None] = {}
    for point in told["variants"]:
        at = (axis_value(point, down, t)[0], axis_value(point, across, t)[0])
        downs[at[0]], acrosses[at[1]] = None, None
        if (mean := point["measures"][measure]["mean"]) is not None:
            cells.setdefault(at, []).append(mean)
    unit = MEASURES[measure].unit
    head = "".join(f"<th class='n'>{escape(name)}</th>" for name in acrosses)
    rows = []
    for row in downs:
        found = [cells.get((row, column)) for column in acrosses]
        told_cells = "".join(
            f"<td class='n'>{number(sum(each) / len(each), unit) if each else DASH}</td>" for each in found
        )
        rows.append(f"<tr><td>{escape(row)}</td>{told_cells}</tr>")
    corner = escape(f"{axis_name(down, t)} \\ {axis_name(across, t)}")
    return f"<table><thead><tr><th>{corner}</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def axis_name(lever: str, t: Text) -> str:
    """The name of what a chart or pivot goes along: a lever, or the scenario."""
    return t("campaigns.scenario") if lever == "scenario" else lever_name(lever, t)


def axis_value(point: Mapping[str, Any], lever: str, t: Text) -> tuple[str, Any]:
    """Where a point lies along a lever: in words, and as it is."""
    value = point["scenario"] if lever == "scenario" else point["changes"].get(lever)
    if value is None:
        return t("campaigns.as_it_is"), None
    return (str(value) if lever == "scenario" else value_name(lever, value, t)), value
