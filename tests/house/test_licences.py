"""Licences of everything the project brings along: permissive, or weak copyleft that NOTICE names."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tracked import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
STRONG = re.compile(r"(?<![\w])A?GPL|(?<!Lesser )General Public License(?! Exception)", re.IGNORECASE)
WEAK = re.compile(r"\b(MPL|LGPL|EPL|CDDL|EUPL)|(Mozilla|Lesser General|Eclipse) Public", re.IGNORECASE)
# Ciw's metadata carry no licence field; its licence file is MIT's.
BY_FILE = {"ciw": "MIT"}


def closure(lines: list[str]) -> tuple[dict[str, metadata.Distribution], list[str]]:
    """All installed distributions that the requirements bring along, by name; and what is not installed."""
    found: dict[str, metadata.Distribution] = {}
    absent: list[str] = []
    open_, done = [Requirement(line) for line in lines], set()
    while open_:
        requirement = open_.pop()
        name, extras = canonicalize_name(requirement.name), sorted(requirement.extras)
        if (name, *extras) in done:
            continue
        done.add((name, *extras))
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            absent.append(name)
            continue
        for line in found[name].requires or []:
            inner = Requirement(line)
            marker = inner.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or [""]):
                open_.append(inner)
    return dict(sorted(found.items())), sorted(absent)


def licence(distribution: metadata.Distribution) -> str:
    """What a distribution says of its licence: the expression, else its classifiers and its field."""
    said = distribution.metadata
    if expression := said.get("License-Expression"):
        return str(expression)
    classifiers = [line for line in said.get_all("Classifier") or [] if line.startswith("License ::")]
    field = str(said.get("License") or "").strip()
    name = canonicalize_name(said["Name"])
    return "; ".join([*classifiers, *field.splitlines()[:1]]) or BY_FILE.get(name, "")


def faults(found: dict[str, metadata.Distribution], notice: str) -> list[str]:
    """What is wrong with the licences: unknown, GPL or AGPL, or weak copyleft that `notice` omits."""
    wrong = []
    for name, distribution in found.items():
        words = licence(distribution)
        if not words:
            wrong.append(f"{name}: says nothing of its licence")
        elif STRONG.search(words):
            wrong.append(f"{name}: {words}")
        elif WEAK.search(words) and not re.search(rf"^  {re.escape(name)}\b", notice, re.MULTILINE):
            wrong.append(f"{name}: {words}, not named in NOTICE")
    return wrong


def test_what_runs_is_permissive_or_named() -> None:
    """All that the installed project needs at run time, through every level, is here and may be shipped."""
    found, absent = closure(PROJECT["dependencies"])
    assert not absent
    assert len(found) > len(PROJECT["dependencies"])
    assert faults(found, (ROOT / "NOTICE").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("extra", sorted(PROJECT["optional-dependencies"]))
def test_what_helps_is_permissive_or_named(extra: str) -> None:
    """The same for the extras, as far as they are installed here."""
    found, absent = closure(PROJECT["optional-dependencies"][extra])
    if extra == "test":
        assert not absent
    assert faults(found, (ROOT / "NOTICE").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("words", "strong"),
    [
        ("GPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("AGPL-3.0", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("BSD-3-Clause", False),
        ("MPL-2.0 AND MIT", False),
    ],
)
def test_the_judge_tells_strong_copyleft_from_weak(words: str, strong: bool) -> None:
    """GPL and AGPL are refused, LGPL and MPL are not."""
    assert bool(STRONG.search(words)) == strong


def test_a_weak_licence_that_notice_omits_is_found() -> None:
    """certifi (MPL) is a fault as soon as NOTICE is silent about it."""
    found, _ = closure(["certifi"])
    assert faults(found, "") == [f"certifi: {licence(found['certifi'])}, not named in NOTICE"]
