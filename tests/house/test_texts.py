"""The words of pages and tables: the same keys in both languages, none empty, the same blanks to fill."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from tests.house.tracked import ROOT

FOLDERS = ("models/text", "workbench/text")
BLANK = re.compile(r"(?<!\{)\{([a-z_]+)[^{}]*\}")


def flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """A nested table as one of dotted keys."""
    out: dict[str, Any] = {}
    for key, value in table.items():
        out |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return out


def words(folder: str, language: str) -> dict[str, Any]:
    """All words of a folder's table in one language."""
    return flat(tomllib.loads((ROOT / folder / f"{language}.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_languages_have_the_same_keys(folder: str) -> None:
    """What can be said in one language can be said in the other."""
    chinese, english = words(folder, "zh"), words(folder, "en")
    assert english
    assert sorted(set(chinese) ^ set(english)) == []


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_is_empty(folder: str, language: str) -> None:
    """A key without words would leave a hole in the page; only a unit may be nothing (counts, ratios)."""
    empty = [key for key, value in words(folder, language).items() if not str(value).strip()]
    assert [key for key in empty if "unit" not in key.split(".")] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_languages_leave_the_same_blanks(folder: str) -> None:
    """`{name}` in a sentence is filled by code, so both sentences have the same ones."""
    chinese, english = words(folder, "zh"), words(folder, "en")
    blanks = {
        key: (sorted(BLANK.findall(str(chinese[key]))), sorted(BLANK.findall(str(english[key]))))
        for key in english
        if key in chinese
    }
    assert {key: both for key, both in blanks.items() if both[0] != both[1]} == {}
