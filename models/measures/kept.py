"""A reading as plain tables and back: what a worker leaves in a run's folder instead of sending objects."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from models.measures.breakdown import COLUMNS
from models.measures.reading import Reading
from models.measures.series import AXES
from models.measures.window import numbers
from models.scenario.outcome import DeskFacts

SERIES = "series_"


def reading_tables(reading: Reading) -> dict[str, pd.DataFrame]:
    """Table name to table: measures, breakdowns, desks, and one `series_…` for each series."""
    run = {"seed": reading.seed, "replication": reading.replication}
    measures = pd.DataFrame(
        {"measure": list(reading.measures), "value": [float(v) for v in reading.measures.values()]}
    ).assign(**run)
    parts = [frame.assign(table=name) for name, frame in reading.breakdowns.items()]
    desks = pd.DataFrame([vars(desk) | {"serves": json.dumps(desk.serves)} for desk in reading.desks])
    return {
        "measures": measures,
        "breakdowns": pd.concat(parts, ignore_index=True)[["table", *COLUMNS]],
        "desks": desks.astype({"role": "str"}) if len(desks) else pd.DataFrame({"name": []}),
        **{SERIES + name: frame for name, frame in reading.series.items()},
    }


def reading_from(tables: Mapping[str, pd.DataFrame]) -> Reading:
    """The reading that `reading_tables` laid out; KeyError where one of its tables is missing."""
    measures, rows = tables["measures"], tables["breakdowns"]
    breakdowns = {
        str(name): part[COLUMNS].reset_index(drop=True) for name, part in rows.groupby("table", sort=False)
    }
    empty = rows.iloc[:0][COLUMNS]
    names = ("by_level", "by_grid", "by_department", "by_source", "by_person", "by_pair", "by_role")
    return Reading(
        seed=int(measures["seed"].iloc[0]),
        replication=int(measures["replication"].iloc[0]),
        measures=dict(zip(measures["measure"].astype(str), numbers(measures["value"]).tolist(), strict=True)),
        breakdowns={name: breakdowns.get(name, empty) for name in names},
        series={name: tables[SERIES + name] for name in AXES},
        desks=tuple(_desk(row) for row in tables["desks"].to_dict("records")),
    )


def _desk(row: Mapping[Hashable, Any]) -> DeskFacts:
    plain = {str(name): value for name, value in row.items()}
    return DeskFacts(**{**plain, "serves": tuple(json.loads(str(plain["serves"])))})
