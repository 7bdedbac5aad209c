"""People are in one place at a time, and work when there is work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.scenario.outcome import Outcome
from models.scenario.scenario import Scenario
from tests.laws.few import holding


def by_person(duty: pd.DataFrame) -> pd.DataFrame:
    """Duty in order of person and time, with the row before it."""
    rows = duty.sort_values(["person", "begin", "end"], kind="stable")
    before = rows.groupby("person")[["end", "to_place"]].shift()
    return rows.assign(before=before["end"], came_to=before["to_place"])


def nobody_is_in_two_places(scenario: Scenario, told: Outcome) -> None:
    """Two stretches of one person's duty never overlap."""
    rows = by_person(told.tables["duty"])
    assert (rows["begin"] <= rows["end"]).all()
    later = rows["before"].notna()
    assert (rows.loc[later, "begin"] >= rows.loc[later, "before"]).all()


def a_pair_walks_in_one_line(scenario: Scenario, told: Outcome) -> None:
    """A pair sets out from where it came to, and begins at the workstation."""
    rows = by_person(told.tables["duty"].query("role == 'inspector'"))
    later = rows["came_to"].notna()
    assert (rows.loc[later, "from_place"] == rows.loc[later, "came_to"]).all()
    assert (rows.loc[~later, "from_place"] == "@C").all()
    still = rows["state"].isin(["inspect", "idle"])
    assert (rows.loc[still, "from_place"] == rows.loc[still, "to_place"]).all()


def work_stays_inside_the_shift_or_is_counted(scenario: Scenario, told: Outcome) -> None:
    """Off the shift there is only the duty roster, an urgent case in hand, and a pair's overrun."""
    calendar = scenario.calendar
    duty, visits = told.tables["duty"], told.tables["visits"]
    begin, end = (np.rint(duty[name].to_numpy() * 60).astype(np.int64) for name in ("begin", "end"))
    inside = calendar.working_between_array(begin, end) / 60.0
    beyond = duty["worked_minutes"] - inside > 0.02
    opens = np.array([calendar.is_open(int(t)) for t in begin])
    roster = duty["person"].str.contains("duty").to_numpy()
    patrol = (duty["role"] == "inspector").to_numpy()
    assert (opens | roster | patrol).all()
    assert not (opens & roster).any()
    # a job that runs on beyond the shift belongs to an urgent case
    urgent = set(told.tables["cases"].query("urgent")["case"])
    handled = told.tables["case_events"]
    handled = handled[handled["actor"] != ""].set_index(["actor", "begin"])["case"]
    handled = handled[~handled.index.duplicated()]
    for _, row in duty[beyond & ~roster & ~patrol].iterrows():
        case = handled.get((row["person"], row["begin"]))
        assert (case is None and row["end"] > told.window_end) or case in urgent
    # a visit is begun inside the shift, and what it takes beyond is on record
    departed = np.rint(visits["departed"].to_numpy() * 60).astype(np.int64)
    ended = np.rint(visits["ended"].to_numpy() * 60).astype(np.int64)
    over = [max(0, e - calendar.shift_end(d)) / 60.0 for d, e in zip(departed, ended, strict=True)]
    assert all(calendar.is_open(int(d)) for d in departed)
    np.testing.assert_allclose(visits["overtime_minutes"], over, atol=1e-9)


LAWS = (
    nobody_is_in_two_places,
    a_pair_walks_in_one_line,
    work_stays_inside_the_shift_or_is_counted,
)


test_every_law_holds = holding(LAWS)
