"""Which indicators the first page shows, which way is better, and the cards they are shown on."""

from __future__ import annotations

from html import escape
from typing import Any

from models.measures.declare import MEASURES, Direction, Measure
from models.measures.intervals import INDICATIVE_BELOW
from workbench.language import Text
from workbench.numbers import interval, number, plain, unit_name
from workbench.results import Result

SHOWN = (
    "coverage",
    "on_time_handling_rate",
    "on_time_closure_rate",
    "hours_to_close_p90",
    "overdue_backlog",
    "hazard_exposure_days",
    "orphan_task_share",
    "worst_grid_on_time_rate",
    "workload_balance",
    "walking_share",
    "cases_per_10000_residents_day",
    "finds_per_10000_residents_day",
    "finds_per_100_visits",
    "rework_rate",
    "miss_rate",
)
"""Measures on the first page: outcomes, their tails and equity, then what has a published range."""

STYLE = """
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(165px, 1fr)); gap: 10px; margin: 0;
  font-family: var(--gw-font); color: var(--gw-text); }
.card { display: flex; flex-direction: column; gap: 3px; padding: 13px 15px 12px;
  border: 1px solid var(--gw-divider); border-radius: 12px; background: var(--gw-paper); min-width: 0; }
.label { color: var(--gw-muted); font-size: 12.5px; line-height: 1.35; overflow-wrap: anywhere; }
.value { margin: 1px 0 0; font-size: 27px; font-weight: 650; letter-spacing: -.01em; line-height: 1.15;
  font-variant-numeric: tabular-nums; }
.value .unit { margin-left: 4px; font-size: 13px; font-weight: 500; letter-spacing: 0;
  color: var(--gw-muted); }
.note { margin: 0; color: var(--gw-muted); font-size: 11.5px; line-height: 1.45;
  font-variant-numeric: tabular-nums; }
.change { margin: 0; font-size: 12.5px; font-weight: 600; font-variant-numeric: tabular-nums; }
.change .span { font-weight: 400; color: var(--gw-muted); }
.good { color: var(--gw-good); } .bad { color: var(--gw-bad); }
.calm { color: var(--gw-muted); font-weight: 500; }
.out { color: var(--gw-warn); font-weight: 600; }
"""


def cards(result: Result, changes: dict[str, dict[str, Any]], t: Text) -> str:
    """All cards as one piece of HTML; `changes` are differences to the baseline by measure (mean, low,
    high), empty when the result is the baseline itself."""
    known = [MEASURES[name] for name in SHOWN if name in result.measures]
    return f'<div class="cards">{"".join(_card(one, result, changes, t) for one in known)}</div>'


def _card(one: Measure, result: Result, changes: dict[str, dict[str, Any]], t: Text) -> str:
    value = result.measures[one.name]
    unit = value["unit"]
    tip = t.find(f"measure_definition.{one.text}") or ""
    parts = [
        f'<div class="label" title="{escape(tip)}">{escape(t.measure(one.name))}</div>',
        f'<p class="value">{number(value["mean"], unit)}'
        f'<span class="unit">{escape(unit_name(unit, t))}</span></p>',
    ]
    if one.name in changes:
        parts.append(_change(one, changes[one.name], unit, t))
    if span := interval(value["low"], value["high"], unit):
        sure = f" · {t('card.indicative')}" if value["n"] < INDICATIVE_BELOW else ""
        parts.append(f'<p class="note">{escape(t("card.interval", interval=span))}{escape(sure)}</p>')
    if one.published:
        parts.append(_published(one, value["mean"], unit, t))
    return f'<div class="card" role="group" data-measure="{one.name}">{"".join(parts)}</div>'


def _change(one: Measure, change: dict[str, Any], unit: str, t: Text) -> str:
    mean, low, high = change["mean"], change["low"], change["high"]
    if mean is None:
        return ""
    clear = low is not None and high is not None and (low > 0 or high < 0)
    judged = one.direction is not Direction.NEUTRAL
    good = (mean > 0) == (one.direction is Direction.HIGHER)
    kind = "calm" if not clear or not judged else "good" if good else "bad"
    shown = number(mean, unit)
    nothing = not any(digit in shown for digit in "123456789")
    arrow = "■" if nothing else "▲" if mean > 0 else "▼"
    sign = "+" if mean > 0 and not nothing else ""
    word = t("card.same") if not clear else "" if not judged else t("card.better" if good else "card.worse")
    span = interval(low, high, unit)
    against = t("card.change_paired", n=change["n"]) if change["paired"] else t("card.change")
    return (
        f'<p class="change {kind}" title="{escape(word)}">{arrow} {sign}{shown} '
        f'<span class="span">{escape(against)}{f" [{span}]" if span else ""}</span></p>'
    )


def _published(one: Measure, mean: float | None, unit: str, t: Text) -> str:
    assert one.published is not None
    found = one.published
    scale, digits = (100, 2 if found.low < 0.001 else 1) if unit == "share" else (1, 1)
    low, high = (plain(scale * v, digits).removesuffix(".0") for v in (found.low, found.high))
    inside = mean is not None and found.holds(mean)
    word = t("card.inside" if inside else "card.outside")
    mark = f'<span class="{"in" if inside else "out"}">{escape(word)}</span>'
    source = escape(f"{found.source} ({found.grade})")
    return f'<p class="note" title="{source}">{escape(t("card.published", low=low, high=high))} · {mark}</p>'
