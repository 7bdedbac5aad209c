"""Which indicators the first page shows, which way is better, and the cards they are shown on."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from workbench.language import Text
from workbench.numbers import interval, number, plain
from workbench.results import Result


@dataclass(frozen=True)
class Indicator:
    """A measure on a card. `better`: +1 more is better, -1 less is better, 0 neither.

    `published`: the range found elsewhere (domain.md, sections 3 and 6), in the measure's unit.
    """

    measure: str
    better: int
    published: tuple[float, float] | None = None


INDICATORS = (
    Indicator("coverage", +1),
    Indicator("on_time_handling_rate", +1),
    Indicator("on_time_closure_rate", +1),
    Indicator("hours_to_close_p90", -1),
    Indicator("overdue_backlog", -1),
    Indicator("hazard_exposure_days", -1),
    Indicator("orphan_task_share", -1),
    Indicator("rework_rate", -1, (0.0005, 0.06)),
    Indicator("cases_per_10000_residents_per_day", 0, (2.5, 7.5)),
    Indicator("workload_balance", -1),
)

STYLE = """
:host { display: block; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(158px, 1fr)); gap: 12px; margin: 0;
  font-family: var(--gw-font); color: var(--gw-text); }
.card { display: flex; flex-direction: column; gap: 3px; padding: 13px 15px 12px; border: 1px solid var(--gw-divider);
  border-radius: 12px; background: var(--gw-paper); min-width: 0; }
.label { color: var(--gw-muted); font-size: 12.5px; line-height: 1.35; }
.value { margin: 1px 0 0; font-size: 27px; font-weight: 650; letter-spacing: -.01em; line-height: 1.15;
  font-variant-numeric: tabular-nums; }
.value .unit { margin-left: 4px; font-size: 13px; font-weight: 500; color: var(--gw-muted); letter-spacing: 0; }
.note { margin: 0; color: var(--gw-muted); font-size: 11.5px; line-height: 1.45; font-variant-numeric: tabular-nums; }
.change { margin: 0; font-size: 12.5px; font-weight: 600; font-variant-numeric: tabular-nums; }
.change .span { font-weight: 400; color: var(--gw-muted); }
.good { color: var(--gw-good); } .bad { color: var(--gw-bad); } .calm { color: var(--gw-muted); font-weight: 500; }
.out { color: var(--gw-warn); font-weight: 600; }
"""


def cards(result: Result, changes: dict[str, dict[str, Any]], t: Text) -> str:
    """All cards as one piece of HTML; `changes` are differences to the baseline by measure (mean, low,
    high), empty when the result is the baseline itself."""
    known = [one for one in INDICATORS if one.measure in result.measures]
    return f'<div class="cards">{"".join(_card(one, result, changes, t) for one in known)}</div>'


def _card(one: Indicator, result: Result, changes: dict[str, dict[str, Any]], t: Text) -> str:
    value = result.measures[one.measure]
    unit = value["unit"]
    parts = [
        f'<div class="label">{escape(t.called("measure", one.measure))}</div>',
        f'<p class="value">{number(value["mean"], unit)}<span class="unit">{escape(_unit(unit, t))}</span></p>',
    ]
    if one.measure in changes:
        parts.append(_change(one, changes[one.measure], unit, t))
    if span := interval(value["low"], value["high"], unit):
        sure = f" · {t('card.indicative')}" if value["n"] < 10 else ""
        parts.append(f'<p class="note">{escape(t("card.interval", interval=span))}{escape(sure)}</p>')
    if one.published:
        parts.append(_published(one, value["mean"], unit, t))
    return f'<div class="card" role="group" data-measure="{one.measure}">{"".join(parts)}</div>'


def _unit(unit: str, t: Text) -> str:
    found = t.find(f"unit.{unit}")
    return unit if found is None else found


def _change(one: Indicator, change: dict[str, Any], unit: str, t: Text) -> str:
    mean, low, high = change["mean"], change["low"], change["high"]
    if mean is None:
        return ""
    clear = low is not None and high is not None and (low > 0 or high < 0)
    good = one.better * mean > 0
    kind = "calm" if not clear or not one.better else "good" if good else "bad"
    arrow = "▲" if mean > 0 else "▼" if mean < 0 else "■"
    sign = "+" if mean > 0 else ""
    word = t("card.same") if not clear else "" if not one.better else t("card.better" if good else "card.worse")
    span = interval(low, high, unit)
    return (
        f'<p class="change {kind}" title="{escape(word)}">{arrow} {sign}{number(mean, unit)} '
        f'<span class="span">{escape(t("card.change"))}{f" [{span}]" if span else ""}</span></p>'
    )


def _published(one: Indicator, mean: float | None, unit: str, t: Text) -> str:
    assert one.published is not None
    low, high = one.published
    digits = 2 if unit == "share" and low < 0.001 else 1
    shown = [plain(100 * v if unit == "share" else v, digits) for v in (low, high)]
    inside = mean is not None and low <= mean <= high
    mark = f'<span class="{"in" if inside else "out"}">{escape(t("card.inside" if inside else "card.outside"))}</span>'
    return f'<p class="note">{escape(t("card.published", low=shown[0], high=shown[1]))} · {mark}</p>'
