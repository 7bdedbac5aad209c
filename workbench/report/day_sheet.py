"""The printable day sheet: one self-contained HTML with a page for every pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from models.exchange.routes import clock
from workbench.language import Text

STYLE = """
@page { size: A4; margin: 14mm; }
body { font: 13px/1.5 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #15211f;
  margin: 0 auto; max-width: 190mm; }
section { break-after: page; padding: 6mm 0; }
section:last-child { break-after: auto; }
h1 { font-size: 19px; margin: 0 0 2px; } h2 { font-size: 14px; margin: 14px 0 4px; }
p { margin: 0; color: #52605d; }
table { width: 100%; border-collapse: collapse; margin-top: 6px; table-layout: fixed; }
th, td { text-align: left; padding: 4px 6px; border-bottom: 1px solid #dfe6e4; vertical-align: top; }
th { font-weight: 600; border-bottom: 1.5px solid #15211f; white-space: nowrap; }
td { overflow-wrap: anywhere; } tr { break-inside: avoid; }
.n { text-align: right; font-variant-numeric: tabular-nums; } .box { text-align: center; }
.box span { display: inline-block; width: 12px; height: 12px; border: 1.5px solid #15211f; }
footer { margin-top: 10px; font-size: 11px; color: #52605d; }
"""
COLUMNS = {
    "order": ("n", 5), "begin": ("n", 8), "leave": ("n", 8), "premises": ("", 14), "kind": ("", 14),
    "block": ("", 10), "items": ("n", 8), "skill": ("", 14), "due": ("", 12), "done": ("box", 7),
}  # fmt: skip
"""Name to how it is laid out and its part of the width, in hundredths."""


def day_sheet(day: Mapping[str, Any], language: str = "zh", pairs: Sequence[str] = ()) -> str:
    """HTML of a planned day (as `route` tells it), a page a pair; `pairs` picks some."""
    t = Text(language=language)
    named = list(dict.fromkeys(tour["pair"] for tour in day["tours"]))
    pages = "".join(_page(day, pair, t) for pair in named if not pairs or pair in pairs)
    title = escape(t("sheet.title", day=day["day"]))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body>{pages}</body></html>\n"
    )


def pair_name(pair: str, t: Text) -> str:
    """A pair in the page's language: its grid and number."""
    grid, _, number = pair.rpartition(".pair.")
    return t("routes.pair", grid=t.grid(grid), number=number) if grid else pair


def _page(day: Mapping[str, Any], pair: str, t: Text) -> str:
    tours = [tour for tour in day["tours"] if tour["pair"] == pair]
    visits = sum(len(tour["visits"]) for tour in tours)
    said = t(
        "sheet.summary", visits=visits, inspection=round(sum(tour["inspection_minutes"] for tour in tours)),
        walking=round(sum(tour["walking_minutes"] for tour in tours)),
    )  # fmt: skip
    body = "".join(_tour(tour, t) for tour in tours if tour["visits"])
    credit = f" · {escape(day['attribution'])}" if day["attribution"] else ""
    return (
        f"<section><h1>{escape(pair_name(pair, t))}</h1><p>{escape(t('sheet.title', day=day['day']))} · "
        f"{escape(said)}</p>{body}<footer>{escape(t('sheet.sign'))}{credit}</footer></section>"
    )


def _tour(tour: Mapping[str, Any], t: Text) -> str:
    head = "".join(
        f'<th class="{how}" style="width:{width}%">{escape(t(f"sheet.{name}"))}</th>'
        for name, (how, width) in COLUMNS.items()
    )
    rows = "".join(_row(visit, t) for visit in tour["visits"])
    when = t("sheet.half", depart=clock(tour["depart"]), back=clock(tour["back"]))
    return f"<h2>{escape(when)}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(visit: Mapping[str, Any], t: Text) -> str:
    cells = (
        str(visit["order"]), clock(visit["begin"]), clock(visit["leave"]), visit["premises"],
        t.called("premises_kind", visit["kind"]), visit["block"], str(visit["items"]),
        t.called("skill", visit["skill"]) if visit["skill"] else "", visit["due"],
    )  # fmt: skip
    told = "".join(
        f'<td class="{how}">{escape(text)}</td>'
        for (how, _), text in zip(COLUMNS.values(), cells, strict=False)
    )
    return f'<tr>{told}<td class="box"><span></span></td></tr>'
