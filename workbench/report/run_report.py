"""The report of a result: one HTML file with figures, numbers, assumptions, and where all of it came from."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import holoviews as hv
from bokeh.embed import components
from bokeh.resources import Resources

from models.measures.declare import MEASURES
from models.scenario.scenario import Scenario
from workbench.language import Text
from workbench.numbers import interval, number, unit_name
from workbench.report.checks import Checks, theory_rows, warmup_section
from workbench.report.stress import stress_rows
from workbench.results import Result
from workbench.theme import FONT, LIGHT
from workbench.views.assumed import assumption_rows, assumption_sentence
from workbench.views.frame import Look
from workbench.views.gallery import CHARTS

STYLE = f"""
@page {{ size: A4; margin: 14mm; }}
body {{ font: 13.5px/1.55 {FONT}; color: {LIGHT["text"]}; background: #fff; margin: 0 auto; max-width: 980px;
  padding: 28px 20px; }}
h1 {{ font-size: 24px; margin: 0 0 2px; }} h2 {{ font-size: 17px; margin: 30px 0 6px; break-after: avoid; }}
p {{ margin: 2px 0; }} .calm {{ color: {LIGHT["muted"]}; }}
table {{ width: 100%; border-collapse: collapse; margin-top: 6px; font-variant-numeric: tabular-nums; }}
th, td {{ text-align: left; padding: 4px 8px 4px 0; border-bottom: 1px solid {LIGHT["divider"]};
  vertical-align: top; overflow-wrap: anywhere; }}
th {{ font-weight: 600; color: {LIGHT["muted"]}; }} tr {{ break-inside: avoid; }}
figure {{ margin: 14px 0 18px; break-inside: avoid; }} figcaption {{ color: {LIGHT["muted"]}; }}
.small td {{ font-size: 12px; }} code {{ font-size: 12px; overflow-wrap: anywhere; }}
"""


def run_report(
    result: Result,
    scenario: Scenario,
    about: Mapping[str, Any],
    language: str,
    inline: bool = True,
    checks: Checks | None = None,
) -> str:
    """HTML of a result with everything needed to defend or repeat it; asks nothing of the network.

    `about` are the provenance facts of one of its runs (versions, start, time zone). `inline` false leaves
    the script of the figures out (tests of the words need no megabytes). `checks`: warm-up and nearest queues
    of its runs (`checks_of`), where they are kept.
    """
    t = Text(language=language)
    title = getattr(scenario.spec.title, language) or scenario.name
    script, figures = _figures(result, t)
    more, checked = _checks(checks, t) if checks else ("", "")
    library = "".join(Resources(mode="inline", components=["bokeh"]).render_js()) if inline else ""
    body = "".join(
        [
            f"<h1>{escape(title)}</h1>",
            f'<p class="calm">{escape(t("report.subtitle", name=scenario.name))}</p>',
            _section("report.provenance", _provenance(result, about, t), t),
            _section("report.indicators", _indicators(result, t), t),
            _section("report.figures", figures, t),
            checked,
            _section("report.assumptions", _assumptions(scenario, t), t),
            _section("report.stress", _stress(result, scenario, about, t), t),
        ]
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style>{library}</head><body>{body}{script}{more}</body></html>\n"
    )


def _checks(checks: Checks, t: Text) -> tuple[str, str]:
    """The script and the sections that check the run itself."""
    script, figures = warmup_section(checks, t)
    head = tuple(t(f"report.queue.{name}") for name in ("desk", "load", "kind", "theory", "wait", "words"))
    table = _rows(theory_rows(checks, t), head, "small")
    table += "".join(f"<p>{escape(each[t.language])}</p>" for each in checks["theory"]["left_out"])
    return script, _section("report.warmup", figures, t) + _section("report.theory", table, t)


def _section(key: str, content: str, t: Text) -> str:
    return f"<h2>{escape(t(key))}</h2>{content}"


def _rows(rows: list[tuple[str, ...]], head: tuple[str, ...] = (), kind: str = "") -> str:
    """A table of texts, all of them escaped."""
    heads = "".join(f"<th>{escape(each)}</th>" for each in head)
    top = f"<thead><tr>{heads}</tr></thead>" if head else ""
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="{kind}">{top}<tbody>{lines}</tbody></table>'


def _provenance(result: Result, about: Mapping[str, Any], t: Text) -> str:
    told = result.summary
    versions = ", ".join(f"{name} {number_}" for name, number_ in about["versions"].items())
    facts = [
        ("fingerprint", told["fingerprint"]), ("digest", str(told.get("digest", ""))),
        ("period", t("simulation.measured", days=told["days"], warmup=told["warmup_days"],
                     replications=told["replications"], seed=told["seed"])),
        ("start", f"{about['start']} ({about['timezone']})"), ("versions", versions),
        ("notes", " ".join(told.get("notes", [])) or t("report.none")),
        ("attribution", about["attribution"] or t("report.made_up")),
    ]  # fmt: skip
    return _rows([(t(f"report.fact.{name}"), value) for name, value in facts])


def _indicators(result: Result, t: Text) -> str:
    rows = []
    for name, cell in result.measures.items():
        if name not in MEASURES or cell["mean"] is None:
            continue
        declared = MEASURES[name]
        published = declared.published
        rows.append(
            (
                t.measure(name),
                f"{number(cell['mean'], cell['unit'])} {unit_name(cell['unit'], t)}".strip(),
                interval(cell["low"], cell["high"], cell["unit"]) or "–",
                f"{cell['n']}",
                "" if published is None else interval(published.low, published.high, cell["unit"]) or "",
            )
        )
    head = ("measure", "mean", "interval", "n", "published")
    return _rows(rows, tuple(t(f"report.column.{name}") for name in head))


def _figures(result: Result, t: Text) -> tuple[str, str]:
    """The script that draws every chart, and the places for them with what each of them says."""
    shown = [chart for chart in CHARTS if not result.table(chart.table).empty]
    drawn = [
        hv.render(chart.draw(result.table(chart.table), t, Look(False)), backend="bokeh") for chart in shown
    ]
    if not drawn:
        return "", f"<p>{escape(t('figure.nothing'))}</p>"
    script, places = components(tuple(drawn))
    parts = [
        f"<figure><figcaption><b>{escape(t(f'{chart.name}.title'))}</b> "
        f"{escape(chart.say(result.table(chart.table), t))}</figcaption>{place}</figure>"
        for chart, place in zip(shown, places, strict=True)
    ]
    return str(script), "".join(parts)


def _assumptions(scenario: Scenario, t: Text) -> str:
    table = assumption_rows(scenario.assumptions, t)
    head = tuple(t(f"assumptions.{name}") for name in table.columns)
    rows = [tuple(map(str, row)) for row in table.itertuples(index=False)]
    return f"<p>{escape(assumption_sentence(scenario.assumptions, t))}</p>{_rows(rows, head, 'small')}"


def _stress(result: Result, scenario: Scenario, about: Mapping[str, Any], t: Text) -> str:
    note = f'<p class="calm">{escape(t("report.stress_note"))}</p>'
    return note + _rows(stress_rows(result, scenario, about, t), kind="small")
