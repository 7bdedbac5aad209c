"""What a staffing means, as cards and lists: from the twin, from the optimiser, from the full simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from workbench.language import Text
from workbench.numbers import difference_unit, interval, number, percent, plain, unit_name

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


def desk_words(name: str, t: Text) -> str:
    """A desk in words: `luohu-3.operator` is its grid and role, a pooled one is the community's."""
    where, dot, role = name.rpartition(".")
    if not dot:
        return t.called("staffing", f"limit_{name}") if t.find(f"staffing.limit_{name}") else name
    who = t.called("role", role)
    if where == "town":
        return who
    return f"{t.grid(where) if '-' in where else t('staffing.whole')} · {who}"


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
    parts.append(_card("cost", t("staff_page.cost"), cost, t("staff_page.cost_unit"), ""))
    return f'<div class="cards">{"".join(parts)}</div>{_overloaded(told, t)}'


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
    rows = [
        t("staff_page.frontier_row", heads=row["heads"], late=percent(row["late"]))
        for row in told["frontier"]
    ]
    lines.append(f"<p class='strong'>{escape(t('staff_page.frontier'))}</p>{_list(rows)}")
    return "".join(lines)


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
    says = [
        t("staff_page.overtime", cost=cost, hours=plain(overtime["hours"]), price=f"{overtime['price']:g}")
    ]
    if told.get("gap"):
        says.append(t("staff_page.gap", gap=percent(told["gap"])))
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


def comparison_html(told: Mapping[str, Any], titles: Sequence[str], t: Text) -> str:
    """Ranking, what differs, and paired differences in words, scenario by scenario."""
    title_of = dict(zip((s["name"] for s in told["scenarios"]), titles, strict=True))
    rows = []
    for row in told["ranking"]:
        name, span = escape(title_of[row["name"]]), interval(row["low"], row["high"], "share")
        rows.append(f"<li value='{row['rank']}'>{name}: {percent(row['mean'])} % [{span}]</li>")
    by = escape(t("compare_page.ranking", measure=t.measure(told["by"]), zone=percent(told["indifference"])))
    parts = [f"<p class='strong'>{by}</p><ol>{''.join(rows)}</ol>"]
    others = told["scenarios"][1:]
    for scenario, changes, gaps in zip(others, told["differs"], told["differences"], strict=True):
        head = t("compare_page.against", ours=title_of[scenario["name"]], base=title_of[told["base"]])
        parts.append(f"<h2>{escape(head)}</h2>")
        if not scenario["same_demand"]:
            parts.append(f"<p>{escape(t('compare_page.other_demand'))}</p>")
        parts.append(_list(f"{c['part']} · {c['path']}: {c['base']} → {c['ours']}" for c in changes[:40]))
        parts.append(_gaps(gaps, t))
    return "".join(parts)


def _gaps(gaps: Sequence[Mapping[str, Any]], t: Text) -> str:
    heads = "".join(
        f"<th>{escape(t(f'compare_page.{name}'))}</th>" for name in ("measure", "gap", "span", "words")
    )
    rows = []
    for gap in gaps:
        if gap["mean"] is None:
            continue
        unit = gap["unit"]
        words = escape(gap[t.language])
        value = f"{'+' if gap['mean'] > 0 else ''}{number(gap['mean'], unit)} {difference_unit(unit, t)}"
        rows.append(
            f"<tr data-measure='{escape(gap['measure'])}'><td>{escape(t.measure(gap['measure']))}</td>"
            f"<td class='n'>{escape(value)}</td>"
            f"<td class='n'>{escape(interval(gap['low'], gap['high'], unit))}</td>"
            f"<td class='{gap['verdict']}'>{_bar(gap)} {words}</td></tr>"
        )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _bar(gap: Mapping[str, Any]) -> str:
    """A small multiple: the interval of a difference around zero, each on its own scale."""
    low, high = gap["low"], gap["high"]
    if low is None or high is None:
        return ""
    reach = max(abs(low), abs(high)) or 1.0
    a, b, m = (40 + 36 * value / reach for value in (low, high, gap["mean"]))
    return (
        '<svg width="80" height="12" viewBox="0 0 80 12" aria-hidden="true">'
        '<path d="M40 0V12" stroke="currentColor" '
        f'opacity=".35"/><path d="M{a:.1f} 6H{b:.1f}" stroke="currentColor" stroke-width="2"/>'
        f'<circle cx="{m:.1f}" cy="6" r="3" fill="currentColor"/></svg>'
    )
