"""Weekly rosters of 50 and of 500 people: `python -m benchmarks.roster [--json]`.

A community has 50 people of three roles with a duty roster by day and night, absences and wishes; 500 people
are ten of them. Wall and CPU seconds, status, and whether the audit (which knows no solver) finds anything.
"""

from __future__ import annotations

import argparse
import json
import sys
import time as clock
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.planning.roster.problem import Need, Person, RosterProblem, Shift  # noqa: E402
from models.planning.roster.solve import plan_roster  # noqa: E402
from models.planning.roster_audit import audit_roster  # noqa: E402

MONDAY = date(2026, 3, 2)
ROLES = {"inspector": 30, "handler": 12, "operator": 8}
"""People of a community by role; every fifth is asked for on a duty day, one in each role at night."""
HOURS = {
    Shift.DAY: (time(8, 30), time(17, 30)),
    Shift.DUTY: (time(8, 30), time(17, 30)),
    Shift.NIGHT: (time(17, 30), time(8, 30)),
}


def week(communities: int, seed: int = 0) -> RosterProblem:
    """A week of so many communities; everybody brings nights and weekends of earlier weeks."""
    random = np.random.default_rng(seed)
    days = [MONDAY + timedelta(days=n) for n in range(7)]
    people, needs = [], []
    for community in range(communities):
        for role, many in ROLES.items():
            group = f"c{community}.{role}"
            for n in range(many):
                nights, weekends = int(random.integers(0, 3)), int(random.integers(0, 3))
                people.append(Person(f"{group}.{n}", role, group, "", nights, weekends))
            for day in days:
                off = day.weekday() > 4
                shift, number = (Shift.DUTY, max(1, many // 5)) if off else (Shift.DAY, int(0.7 * many))
                needs += [Need(group, day, shift, number), Need(group, day, Shift.NIGHT, 1)]
    marks = [(person.name, days[int(random.integers(0, 7))]) for person in people]
    absent = {mark for mark in marks if random.uniform() < 0.05}
    wishes = {mark for mark in marks if random.uniform() < 0.2} - absent
    return RosterProblem(
        MONDAY, tuple(people), tuple(needs), tuple(days[:5]), HOURS, frozenset(absent), frozenset(wishes)
    )


def measure(communities: int) -> dict[str, Any]:
    """One week, solved and audited."""
    problem = week(communities)
    began, worked = clock.perf_counter(), clock.process_time()
    made = plan_roster(problem)
    return {
        "people": len(problem.people), "status": made.status, "cost": made.cost, "bound": made.bound,
        "seconds": round(clock.perf_counter() - began, 2), "cpu": round(clock.process_time() - worked, 2),
        "short": len(made.short), "findings": len(audit_roster(problem, made.assigned)),
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    options = parser.parse_args()
    report = {"a_community": measure(1), "ten_communities": measure(10)}
    print(json.dumps(report) if options.json else json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
