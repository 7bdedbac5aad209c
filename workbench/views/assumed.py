"""The table of a scenario's assumptions: what each is worth, and who says so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from models.scenario.assumptions import Assumptions
from workbench.language import Text

GRADES = ("A", "B", "C", "K", "measured")
GUESS = "K"
SHARE = "share"
GROUPS = ("premises_kind", "risk", "level", "department")
"""What values may be given by."""


def assumption_rows(assumptions: Assumptions, t: Text) -> pd.DataFrame:
    """One row an assumption, in words: section, assumption, value, unit, range, grade, source, remark."""
    table = assumptions.table()
    # the unit of a share reads per cent
    scales = [100.0 if unit == SHARE else 1.0 for unit in table["unit"]]
    remarks = zip(table["changed"], table["outside"], strict=True)
    return pd.DataFrame(
        {
            "section": [t.called("section", code) for code in table["section"]],
            "assumption": [t.called("assumption", path) for path in table["assumption"]],
            "value": [_value(value, t, scale) for value, scale in zip(table["value"], scales, strict=True)],
            "unit": [t.called("unit", code) for code in table["unit"]],
            "range": [_range(*ends) for ends in zip(table["low"], table["high"], scales, strict=True)],
            "grade": list(table["grade"]),
            "source": list(table["source"]),
            "remark": [_remark(bool(changed), bool(outside), t) for changed, outside in remarks],
        }
    )


def assumption_sentence(assumptions: Assumptions, t: Text) -> str:
    """How many assumptions there are, and how many of them are guesses."""
    count = Counter(str(grade) for grade in assumptions.table()["grade"])
    return t("assumptions.sentence", total=sum(count.values()), guesses=count[GUESS])


def _value(value: Any, t: Text, scale: float) -> str:
    """A number short, a switch in words, a table of values one after another."""
    if isinstance(value, bool):
        return t("assumptions.on") if value else t("assumptions.off")
    if isinstance(value, str) and value[:1] in "[{":
        return _flat(json.loads(value), t, scale)
    return _flat(value, t, scale)


def _flat(value: Any, t: Text, scale: float) -> str:
    if isinstance(value, Mapping) and "limit" in value:
        return _class(value, t)
    if isinstance(value, Mapping):
        return ", ".join(f"{_named(key, t)} {_flat(each, t, scale)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(_flat(each, t, scale) for each in value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value * scale:g}" if number else _limit(str(value), t)


def _class(value: Mapping[str, Any], t: Text) -> str:
    """A class of cases: its limit, and how often it comes beside the others."""
    return f"{_limit(str(value['limit']), t)}: {value['weight']:g}"


def _limit(text: str, t: Text) -> str:
    """A limit with its clock in words (`2 working_days`); any other text stands for itself."""
    number, _, clock = text.partition(" ")
    return f"{number} {t.called('clock', clock).lower()}" if clock else text


def _named(code: str, t: Text) -> str:
    """The name of a code that a value is given for; a code of no group stands for itself."""
    return next((text for group in GROUPS if (text := t.find(f"{group}.{code}"))), code)


def _range(low: Any, high: Any, scale: float) -> str:
    ends = ["" if pd.isna(end) else f"{end * scale:g}" for end in (low, high)]
    return "" if ends == ["", ""] else "–".join(ends)


def _remark(changed: bool, outside: bool, t: Text) -> str:
    said = [t(f"assumptions.{key}") for key, holds in (("changed", changed), ("outside", outside)) if holds]
    return ", ".join(said)
