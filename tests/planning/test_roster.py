"""Rosters: solved, audited without a solver, exported."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exchange.roster_files import write_calendars, write_workbook
from models.experiments.roster import RosterError, roster, week_of
from models.planning.roster.problem import Need, Person, RosterProblem, Shift
from models.planning.roster.solve import plan_roster
from models.planning.roster_audit import RosterRule, audit_roster
from models.scenario.folder import read_scenario

MONDAY = date(2026, 3, 2)
HOURS = {
    Shift.DAY: (time(8, 30), time(17, 30)),
    Shift.DUTY: (time(8, 30), time(17, 30)),
    Shift.NIGHT: (time(17, 30), time(8, 30)),
}


def week(people: int, day: int = 2, night: int = 1, **more: object) -> RosterProblem:
    """Handlers of one community, so many wanted by day and by night."""
    days = [MONDAY + timedelta(days=n) for n in range(7)]
    needs = [
        Need("c.handler", d, Shift.DAY if n < 5 else Shift.DUTY, day if n < 5 else 1)
        for n, d in enumerate(days)
    ]
    needs += [Need("c.handler", d, Shift.NIGHT, night) for d in days]
    crew = tuple(Person(f"g-1.handler.{n}", "handler", "c.handler", "g-1") for n in range(1, people + 1))
    return RosterProblem(MONDAY, crew, tuple(needs), tuple(days[:5]), HOURS, **more)  # type: ignore[arg-type]


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 7), st.integers(1, 3), st.integers(0, 1), st.sets(st.integers(0, 48), max_size=6))
def test_what_is_solved_passes_the_audit(people, day, night, away):
    """Whatever the week, the only findings are the shortages that the roster names itself."""
    problem = week(people, day, night)
    absent = frozenset(
        (problem.people[n % people].name, MONDAY + timedelta(days=n // 7)) for n in away if n // 7 < 7
    )
    problem = week(people, day, night, absent=absent)
    made = plan_roster(problem, 5.0)
    findings = audit_roster(problem, made.assigned)
    assert {f.rule for f in findings} <= {RosterRule.SHORT}
    assert sum(f.value for f in findings) == sum(s.missing for s in made.short)


def test_coverage_comes_before_fairness_and_nights_are_shared():
    """With people enough nothing is short, and nobody has two nights more than another."""
    problem = week(7)
    made = plan_roster(problem)
    assert made.status == "optimal" and not made.short
    nights = [
        sum(s is Shift.NIGHT for (who, _), s in made.assigned.items() if who == p.name)
        for p in problem.people
    ]
    assert max(nights) - min(nights) <= 1


def test_shortage_is_named_not_refused():
    """One person cannot hold a week: the roster says which days are short."""
    made = plan_roster(week(1, 2))
    assert sum(s.missing for s in made.short) > 0


@pytest.mark.parametrize("rule", list(RosterRule))
def test_the_audit_sees_what_is_broken_by_hand(rule):
    """Every rule, broken on purpose in a sound roster."""
    problem = week(7)
    assigned = dict(plan_roster(problem).assigned)
    who, day = problem.people[0].name, MONDAY
    absent: frozenset[tuple[str, date]] = frozenset()
    locked: dict[tuple[str, date], Shift | None] = {}
    match rule:
        case RosterRule.UNKNOWN_PERSON:
            assigned["nobody", day] = Shift.DAY
        case RosterRule.OUTSIDE_WEEK:
            assigned[who, day + timedelta(days=9)] = Shift.DAY
        case RosterRule.NO_SUCH_SHIFT:
            assigned[who, day] = Shift.DUTY
        case RosterRule.ABSENT:
            assigned[who, day] = Shift.DAY
            absent = frozenset({(who, day)})
        case RosterRule.REST:
            assigned[who, day], assigned[who, day + timedelta(days=1)] = Shift.NIGHT, Shift.DAY
        case RosterRule.TOO_MANY_DAYS:
            assigned |= {(who, day + timedelta(days=n)): Shift.DAY if n < 5 else Shift.DUTY for n in range(6)}
        case RosterRule.SHORT:
            assigned = {key: shift for key, shift in assigned.items() if key[1] != day}
        case RosterRule.LOCK:
            assigned.pop((who, day), None)
            locked = {(who, day): Shift.NIGHT}
    broken = week(7, absent=absent, locked=locked)
    assert rule in {finding.rule for finding in audit_roster(broken, assigned)}


def test_a_shipped_week_with_files(tmp_path):
    """The roster of a pilot: proven, sound, as a workbook and calendars."""
    told = roster("jinxi", "2026-03-04", out=tmp_path, language="en")
    assert told["week"] == "2026-03-02" and told["status"] == "optimal"
    assert not [f for f in told["findings"] if f["rule"] != "short"]
    text = (tmp_path / "calendars" / "everybody.ics").read_bytes()
    assert text.startswith(b"BEGIN:VCALENDAR\r\n") and text.count(b"BEGIN:VEVENT") == len(told["shifts"])
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert next(tmp_path.glob("*.xlsx")).stat().st_size > 4_000


def test_files_of_a_week_made_by_hand(tmp_path):
    """A person without a shift gets no calendar."""
    problem = week(3)
    made = plan_roster(problem)
    files = write_calendars(problem, {("g-1.handler.1", MONDAY): Shift.NIGHT}, tmp_path, "zh")
    assert [file.name for file in files] == ["g-1.handler.1.ics", "everybody.ics"]
    text = files[0].read_bytes()  # 17:30 to 08:30 the next day in Shanghai
    assert b"DTSTART:20260302T093000Z" in text and b"DTEND:20260303T003000Z" in text
    assert write_workbook(problem, made, tmp_path / "week.xlsx").is_file()


def test_an_absence_outside_the_week_is_explained():
    """With the week it would belong to."""
    scenario = read_scenario("jinxi")
    name = f"{next(iter(scenario.plan.grids))}.handler.1"
    with pytest.raises(RosterError) as error:
        week_of(scenario, "2026-03-02", {(name, date(2026, 3, 12)): "absent", ("x", MONDAY): "wish"})
    assert "plan the week of 2026-03-09" in str(error.value)
    assert len(error.value.faults) == 2
