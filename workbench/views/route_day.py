"""A planned day as markup: totals, timetable of the pairs, tours in words, what is left out, a month."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from models.exchange.routes import clock
from workbench.language import Text
from workbench.numbers import plain
from workbench.report.day_sheet import pair_name
from workbench.theme import GRIDS

MOST_ROWS = 60
KINDS = ("own_pair", "closed", "not_reached", "others")
"""What became of promised visits, and what was grabbed besides."""
SHOWN = ("inspection_minutes", "overdue_premises", "walking_share", "visits", "fairness_gini")
STYLE = """
:host { color: var(--gw-text); font-family: var(--gw-font); }
h2 { margin: 0 0 6px; font: 650 15.5px/1.4 var(--gw-font); }
h3 { margin: 10px 0 2px; font: 600 13px/1.4 var(--gw-font); }
p { margin: 0 0 6px; font: 400 13px/1.55 var(--gw-font); color: var(--gw-muted); }
table { width: 100%; border-collapse: collapse; font-size: 12.5px; }
th { text-align: left; font-weight: 600; color: var(--gw-muted); padding: 4px 8px 4px 0; }
td { padding: 4px 8px 4px 0; border-top: 1px solid var(--gw-divider); font-variant-numeric: tabular-nums; }
td.n, th.n { text-align: right; }
.scroll { max-height: 340px; overflow: auto; }
.day { display: grid; grid-template-columns: 130px 1fr; gap: 5px 10px; align-items: center;
  font-size: 12.5px; }
.lane { position: relative; height: 20px; border-radius: 6px;
  background: color-mix(in srgb, var(--gw-muted) 12%, transparent); }
