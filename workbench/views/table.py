"""The table behind a figure, with every code and column in the reader's words."""

from __future__ import annotations

import pandas as pd
import panel as pn

from workbench.language import Text

CODES = ("level", "role", "department")
STYLE = """
:host { --table-ink: var(--gw-text); }
.tabulator { font-family: var(--gw-font); font-size: 12.5px; background: transparent; border: 0; }
.tabulator .tabulator-header, .tabulator .tabulator-header .tabulator-col { background: transparent;
  color: var(--gw-muted); border-color: var(--gw-divider); }
.tabulator .tabulator-tableholder, .tabulator .tabulator-tableholder .tabulator-table {
  background: transparent; color: var(--gw-text); }
.tabulator-row, .tabulator-row.tabulator-row-even { background: transparent; color: var(--gw-text);
  border-bottom: 1px solid var(--gw-divider); font-variant-numeric: tabular-nums; }
.tabulator-row .tabulator-cell { border-right: 0; font-size: 12.5px; }
.tabulator .tabulator-header .tabulator-col-title { font-size: 12px; font-weight: 600; }
.tabulator-row.tabulator-selectable:hover {
  background: color-mix(in srgb, var(--gw-accent) 8%, transparent); }
"""

EDITED = (
    STYLE
    + """
:host .tabulator .tabulator-row:hover { color: var(--gw-text);
  background: color-mix(in srgb, var(--gw-accent) 8%, transparent); }
:host .tabulator.tabulator { font-size: 13px; }
:host .tabulator .tabulator-header .tabulator-col .tabulator-col-content { padding: 5px 8px; }
:host .tabulator .tabulator-row .tabulator-cell { padding: 5px 8px; font-size: 13px; }
:host .tabulator .tabulator-header .tabulator-col { font-size: 13px; font-weight: 500; }
"""
)
"""Tables whose cells are changed by hand: the same, a little roomier."""


def spoken(table: pd.DataFrame, t: Text) -> pd.DataFrame:
    """The same rows with codes as names; numbers stay numbers."""
    told = table.copy()
    for column in told.columns.intersection(CODES):
        told[column] = [t.called(column, str(code)) for code in told[column]]
    if "grid" in told:
        told["grid"] = [t.grid(code) if code else t("utilisation.all_grids") for code in told["grid"]]
    if "measure" in told:
        told["measure"] = [t.find(f"backlog.{code}") or t.measure(code) for code in told["measure"]]
    return told


def table_view(table: pd.DataFrame, t: Text) -> pn.widgets.Tabulator:
    """A scrolling table: no pages, so no pagination words to translate."""
    told = spoken(table, t)
    numbers = [c for c in told.columns if pd.api.types.is_float_dtype(told[c])]
    return pn.widgets.Tabulator(
        told,
        titles={column: t.find(f"table.{column}") or column for column in told.columns},
        formatters={column: {"type": "money", "precision": 3, "thousand": ","} for column in numbers},
        text_align=dict.fromkeys(told.select_dtypes("number").columns, "right"),
        show_index=False,
        disabled=True,
        selectable=False,
        layout="fit_data_stretch",
        theme="simple",
        height=min(300, 46 + 31 * len(told)),
        sizing_mode="stretch_width",
        stylesheets=[STYLE],
        margin=0,
    )
