"""The nearest queue of a desk: the formulas it must agree with, and the reason for a difference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.measures.nearest_queue import Reason, desk_waits, nearest_queue, reason_of
from models.measures.theory import wait_mg1, wait_mmc
from models.measures.window import DAY, Floats
from models.scenario.outcome import DeskFacts, Outcome
from models.scenario.tables import TABLES
from models.scenario.words import Role


def test_where_there_is_an_exact_formula_it_is_that() -> None:
    """One server: Pollaczek and Khinchine. Exponential work: Erlang. Constant work: half of it."""
    assert nearest_queue(1, 0.7, 10.0, 0.4).wait == pytest.approx(wait_mg1(0.7, 10.0, 0.4))
    assert nearest_queue(3, 2.4, 10.0, 1.0).wait == pytest.approx(wait_mmc(3, 2.4, 10.0))
    assert nearest_queue(3, 2.4, 10.0, 0.0).wait == pytest.approx(wait_mmc(3, 2.4, 10.0) / 2)
    assert (
        nearest_queue(3, 2.4, 10.0, 1.0).kind == "M/M/3" and nearest_queue(2, 1.0, 5.0, 0.5).kind == "M/G/2"
    )
    assert nearest_queue(2, 2.0, 5.0, 0.5).wait == np.inf == nearest_queue(0, 0.1, 5.0, 0.5).wait


def seen(**changes: float) -> pd.Series:
    base = {
        "jobs": 100, "load": 0.5, "wait": 10.0, "wait_inside": 10.0, "wait_outside": 10.0, "outside": 0.1,
        "bunching": 1.0,
    }  # fmt: skip
    return pd.Series({**base, **changes})


@pytest.mark.parametrize(
    ("load", "changes", "reason"),
    [
        (0.5, {"wait": 11.0}, Reason.AGREES),
        (1.2, {}, Reason.OVERLOADED),
        (0.5, {"jobs": 0, "wait": np.nan}, Reason.NO_WORK),
        (0.8, {"load": 0.5}, Reason.LOAD),
        (0.5, {"wait": 40.0, "outside": 0.3, "wait_outside": 110.0}, Reason.MORNINGS),
        (0.5, {"wait": 40.0, "bunching": 4.0}, Reason.BUNCHED),
        (0.95, {"wait": 40.0, "load": 0.94}, Reason.SHORT_RUN),
        (0.5, {"wait": 40.0}, Reason.OTHER),
    ],
)
def test_the_reason_is_the_first_that_explains_it(
    load: float, changes: dict[str, float], reason: Reason
) -> None:
    """M/M/1 with ten minutes of work waits 10 minutes at half load and 190 at 95 %."""
    assert reason_of(nearest_queue(1, load, 10.0, 1.0), seen(**changes)) is reason


def in_shift(begin: Floats, end: Floats) -> Floats:
    """Open from 0:00 to 8:00 every day."""

    def worked(times: Floats) -> Floats:
        return np.floor(times / DAY) * 480 + np.minimum(times % DAY, 480)

    return worked(np.asarray(end)) - worked(np.asarray(begin))


def test_waits_are_working_minutes_of_the_desks_own_jobs() -> None:
    """Two jobs of one desk: one comes at 1:00 and waits an hour, one at 10:00 and begins half an hour after
    the next opening. The duty roster's job and the one before the window are not counted."""
    rows = [
        ("a.handler.1", 60.0, 120.0),
        ("a.handler.2", 600.0, DAY + 30),
        ("a.duty.handler.1", 700.0, 900.0),
    ]
    rows.append(("a.handler.1", -500.0, 10.0))
    events = pd.DataFrame(
        [
            {
                "case": n, "activity": "handle", "level": "community", "actor": actor, "role": "handler",
                "ready": ready, "begin": begin, "end": begin + 10, "due": np.nan, "outcome": "",
            }
            for n, (actor, ready, begin) in enumerate(rows)
        ]
    )  # fmt: skip
    tables = {**{name: pd.DataFrame() for name in TABLES}, "case_events": events}
    desks = (
        DeskFacts("a.handler", Role.HANDLER, ("a",), 2, 1920.0, 500.0, 20.0),
        DeskFacts("a.duty.handler", Role.HANDLER, ("a",), 1, 1920.0, 200.0),
    )
    outcome = Outcome("x", "f", 1, 0, 0.0, 2 * DAY, tables, desks, 0, 0.0)
    (desk,) = desk_waits(outcome, in_shift)
    assert (desk.jobs, desk.wait, desk.wait_inside, desk.wait_outside) == (2, 45.0, 60.0, 30.0)
    assert desk.outside == 0.5 and desk.load == pytest.approx(0.5)
