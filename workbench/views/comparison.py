"""A comparison of scenarios as markup: small multiples, ranking, what differs, paired differences in words.

Pictures are drawn as SVG inside the markup, so that the printed report is one file with nothing to fetch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from models.measures.declare import MEASURES
from workbench.language import Text
from workbench.numbers import amount, difference_unit, interval, number, unit_name
from workbench.theme import SERIES
from workbench.views.factors import value_text

CHANGES = 40
"""Differing values that are listed; the rest is counted."""
EDGE, WIDE, ROW = 8, 224, 22
"""Sizes of a small multiple in pixels."""
CODES = ("grab_policy", "grab_scope", "release_policy", "discipline", "world")


def comparison_html(told: Mapping[str, Any], titles: Sequence[str], t: Text) -> str:
    """Ranking, what differs, and paired differences in words, scenario by scenario."""
    title_of = dict(zip((s["name"] for s in told["scenarios"]), titles, strict=True))
    unit, rows = MEASURES[told["by"]].unit, []
    for row in told["ranking"]:
        name, span = escape(title_of[row["name"]]), interval(row["low"], row["high"], unit)
        mean = escape(amount(row["mean"], unit, t))
        rows.append(f"<li value='{row['rank']}'>{name}: {mean} [{span}]</li>")
    share = unit == "share"
    zone = f"{value_text(told['indifference'] * (100 if share else 1))} {difference_unit(unit, t)}"
    by = escape(t("compare_page.ranking", measure=t.measure(told["by"]), zone=zone))
    parts = [f"<p class='strong'>{by}</p><ol>{''.join(rows)}</ol>", multiples_html(told, titles, t)]
    others = told["scenarios"][1:]
    for scenario, changes, gaps in zip(others, told["differs"], told["differences"], strict=True):
        head = t("compare_page.against", ours=title_of[scenario["name"]], base=title_of[told["base"]])
        parts.append(f"<h2>{escape(head)}</h2>")
        if not scenario["same_demand"]:
            parts.append(f"<p>{escape(t('compare_page.other_demand'))}</p>")
        parts += [_changes(changes, t), _gaps(gaps, t)]
    return "".join(parts)


def multiples_html(told: Mapping[str, Any], titles: Sequence[str], t: Text) -> str:
    """A small picture for every indicator: each scenario's mean and interval, all on that picture's scale."""
    legend = "".join(
        f"<span><i style='background:{_colour(n)}'></i>{escape(title)}</span>"
        for n, title in enumerate(titles)
    )
    names = dict.fromkeys(name for scenario in told["scenarios"] for name in scenario["measures"])
    pictures = "".join(_multiple(name, told["scenarios"], titles, t) for name in names)
    head = escape(t("compare_page.multiples"))
    return f"<h2>{head}</h2><p class='legend'>{legend}</p><div class='multiples'>{pictures}</div>"


def _multiple(name: str, scenarios: Sequence[Mapping[str, Any]], titles: Sequence[str], t: Text) -> str:
    unit = MEASURES[name].unit
    cells = [
        scenario["measures"].get(name) or dict.fromkeys(("mean", "low", "high")) for scenario in scenarios
    ]
    known = [cell[key] for cell in cells for key in ("low", "mean", "high") if cell[key] is not None]
    if not known:
        return ""
    spare = 0.06 * (max(known) - min(known)) or 0.05 * abs(known[0]) or 1.0
    low, high = min(known) - spare, max(known) + spare
    marks, said, values = [], [], []
    for n, (cell, title) in enumerate(zip(cells, titles, strict=True)):
        values.append(f"<span style='color:{_colour(n)}'>{number(cell['mean'], unit)}</span>")
        if cell["mean"] is not None:
            marks.append(_mark(cell, low, high, n))
            span = interval(cell["low"], cell["high"], unit)
            said.append(f"{title}: {number(cell['mean'], unit)} [{span}]")
    height = ROW * len(cells) + EDGE
    return (
        f"<figure data-measure='{escape(name)}'><figcaption>{escape(t.measure(name))} "
        f"<small>{escape(unit_name(unit, t))}</small></figcaption>"
        f'<svg viewBox="0 0 {WIDE} {height}" role="img" aria-label="{escape("; ".join(said))}">'
        f'<path d="M{EDGE} {height - 1}H{WIDE - EDGE}" stroke="currentColor" opacity=".25"/>'
        f"{''.join(marks)}</svg><p class='values'>{''.join(values)}</p></figure>"
    )


def _mark(cell: Mapping[str, Any], low: float, high: float, n: int) -> str:
    """A scenario's dot with its interval."""
    y, colour = ROW * n + ROW / 2 + EDGE / 2, _colour(n)
    scale = (WIDE - 2 * EDGE) / (high - low)
    a, m, b = (
        None if v is None else EDGE + (v - low) * scale for v in (cell["low"], cell["mean"], cell["high"])
    )
    span = (
        ""
        if a is None or b is None
        else f'<path d="M{a:.1f} {y}H{b:.1f}" stroke="{colour}" stroke-width="3"/>'
    )
    return f'{span}<circle cx="{m:.1f}" cy="{y}" r="4.5" fill="{colour}"/>'


def _colour(n: int) -> str:
    return SERIES[n % len(SERIES)]


def _changes(changes: Sequence[Mapping[str, Any]], t: Text) -> str:
    lines = [
        f"{change_name(c, t)}: {_value(c['base'], t)} → {_value(c['ours'], t)}" for c in changes[:CHANGES]
    ]
    if len(changes) > CHANGES:
        lines.append(t("compare_page.more_changes", n=len(changes) - CHANGES))
    return _list(lines or [t("compare_page.no_changes")])


def change_name(change: Mapping[str, Any], t: Text) -> str:
    """What differs, in words: an assumption by its name, people by grid and role, the rest by its part."""
    part, path = str(change["part"]), str(change["path"])
    if part == "assumptions":
        return t.find(f"assumption.{path}") or path
    pieces = path.split(".")
    if pieces[0] == "grids":
        last = pieces[-1]
        what = t.find(f"compare_page.path.{last}") or t.called("role", last.removesuffix("s"))
        return f"{t.grid(pieces[1])} · {what}" if len(pieces) > 2 else t.grid(pieces[1])
    words = t.find(f"compare_page.path.{path.replace('.', '_')}")
    return words or " · ".join(each for each in (t.called("compare_page.part", part), path) if each)


def _value(value: Any, t: Text) -> str:
    """A value in words where it is a code or a switch, a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return t("compare_page.yes" if value else "compare_page.no")
    if isinstance(value, Mapping):
        return t("compare_page.there")
    code = str(value)
    return next((word for kind in CODES if (word := t.find(f"{kind}.{code}"))), value_text(value))


def _list(lines: Any) -> str:
    return "<ul>" + "".join(f"<li>{escape(str(line))}</li>" for line in lines) + "</ul>"


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
    body = "".join(rows)
    return f"<div class='wide'><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"


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
