"""Numbers as a reader wants them: the right digits, the unit in words, never a bare code."""

from __future__ import annotations

import math

from workbench.language import Text

DASH = "–"


def plain(value: float | None, digits: int = 1) -> str:
    """Thousands separated; fewer decimals the larger the number; a dash for nothing."""
    if value is None or not math.isfinite(value):
        return DASH
    if abs(value) >= 100:
        digits = 0
    text = f"{value:,.{digits}f}"
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("-")  # what rounds to nothing has no sign
    return text.replace("-", "−")


def percent(share: float | None, digits: int = 1) -> str:
    """A share (0…1) as a percentage without its sign."""
    return plain(None if share is None else 100 * share, digits).replace(",", "")


def amount(value: float | None, unit: str, t: Text) -> str:
    """A value with its unit: shares in per cent, everything else with the unit's short name."""
    if value is None or not math.isfinite(value):
        return DASH
    return f"{number(value, unit)} {unit_name(unit, t)}".strip()


def unit_name(unit: str, t: Text) -> str:
    """How a unit is written beside a number; a unit nobody named stands for itself."""
    found = t.find(f"unit.{unit}")
    return unit if found is None else found


def difference_unit(unit: str, t: Text) -> str:
    """How the unit of a difference is written: shares differ by percentage points."""
    return t("unit.points") if unit == "share" else unit_name(unit, t)


def number(value: float | None, unit: str) -> str:
    """Only the number of `amount`."""
    return percent(value) if unit == "share" else plain(value)


def interval(low: float | None, high: float | None, unit: str) -> str:
    """`90.1–94.2`, or an empty text below two replications (no interval)."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    join = " … " if low < 0 else DASH
    return f"{number(low, unit)}{join}{number(high, unit)}"
