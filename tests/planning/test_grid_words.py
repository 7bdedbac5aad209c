"""Every code of the planning of grids has a name in both languages."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from models.planning.audit import Rule
from models.planning.grids.limits import LimitKind
from models.planning.grids.result import Status
from models.planning.grids.tradeoffs import Aim
from models.text.names import LANGUAGES, names


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [Rule, LimitKind, Status, Aim])
def test_every_code_has_a_name_and_no_name_is_left_over(kind: type[StrEnum], language: str) -> None:
    group = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    assert sorted(names(group, language)) == sorted(map(str, kind))
