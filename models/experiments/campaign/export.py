"""A campaign as files for others: its points, its runs, and what the columns mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from models.exchange.table_files import DICTIONARY, write_csv, write_parquet, write_xlsx
from models.exchange.whole_folder import whole_folder
from models.experiments.campaign.browse import browse, points_table, runs_table
from models.experiments.provenance import versions
from models.measures.declare import MEASURES
from models.scenario.faults import Fault, RunError
from models.text.names import texts

FORMATS = ("csv", "xlsx", "parquet")


def export_campaign(folder: str, out: str, form: str = "xlsx", progress: Any = None) -> dict[str, Any]:
    """Write the tables `points`, `runs` and `dictionary` of a campaign's folder to `out`.

    csv and parquet give a file a table, xlsx one workbook with a sheet of facts. What was there is replaced
    when the new files are whole. Returns `{format, files}`; RunError for another format or without room.
    """
    if form not in FORMATS:
        raise RunError(Fault("format", ", ".join(FORMATS), repr(form)))
    source, target = Path(folder), Path(out)
    told = browse(folder)
    tables = {"points": points_table(told), "runs": runs_table(source)}
    tables[DICTIONARY] = _dictionary(tables)
    with whole_folder(target, replace=True) as part:
        if form == "xlsx":
            facts = {"campaign": told["name"], "seed": str(told["seed"]), "runs": str(told["runs"])}
            facts["versions"] = ", ".join(f"{name} {number}" for name, number in versions().items())
            files = write_xlsx(tables, part / f"{told['name']}.xlsx", facts)
        else:
            files = (write_csv if form == "csv" else write_parquet)(tables, part)
        names = [file.name for file in files]
    return {"format": form, "files": [str(target / name) for name in names]}


def _dictionary(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Column, unit, meaning in both languages; levers stand under their paths."""
    rows = []
    for name, table in tables.items():
        for column in map(str, table.columns):
            zh, en = (_meaning(column, language) for language in ("zh", "en"))
            declared = MEASURES.get(column)
            unit = declared.unit if declared else ""
            rows.append({"table": name, "column": column, "unit": unit, "meaning_zh": zh, "meaning_en": en})
    return pd.DataFrame(rows)


def _meaning(column: str, language: str) -> str:
    known = texts(language)
    if column in MEASURES:
        return known.get(f"measure.{column}") or known.get(f"measure.{MEASURES[column].text}") or column
    if column.startswith("assumptions."):
        return known.get(f"assumption.{column.removeprefix('assumptions.')}") or column
    return known.get(f"campaign_column.{column}") or column
