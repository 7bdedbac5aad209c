"""What the charts of sensitivity share: names of factors, their values, tables of mean and interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.language import Text
from workbench.numbers import plain

Found = Mapping[str, Any]
"""What an analysis found for one measure, as it stands in the JSON of the command."""


def factor_name(path: str, t: Text) -> str:
    """An assumption by its name in the page's language; a lever of the plan by the end of its path."""
    head, _, rest = path.partition(".")
    if head == "assumptions":
        return t.find(f"assumption.{rest}") or rest
    return t.find(f"lever.{rest.rpartition('.')[2]}") or rest


def value_text(value: object) -> str:
    """A factor's value beside a bar: as short as it can be."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:.4g}".replace("-", "−")


def scale_of(unit: str) -> float:
    """Shares are drawn in per cent, everything else as it is."""
    return 100.0 if unit == "share" else 1.0


def amount_text(value: float | None, unit: str) -> str:
    """A mean in its unit's scale, two decimals where it is small."""
    if value is None:
        return plain(None)
    scaled = value * scale_of(unit)
    return plain(scaled, 2 if abs(scaled) < 10 else 1)


def numbers_of(cells: Sequence[Found], key: str, unit: str = "") -> np.ndarray:
    """One number of every cell (None becomes NaN), in the unit's scale."""
    return np.array([np.nan if c[key] is None else c[key] for c in cells], dtype=float) * scale_of(unit)


def frame_of(cells: Sequence[Found]) -> pd.DataFrame:
    """Cells of mean, low, high, n as a table (NaN where there is none)."""
    return pd.DataFrame([{key: cell.get(key) for key in ("mean", "low", "high", "n")} for cell in cells])
