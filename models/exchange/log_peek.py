"""A first look at a log that nobody has mapped yet: its columns, the words in them, and a guess at each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.exchange.log_csv import read_csv_rows
from models.exchange.log_import import XES_ENDINGS
from models.exchange.log_mapping import CODES, FLAGS, XES_COLUMNS, Columns
from models.exchange.log_rows import Rows
from models.exchange.log_xes import read_xes_rows
from models.text.names import LANGUAGES, names, texts

MOST_WORDS = 60
GROUPS = {
    "activity": "activity",
    "role": "role",
    "channel": "source",
    "department": "department",
    "level": "level",
}
"""Columns of codes, and the group of the text tables that names those codes."""


def peek_log(
    file: str,
    delimiter: str = ",",
    encoding: str | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> dict[str, Any]:
    """What a log holds, before it is mapped; ImportFileError where it cannot be read at all.

    `columns`: by name, its `words` with counts where there are few different ones (else none) and a
    `sample`; `guess`: our name to the column it is likely to be; `rows`: how many lines.
    """
    path = Path(file)
    is_xes = path.name.lower().endswith(XES_ENDINGS)
    rows = read_xes_rows(path) if is_xes else read_csv_rows(path, delimiter, encoding)
    columns = {name: _about(cells) for name, cells in rows.columns.items()}
    return {"file": path.name, "rows": len(rows), "columns": columns, "guess": _guess(rows, is_xes)}


def _about(cells: list[str]) -> dict[str, Any]:
    counts = Counter(cell for cell in cells if cell)
    few = len(counts) <= MOST_WORDS
    words = dict(counts.most_common()) if few else {}
    return {"words": words, "sample": next(iter(counts), "")[:80]}


def _guess(rows: Rows, is_xes: bool) -> dict[str, str]:
    """By what columns are called: in an XES by its standard keys, else by the words of the text tables."""
    if is_xes:
        return {name: key for name, key in XES_COLUMNS.items() if key in rows.columns}
    taken: dict[str, str] = {}
    plain = {_plain(column): column for column in rows.columns}
    for field in Columns.model_fields:
        called = [
            field,
            *(w for language in LANGUAGES for w in texts(language)[f"log_guess.{field}"].split()),
        ]
        found = next((plain[_plain(word)] for word in called if _plain(word) in plain), None)
        if found is not None and found not in taken.values():
            taken[field] = found
    return taken


def guess_code(field: str, word: str) -> str:
    """The code that a word of a column stands for, by code or by name in either language; "" for none."""
    if field == "urgent":
        return FLAGS.get(word.lower(), "")
    if field not in CODES:
        return ""
    if word in set(CODES[field]):
        return word
    for language in LANGUAGES:
        for code, name in names(GROUPS[field], language).items():
            if _plain(name) == _plain(word):
                return code
    return ""


def _plain(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())
