"""The data dictionary: what every column of the outcome tables is, in both languages."""

from __future__ import annotations

import pandas as pd

from models.scenario.tables import TABLES, Column
from models.text.names import LANGUAGES, texts


def data_dictionary() -> pd.DataFrame:
    """A row for every column of the outcome tables: type, unit, bounds, codes, names in both languages."""
    rows = []
    for table, columns in TABLES.items():
        for place, column in enumerate(columns, start=1):
            row = {"table": table, "place": place, "column": column.name, "type": column.dtype}
            row |= {
                "unit": column.unit,
                "bounds": _bounds(column),
                "codes": " ".join(filter(None, column.codes or ())),
            }
            for language in LANGUAGES:
                words = texts(language)
                row[f"table_{language}"] = words[f"table.{table}"]
                row[f"column_{language}"] = words[f"column.{column.name}"]
                row[f"unit_{language}"] = words.get(f"unit.{column.unit}", column.unit)
            rows.append(row)
    return pd.DataFrame(rows)


def _bounds(column: Column) -> str:
    low = "" if column.low is None else f"{column.low:g} or more"
    high = "" if column.high is None else f"{column.high:g} or less"
    empty = "may be empty" if column.nullable else ""
    return ", ".join(filter(None, (low, high, empty)))
