"""Names of the field's words in Chinese and English: codes, units, assumptions, tables and columns.

The texts stand in `zh.toml` and `en.toml` beside this file, under dotted keys such as `department.fire`
or `assumption.hazards.onset_per_premises_week`. The words of the pages are the workbench's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

LANGUAGES = ("zh", "en")


@cache
def texts(language: str) -> Mapping[str, str]:
    """All names of a language by dotted key; KeyError for a language there is none of."""
    if language not in LANGUAGES:
        raise KeyError(f"language {language!r}: expected one of {', '.join(LANGUAGES)}")
    with Path(__file__).with_name(f"{language}.toml").open("rb") as file:
        return MappingProxyType(dict(_flat("", tomllib.load(file))))


def name(key: str, language: str) -> str:
    """The name of a word (`department.fire`) in `zh` or `en`; KeyError for a key there is none of."""
    return texts(language)[key]


def names(group: str, language: str) -> dict[str, str]:
    """All names of a group (`department`) by code, in the order of the file."""
    head = f"{group}."
    return {key[len(head) :]: text for key, text in texts(language).items() if key.startswith(head)}


def _flat(head: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{head}{key}.", value)
        else:
            yield head + key, value
