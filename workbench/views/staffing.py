"""What a staffing means, as cards and lists: from the twin, from the optimiser, from the full simulation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from workbench.language import Text
from workbench.numbers import interval, number, percent, plain, unit_name

SHOWN = (
    ("on_time_workstation_rate", "share"),
    ("on_time_handling_rate_community", "share"),
    ("on_time_handling_rate_town", "share"),
    ("on_time_handling_rate_district", "share"),
    ("on_time_closure_rate", "share"),
    ("hours_to_close_p90", "hours"),
    ("overdue_backlog", "cases"),
    ("utilisation_handler", "share"),
    ("utilisation_operator", "share"),
    ("utilisation_town_team", "share"),
)
"""Indicators of the Staffing page with their units."""


ROLES = ("inspector", "handler", "operator", "town_team")
LEVELS = ("community", "town", "district")
FAULT = re.compile(
    r"grids\.(?P<grid>\S+)\.staffing\.(?P<role>\w+)s: expected "
    r"(?:a multiple of the pair size (?P<pair>\d+))?.*, got (?P<got>-?\d+)"
)
"""What a plan says of people who cannot be."""


def desk_words(name: str, t: Text) -> str:
    """A desk in words: `luohu-3.operator` is its grid and role, a pooled one is the community's."""
    where, dot, role = name.rpartition(".")
    if not dot:
        return t.called("staffing", f"limit_{name}") if t.find(f"staffing.limit_{name}") else name
    who = t.called("role", role)
    if where == "town":
        return who
    return f"{_place(where, t)} · {who}"


def live_cards(told: Mapping[str, Any], cap: int, t: Text) -> str:
    """Indicators with intervals, heads against the cap, cost, and desks that cannot keep up."""
    parts = []
    for name, unit in SHOWN:
        cells = told["measures"].get(name)
        if cells is None or cells["mean"] is None:
            continue
        label = t("staff_page.workstation") if name == "on_time_workstation_rate" else t.measure(name)
        parts.append(
            _card(name, label, number(cells["mean"], unit), unit_name(unit, t), _span(cells, unit, t))
        )
    over = told["heads"] > cap
    words = t("staff_page.over_cap" if over else "staff_page.within_cap", cap=cap)
    parts.append(
        _card("heads", t("staff_page.heads"), f"{told['heads']}", "", words, "bad" if over else "good")
    )
    cost = plain(told["cost"] / 10_000)
    note = t("staff_page.wages_only")
    parts.append(_card("cost", t("staff_page.cost"), cost, t("staff_page.cost_unit"), note))
    return f'<div class="cards">{"".join(parts)}</div>{_levels(told["measures"], t)}{_overloaded(told, t)}'


