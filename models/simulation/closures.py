"""When every case of a run is due to be closed: the limits of its stages on the way it took, in a row.

Known only at the end, so it is reckoned for all cases at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.scenario.assumed_cases import Limits as LimitTable
from models.scenario.calendar import Calendar
from models.scenario.clocks import Limit, due_array
from models.simulation.case import COMMUNITY, LEVELS
from models.simulation.hazards import DEPARTMENTS

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ways:
    """The ways that cases took, an element a case: when it was due to be registered, class, department's
    index, level in the end, extensions, and seconds for which the clock stood still.

    Suspended is what stops it, and what was closed until a rectification order that was not met reopened it.
    `handled` and `handled_at` are the case and the level of every stage of handling, case by case.
    """

    registered_by: Ints
    urgent: Ints
    limit_class: Ints
    department: Ints
    at: Ints
    extensions: Ints
    stood_still: Ints
    handled: Ints
    handled_at: Ints


def closures(calendar: Calendar, table: LimitTable, ways: Ways) -> Ints:
    """Due times of closing in seconds; extensions move them as they moved the due times of their stages."""
    due = ways.registered_by.copy()
    rules, rule_of = _handling(table)

    def handle(mine: Ints, level: Ints) -> None:
        """Some cases are handled at a level: of several limits the one that ends last."""
        rule = rule_of[ways.limit_class[mine], level, ways.department[mine]]
        for code in np.unique(rule):
            alike = mine[rule == code]
            due[alike] = np.max([due_array(calendar, due[alike], limit) for limit in rules[code]], axis=0)

    for urgent, limit in enumerate((table.dispatch, table.dispatch_urgent)):
        mine = ways.urgent == urgent
        due[mine] = due_array(calendar, due[mine], limit)
    nth = np.arange(len(ways.handled)) - np.searchsorted(ways.handled, ways.handled)
    for n in range(nth.max(initial=-1) + 1):
        handle(ways.handled[nth == n], ways.handled_at[nth == n])
    for n in range(ways.extensions.max(initial=0)):
        extended = np.flatnonzero(ways.extensions > n)
        handle(extended, ways.at[extended])
    checked = ways.at == COMMUNITY
    due[checked] = due_array(calendar, due[checked], table.check)
    return due + ways.stood_still


def _handling(table: LimitTable) -> tuple[list[tuple[Limit, ...]], Ints]:
    """The rules of handling, each once, and the code of the rule by class, level and department."""
    codes: dict[tuple[Limit, ...], int] = {}
    rule_of = [
        [
            [codes.setdefault(table.handling(row, level, each), len(codes)) for each in DEPARTMENTS]
            for level in LEVELS
        ]
        for row in range(len(table.classes))
    ]
    return list(codes), np.array(rule_of)
