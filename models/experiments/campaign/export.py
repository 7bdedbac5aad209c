"""A campaign as files for others: its points, its runs, and what the columns mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from models.exchange.table_files import DICTIONARY, write_csv, write_parquet, write_xlsx
from models.exchange.whole_folder import whole_folder
from models.experiments.campaign.browse import browse, points_table, runs_table
from models.experiments.campaign.levers import known_levers
from models.experiments.provenance import versions
from models.measures.declare import MEASURES
from models.scenario.faults import Fault, WorkbenchError
from models.text.names import LANGUAGES, texts

FORMATS = ("csv", "xlsx", "parquet")


def export_campaign(folder: str, out: str, form: str = "xlsx", progress: Any = None) -> dict[str, Any]:
    """Write the tables `points`, `runs` and `dictionary` of a campaign's folder to `out`.

    csv and parquet give a file a table (and one of facts), xlsx one workbook with a sheet of each. What was
    there is replaced when the new files are whole. Returns `{format, files}`; WorkbenchError for another
    format, RunError without room.
    """
    if form not in FORMATS:
        raise WorkbenchError(Fault("format", ", ".join(FORMATS), repr(form)))
    source, target = Path(folder), Path(out)
    told = browse(folder)
    tables = {"points": points_table(told), "runs": runs_table(source)}
    tables[DICTIONARY] = _dictionary(tables)
    facts = {"campaign": told["name"], "seed": str(told["seed"]), "runs": str(told["runs"])}
    facts["versions"] = ", ".join(f"{name} {number}" for name, number in versions().items())
    facts["attribution"] = told["attribution"]
    with whole_folder(target, replace=True) as part:
        if form == "xlsx":
            files = write_xlsx(tables, part / f"{told['name']}.xlsx", facts)
        else:
            files = (write_csv if form == "csv" else write_parquet)(tables, part, facts)
        names = [file.name for file in files]
    return {"format": form, "files": [str(target / name) for name in names]}


def _dictionary(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Column, unit, meaning in both languages; levers stand under their paths."""
    rows = []
    for name, table in tables.items():
        for column in map(str, table.columns):
            zh, en = (_meaning(column, language) for language in ("zh", "en"))
            row = {"table": name, "column": column, "unit": (unit := _unit(column))}
            row |= {f"unit_{language}": texts(language).get(f"unit.{unit}", unit) for language in LANGUAGES}
            rows.append({**row, "meaning_zh": zh, "meaning_en": en})
    return pd.DataFrame(rows)


def _unit(column: str) -> str:
    """The unit of a measure, a lever or a declared column; the rows of `points` name their measure's."""
    if column in MEASURES:
        return MEASURES[column].unit
    return known_levers()[column].unit if column in known_levers() else ""


def _meaning(column: str, language: str) -> str:
    known = texts(language)
    if column in MEASURES:
        return known.get(f"measure.{column}") or known.get(f"measure.{MEASURES[column].text}") or column
    if column.startswith("assumptions."):
        return known.get(f"assumption.{column.removeprefix('assumptions.')}") or column
    return known.get(f"campaign_column.{column}") or column
