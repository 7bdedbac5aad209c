"""Cells that no spreadsheet executes."""

from __future__ import annotations

import pandas as pd

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins with one of these is taken for a formula, or for a new cell, by some spreadsheet."""


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would execute it."""
    return f"'{text}" if text.startswith(RISKY) else text


def harmless_table(table: pd.DataFrame) -> pd.DataFrame:
    """A copy whose text cells and column names are all harmless; numbers stay as they are."""
    out = table.rename(columns=lambda name: harmless(str(name)))
    for column in out.columns:
        if out[column].dtype.kind not in "iufbM":
            distinct = {text: harmless(str(text)) for text in out[column].dropna().unique()}
            if any(text != same for text, same in distinct.items()):
                out[column] = out[column].map(distinct)
    return out