.lane i { position: absolute; top: 3px; bottom: 3px; border-radius: 4px; min-width: 2px; }
.gantt + p, .month + p { margin-top: 8px; }
.hours { position: relative; height: 16px; color: var(--gw-muted); font-size: 11px; }
.hours span { position: absolute; transform: translateX(-50%); }
.month { display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); gap: 5px; font-size: 12px; }
.month .head { color: var(--gw-muted); text-align: center; }
.cell { min-height: 46px; padding: 5px 7px; border: 1px solid var(--gw-divider); border-radius: 8px; }
.cell.off { opacity: .45; } .cell b { display: block; font-size: 13px; }
.cell span { display: inline-block; white-space: nowrap; }
.key { display: inline-block; width: 11px; height: 11px; border-radius: 4px; margin-right: 6px; }
"""


def pair_colours(day: Mapping[str, Any]) -> dict[str, str]:
    """A colour for every pair of a day, the same whoever is absent later on."""
    return {pair: GRIDS[k % len(GRIDS)] for k, pair in enumerate(day["team"])}


def totals(day: Mapping[str, Any], t: Text) -> str:
    """Promised beside happened; of a replanned day also of what was left of it, and what the change cost."""
    visits = f"{day['promised']['visits']:,.0f}"
    told = ""
    if "rest" in day:
        rest = day["rest"]
        told = f"<p>{escape(_changes(day, t))}</p>"
        part = _compared(rest["promised"], rest["happened"], f"{day['visits']:,} / {day['pool']:,}", t)
        told += f"<h3>{escape(t('routes.rest', at=clock(day['replanned_at'])))}</h3>{part}"
        told += f"<h3>{escape(t('routes.whole'))}</h3>"
    else:
        visits = f"{day['visits']:,} / {day['pool']:,}"
    notes = "".join(f"<p>{escape(note)}</p>" for note in day["notes"])
    return told + _compared(day["promised"], day["happened"], visits, t) + notes


def _changes(day: Mapping[str, Any], t: Text) -> str:
    absent = t("finding.join").join(pair_name(pair, t) for pair in day["absent"]) or t("routes.nobody")
    told = t(
        "routes.changed", at=clock(day["replanned_at"]), absent=absent, held=day["held"],
        changed=day["changed"], price=f"{day['change_price']:g}", paid=f"{day['paid']:g}",
        first=_number(day["first"]["promised"]["inspection_minutes"]),
        now=_number(day["promised"]["inspection_minutes"]),
    )  # fmt: skip
    if not day["absent"]:
        return told
    return told + t("routes.taken_over", left=day["left_by_absent"], taken=day["taken_over"])


def _compared(promised: Mapping[str, float], lived: Mapping[str, float], visits: str, t: Text) -> str:
    rows = [
        (t("routes.visits"), visits, _number(lived["visits"])),
        (t("routes.inspection"), *(_number(each.get("inspection_minutes")) for each in (promised, lived))),
        (t("routes.walking"), f"{promised['walking_share']:.1%}", _share(promised, lived)),
        *((t(f"routes.{name}"), "", _number(lived[name])) for name in KINDS),
        (t("routes.delay"), "", f"{lived['mean_delay_minutes']:.1f}"),
    ]  # fmt: skip
    body = "".join(
        f"<tr><td>{escape(a)}</td><td class=n>{escape(b)}</td><td class=n>{escape(c)}</td></tr>"
        for a, b, c in rows
    )
    words = (t("routes.promised"), t("routes.happened"))
    head = "<th></th>" + "".join(f"<th class=n>{escape(word)}</th>" for word in words)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _share(promised: Mapping[str, float], lived: Mapping[str, float]) -> str:
    if not promised["walking_minutes"]:
        return ""
    shift = promised["walking_minutes"] / max(promised["walking_share"], 1e-9)
    return f"{lived['walking_minutes'] / shift:.1%}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def timetable(day: Mapping[str, Any], t: Text, grid: str = "") -> str:
    """A lane a pair over the hours of the day, a bar a visit."""
    tours = [tour for tour in day["tours"] if not grid or tour["pair"].startswith(f"{grid}.")]
    if not tours:
        return ""
    first = min(tour["depart"] for tour in tours) // 1800 * 1800
    last = max(max(tour["back"] for tour in tours), first + 3600)
    colours = pair_colours(day)

    def left(second: float) -> str:
        return f"{100 * (second - first) / (last - first):.2f}%"

    hours = "".join(
        f'<span style="left:{left(h)}">{clock(h)}</span>' for h in range(-(-first // 3600) * 3600, last, 7200)
    )
    lanes = []
    for pair in dict.fromkeys(tour["pair"] for tour in tours):
        bars = "".join(
            f'<i style="left:{left(v["begin"])};right:calc(100% - {left(v["leave"])});'
            f'background:{colours[pair]}" title="{clock(v["begin"])} {escape(v["premises"])}"></i>'
            for tour in tours if tour["pair"] == pair for v in tour["visits"]
        )  # fmt: skip
        lanes.append(f'<span>{escape(pair_name(pair, t))}</span><div class="lane">{bars}</div>')
    return f'<div class="day gantt"><span></span><div class="hours">{hours}</div>{"".join(lanes)}</div>'


def tours_table(day: Mapping[str, Any], t: Text, grid: str = "", pair: str = "") -> str:
    """Order and times of the visits, tour by tour."""
    names = ("order", "begin", "leave", "premises", "kind", "minutes", "due")
    head = "".join(f"<th>{escape(t(f'routes.{name}'))}</th>" for name in names)
    colours, rows = pair_colours(day), []
    for tour in day["tours"]:
        if (grid and not tour["pair"].startswith(f"{grid}.")) or (pair and tour["pair"] != pair):
            continue
        key = f'<span class="key" style="background:{colours[tour["pair"]]}"></span>'
        told = f"{pair_name(tour['pair'], t)} · {clock(tour['depart'])}–{clock(tour['back'])}"
        rows.append(f'<tr><td colspan="{len(names)}">{key}<b>{escape(told)}</b></td></tr>')
        rows += [_visit(visit, t) for visit in tour["visits"]]
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="scroll">{table}</div>'


def _visit(visit: Mapping[str, Any], t: Text) -> str:
    cells = (
        visit["order"], clock(visit["begin"]), clock(visit["leave"]), visit["premises"],
        t.called("premises_kind", visit["kind"]), plain(visit["minutes"]), visit["due"],
    )  # fmt: skip
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"


def unplanned_table(day: Mapping[str, Any], t: Text, grid: str = "") -> str:
    """What is left out: counted by reason, then the first rows."""
    mine = [row for row in day["unplanned"] if not grid or row["grid"] == grid]
    counts = Counter(row["reason"] for row in mine)
    said = " · ".join(f"{t(f'routes.reason_word.{reason}')} {count:,}" for reason, count in counts.items())
    names = ("premises", "kind", "grid", "due", "minutes", "reason")
    head = "".join(f"<th>{escape(t(f'routes.{name}'))}</th>" for name in names)
    body = "".join(_left_out(row, t) for row in mine[:MOST_ROWS])
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<p>{escape(said)}</p><div class="scroll">{table}</div>'


def _left_out(row: Mapping[str, Any], t: Text) -> str:
    cells = (
        row["premises"], t.called("premises_kind", row["kind"]), t.grid(row["grid"]), row["due"],
        plain(row["minutes"]), t(f"routes.reason_word.{row['reason']}"),
    )  # fmt: skip
    return "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>"


def month(days: Mapping[str, Sequence[float]], year: int, number: int, t: Text) -> str:
    """A month of one grid's calendar; `days` is date to [hours, visits]."""
    most = max((hours for hours, _ in days.values()), default=1.0) or 1.0
    heads = "".join(f'<div class="head">{escape(t(f"routes.weekday.{n}"))}</div>' for n in range(1, 8))
    first, size = monthrange(year, number)
    cells = ["<div></div>"] * first
    for day in range(1, size + 1):
        hours, visits = days.get(date(year, number, day).isoformat(), (0.0, 0))
        if not visits:
            cells.append(f'<div class="cell off"><b>{day}</b></div>')
            continue
        depth = round(8 + 46 * hours / most)
        shade = f"background:color-mix(in srgb, var(--gw-accent) {depth}%, transparent)"
        told = f"<span>{hours:.1f} h</span> <span>· {visits}</span>"
        cells.append(f'<div class="cell" style="{shade}"><b>{day}</b>{told}</div>')
    return f'<div class="month">{heads}{"".join(cells)}</div>'


def policies_table(result: Mapping[str, Any], t: Text) -> str:
    """Policies side by side: means, and paired differences with their intervals."""
    head = "".join(f"<th class=n>{escape(t(f'routes.measure.{name}'))}</th>" for name in SHOWN)
    rows = []
    for policy, measures in result["policies"].items():
        gaps = result["differences"].get(policy, {})
        cells = "".join(f"<td class=n>{_cell(measures[name], gaps.get(name))}</td>" for name in SHOWN)
        rows.append(f"<tr><td>{escape(t(f'routes.policy.{policy}'))}</td>{cells}</tr>")
    caption = escape(t("routes.figure_policies"))
    few = f"<p>{escape(t('run.indicative'))}</p>" if result["indicative"] else ""
    return (
        f"<p>{caption} n = {result['days']}</p>{few}<table><thead><tr><th></th>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _cell(cells: Mapping[str, Any], gap: Mapping[str, Any] | None) -> str:
    told = f"{cells['mean']:,.4g}"
    if gap is None or gap["low"] is None:
        return told
    return f"{told}<br><small>{gap['mean']:+.3g} [{gap['low']:.3g}, {gap['high']:.3g}]</small>"
