"""What can be varied: assumptions with their ranges, and what a plan decides, by path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from models.experiments.campaign.spec import Value
from models.scenario.assumptions import default_assumptions
from models.scenario.words import Discipline, GrabPolicy, GrabScope, ReleasePolicy


@dataclass(frozen=True)
class Known:
    """A lever that is known: its path, unit, usual value and range, choices where it has some, and whether
    it takes whole numbers only."""

    path: str
    unit: str = ""
    usual: Value | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[Value, ...] = ()
    whole: bool = False


_YES_NO: tuple[Value, ...] = (False, True)
_POLICIES = {"grab": GrabPolicy, "scope": GrabScope, "release": ReleasePolicy, "discipline": Discipline}
_STAFF = "plan.grids.*.staffing."


def _decided() -> list[Known]:
    return [
        Known(f"{_STAFF}inspectors", "people", 2, 2, 6, (2, 4, 6), True),
        Known(f"{_STAFF}handlers", "people", 2, 1, 4, (1, 2, 3), True),
        Known(f"{_STAFF}operators", "people", 1, 1, 3, (1, 2, 3), True),
        Known("plan.town.teams", "teams", 5, 3, 9, (4, 5, 6, 7), True),
        Known("plan.duty.handlers", "people", 1, 0, 3, (0, 1, 2), True),
        Known("plan.duty.operators", "people", 1, 0, 3, (0, 1, 2), True),
        Known("plan.pair_size", "people", 2, 1, 2, (1, 2), True),
        Known("plan.pooled.handlers", choices=_YES_NO, usual=False),
        Known("plan.pooled.operators", choices=_YES_NO, usual=False),
        *(
            Known(f"plan.policies.{name}", choices=tuple(map(str, words)))
            for name, words in _POLICIES.items()
        ),
        Known("plan.policies.batch", "tasks", 6, 3, 12, (3, 6, 12), True),
    ]


@cache
def known_levers() -> dict[str, Known]:
    """Every known lever by path: first what is decided, then all assumptions with a single value."""
    found = {each.path: each for each in _decided()}
    default = default_assumptions()
    for path in default.paths():
        one = default.about(path)
        if isinstance(one.value, bool):
            lever = Known(f"assumptions.{path}", one.unit, one.value, choices=_YES_NO)
        elif isinstance(one.value, int | float):
            low, high = (float(end) if isinstance(end, int | float) else None for end in (one.low, one.high))
            whole = isinstance(one.value, int)
            lever = Known(f"assumptions.{path}", one.unit, one.value, low, high, whole=whole)
        else:
            continue
        found[lever.path] = lever
    return found
