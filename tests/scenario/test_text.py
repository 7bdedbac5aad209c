"""Every word has a name in both languages."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from models.scenario import clocks, tables, words
from models.scenario.assumptions import SECTIONS, default_assumptions
from models.text.names import LANGUAGES, name, names, texts


def snake(title: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", title).lower()


ENUMS = [
    one
    for module in (words, clocks, tables)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum
]
PATHS = default_assumptions().paths()


def test_both_languages_have_the_same_keys() -> None:
    assert list(texts("zh")) == list(texts("en"))
    assert all(text.strip() for language in LANGUAGES for text in texts(language).values())


def test_chinese_is_chinese_and_english_is_not() -> None:
    chinese = re.compile("[\u3000-\u303f\u4e00-\u9fff]")  # characters, and the marks between them
    assert [key for key, text in texts("zh").items() if not chinese.search(text)] == []
    assert [key for key, text in texts("en").items() if chinese.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_name(language: str) -> None:
    assert len(ENUMS) > 15
    lacking = [
        f"{snake(one.__name__)}.{code}"
        for one in ENUMS
        for code in one
        if f"{snake(one.__name__)}.{code}" not in texts(language)
    ]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_assumption_and_its_unit_have_a_name(language: str) -> None:
    about = default_assumptions().about
    assert [path for path in PATHS if f"assumption.{path}" not in texts(language)] == []
    assert [path for path in PATHS if f"unit.{about(path).unit}" not in texts(language)] == []
    assert [section for section in SECTIONS if f"section.{section}" not in texts(language)] == []
    assert {key for key in texts(language) if key.startswith("assumption.")} == {
        f"assumption.{path}" for path in PATHS
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_column_has_a_name(language: str) -> None:
    columns = {column.name for table in tables.TABLES.values() for column in table}
    assert [table for table in tables.TABLES if f"table.{table}" not in texts(language)] == []
    assert sorted(column for column in columns if f"column.{column}" not in texts(language)) == []


def test_names_by_key_and_by_group() -> None:
    assert name("department.fire", "zh") == "\u6d88\u9632"
    assert names("risk", "en") == {"green": "Green", "yellow": "Yellow", "orange": "Orange"}
    with pytest.raises(KeyError):
        name("department.water", "en")
    with pytest.raises(KeyError):
        texts("fr")