def _levels(measures: Mapping[str, Any], t: Text) -> str:
    """Time to close and overdue backlog level by level, each with its interval."""
    shown = (("hours_to_close_p90", "hours"), ("overdue_backlog", "cases"))
    heads = [t("staff_page.level"), *(f"{t.measure(name)} ({unit_name(unit, t)})" for name, unit in shown)]
    rows = []
    for level in LEVELS:
        cells = [f"<td>{escape(t.called('level', level))}</td>"]
        for name, unit in shown:
            told = measures[f"{name}_{level}"]
            span = interval(told["low"], told["high"], unit)
            note = f" <small>[{escape(span)}]</small>" if span else ""
            mean = number(told["mean"], unit)
            cells.append(f"<td class='n' data-measure='{name}_{level}'>{mean}{note}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return _table(heads, rows)


def load_table(desks: Mapping[str, Mapping[str, Any]], t: Text) -> str:
    """Offered load over the people who are there, place by place and role by role."""
    places: dict[str, dict[str, Mapping[str, Any]]] = {}
    for name, desk in desks.items():
        where, _, role = name.rpartition(".")
        if role in ROLES and desk["offered"] is not None:
            places.setdefault(where, {})[role] = desk
    rows = []
    for where, mine in places.items():
        label = t("level.town") if where == "town" else _place(where, t)
        cells = "".join(f"<td class='n'>{_load(mine.get(role))}</td>" for role in ROLES)
        rows.append(f"<tr><td>{escape(label)}</td>{cells}</tr>")
    heads = [t("staff_page.place"), *(t.called("role", role) for role in ROLES)]
    return f"<p class='note'>{escape(t('staff_page.offered'))}</p>{_table(heads, rows)}"


def _load(desk: Mapping[str, Any] | None) -> str:
    if desk is None:
        return ""
    share = desk["offered"] / max(desk["staff"], 1e-9)
    kind = "bad" if share >= 1 else ""
    return (
        f"<span class='{kind}'>{desk['offered']:.2f} / {desk['staff']}</span>"
        f"<i class='bar {kind}' style='width:{min(100.0, 100 * share):.0f}%'></i>"
    )


def _place(where: str, t: Text) -> str:
    return t.grid(where) if "-" in where else t("staffing.whole")


def _table(heads: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join(rows)
    return f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def plan_faults(message: str, t: Text) -> str:
    """Why people as they were set are no plan, line by line in words, with the least that would do."""
    lines = []
    for line in message.removeprefix("Value error, ").splitlines():
        found = FAULT.match(line)
        if found is None:
            lines.append(t("staff_page.no_role") if "in all grids together" in line else line)
            continue
        grid, role = t.grid(found["grid"]), t.called("role", found["role"])
        key = "pairs" if found["role"] == "inspector" else "nobody"
        pair = found["pair"] or 1
        lines.append(t(f"staff_page.{key}", grid=grid, role=role, got=found["got"], pair=pair))
    return _list(lines)


def _card(name: str, label: str, value: str, unit: str, note: str, kind: str = "note") -> str:
    return (
        f'<div class="card" role="group" data-measure="{escape(name)}">'
        f'<div class="label">{escape(label)}</div>'
        f'<p class="value">{escape(value)}<span class="unit">{escape(unit)}</span></p>'
        f'<p class="note {kind}">{escape(note)}</p></div>'
    )


def _span(cells: Mapping[str, Any], unit: str, t: Text) -> str:
    span = interval(cells["low"], cells["high"], unit)
    return t("card.interval", interval=span) if span else ""


def _overloaded(told: Mapping[str, Any], t: Text) -> str:
    if not told["overloaded"]:
        return ""
    names = t("staffing.join").join(desk_words(name, t) for name in told["overloaded"])
    return f'<p class="note bad">{escape(t("staff_page.overloaded", desks=names))}</p>'


def answer_html(told: Mapping[str, Any], t: Text) -> str:
    """The optimiser's answer: status, reasons, certificate, sensitivity; what would work where nothing
    does."""
    lang = t.language
    lines = [
        f"<p class='strong'>{escape(_status(told, t))}</p>",
        _list(each[lang] for each in told["binding"]),
    ]
    lines += [f"<p>{escape(line)}</p>" for line in _money(told, t)]
    lines += _patrol(told.get("patrol"), t)
    certificate = told["certificate"]
    if certificate:
        worst = certificate["worst"]
        says = t(
            f"staff_page.claim_{certificate['claim']}",
            worst=desk_words(worst, t),
            late=percent(certificate["late"][worst]),
            n=certificate["replications"],
        )
        lines.append(f"<p class='strong'>{escape(says)}</p>")
        cuts = [
            t("staff_page.cut", desk=desk_words(desk, t), claim=t(f"staff_page.cut_{claim}"))
            for desk, claim in certificate["cuts"].items()
        ]
        lines.append(_list(cuts))
    moves = [
        t(
            "staff_page.moves",
            name=t.called("assumption", row["assumption"]),
            low=row["low"],
            high=row["high"],
            a=percent(row["late_at_low"]),
            b=percent(row["late_at_high"]),
        )
        for row in told.get("sensitivity", ())
    ]
    if moves:
        lines.append(f"<p class='strong'>{escape(t('staff_page.sensitivity'))}</p>{_list(moves)}")
    lines.append(f"<p class='strong'>{escape(t('staff_page.frontier'))}</p>{_frontier(told, t)}")
    return "".join(lines)


def _frontier(told: Mapping[str, Any], t: Text) -> str:
    """Heads against the worst lateness, drawn as bars, and what one person more buys."""
    points = sorted(told["frontier"], key=lambda row: row["heads"])
    most = max((row["late"] for row in points), default=0.0) or 1.0
    rows = []
    for row, more in zip(points, [*points[1:], None], strict=True):
        buys = ""
        if more is not None:
            each = (row["late"] - more["late"]) / (more["heads"] - row["heads"])
            buys = t("staff_page.one_more", points=f"{100 * each:.2f}")
        mark = " class='mine'" if row["heads"] == told.get("heads") else ""
        rows.append(
            f"<tr{mark}><td class='n'>{row['heads']}</td><td class='n'>{percent(row['late'])} %"
            f"<i class='bar' style='width:{100 * row['late'] / most:.0f}%'></i></td>"
            f"<td>{escape(buys)}</td></tr>"
        )
    return _table((t("staff_page.heads"), t("staff_page.worst_late"), t("staff_page.buys")), rows)


def _status(told: Mapping[str, Any], t: Text) -> str:
    """What was found, in one sentence."""
    if told.get("objective") == "worst-lateness" and told["plan"] is not None:
        late = percent(max(told["late_on_sample"].values()))
        return t("staff_page.status_least", heads=told["heads"], late=late)
    limit = f"{100 * told['late']:g}"
    return t(f"staff_page.status_{told['status']}", heads=told["heads"], limit=limit)


def _money(told: Mapping[str, Any], t: Text) -> list[str]:
    """Cost with overtime, and how much of it is not proven to be needed."""
    overtime = told.get("overtime")
    if overtime is None:
        return []
    cost = plain(told["cost"] / 10_000)
    by_role = t("finding.join").join(
        f"{t.called('role', role)} {plain(hours)}" for role, hours in overtime["by_role"].items()
    )
    hours, price = plain(overtime["hours"]), f"{overtime['price']:g}"
    says = [t("staff_page.overtime", cost=cost, hours=hours, price=price, by_role=by_role)]
    if told["bound"] is None:
        says.append(t("staff_page.no_bound"))
    elif told["gap"]:
        says.append(t("staff_page.gap", gap=percent(told["gap"], 2)))
    return says


def _patrol(patrol: Mapping[str, Any] | None, t: Text) -> list[str]:
    """The inspectors' side, with the error of its reading, and what other numbers of them come to."""
    if patrol is None:
        return []
    says = t(
        "staff_page.patrol",
        promised=percent(patrol["promised"]), simulated=percent(patrol["simulated"]),
        error=f"{100 * patrol['error']:+.1f}",
        finds=f"{patrol['finds_promised']:.1f}", real=f"{patrol['finds_simulated']:.1f}",
    )  # fmt: skip
    rows = [
        t("staff_page.patrol_never", inspectors=row["inspectors"])
        if row["cost"] is None
        else t(
            "staff_page.patrol_choice", inspectors=row["inspectors"], heads=row["heads"],
            cost=plain(row["cost"] / 10_000),
        )
        for row in patrol["choices"]
    ]  # fmt: skip
    return [f"<p>{escape(says)}</p>", _list(rows)]


def _list(lines: Any) -> str:
    return "<ul>" + "".join(f"<li>{escape(str(line))}</li>" for line in lines) + "</ul>"


def confirmed_html(measures: Mapping[str, Mapping[str, Any]], replications: int, t: Text) -> str:
    """The same indicators from the full simulation."""
    parts = []
    for name, unit in SHOWN:
        cells = measures.get(name)
        if cells is not None and cells["mean"] is not None:
            value = number(cells["mean"], unit)
            parts.append(_card(name, t.measure(name), value, unit_name(unit, t), _span(cells, unit, t)))
    said = escape(t("staff_page.confirmed", n=replications))
    return f"<p class='note'>{said}</p><div class='cards'>{''.join(parts)}</div>"
