"""The roster by CP-SAT: coverage first, then fairness of nights and weekends, then wishes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ortools.sat.python import cp_model

from models.planning.roster.problem import Roster, RosterProblem, Shift, Shortage

SHORT, UNFAIR, WISH, IDLE = 1_000, 40, 10, 3
"""Prices: a missing person, a night or weekend more than others have, a wish refused, a day not worked."""
EFFORT = 30.0

Key = tuple[str, date, Shift]


def plan_roster(problem: RosterProblem, effort: float = EFFORT) -> Roster:
    """Solve every group by itself (nobody stands in for another group); repeats exactly."""
    assigned: dict[tuple[str, date], Shift] = {}
    short: list[Shortage] = []
    refused: list[tuple[str, date]] = []
    cost = bound = 0.0
    optimal = True
    for group in dict.fromkeys(person.group for person in problem.people):
        part = _Group(problem, group)
        proven, value, least = part.solve(effort)
        optimal &= proven
        cost, bound = cost + value, bound + least
        assigned |= part.assigned
        short += part.short
        refused += part.refused
    known = {person.group for person in problem.people}
    short += [
        Shortage(need, need.people) for need in problem.needs if need.group not in known and need.people
    ]
    return Roster("optimal" if optimal else "feasible", assigned, tuple(short), cost, bound, tuple(refused))


class _Group:
    """One group's model."""

    def __init__(self, problem: RosterProblem, group: str) -> None:
        self.problem = problem
        self.people = [person for person in problem.people if person.group == group]
        self.needs = [need for need in problem.needs if need.group == group]
        self.model = cp_model.CpModel()
        self.work: dict[Key, cp_model.IntVar] = {}
        self.missing: dict[int, cp_model.IntVar] = {}
        self.assigned: dict[tuple[str, date], Shift] = {}
        self.short: list[Shortage] = []
        self.refused: list[tuple[str, date]] = []
        self.price: list[cp_model.LinearExprT] = []

    def solve(self, effort: float) -> tuple[bool, float, float]:
        """Whether it is proven, its cost and a bound; the answer stands in `assigned`, `short`, `refused`."""
        self._variables()
        self._rest()
        self._cover()
        self._fairness()
        self.model.minimize(sum(self.price))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.max_deterministic_time = effort
        solver.parameters.relative_gap_limit = 0.0
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            # locks that contradict a rule: nothing is assigned, everything is short, and the audit says why
            self.short = [Shortage(need, need.people) for need in self.needs]
            return False, float(SHORT * sum(need.people for need in self.needs)), 0.0
        for (name, day, shift), chosen in self.work.items():
            if solver.value(chosen):
                self.assigned[name, day] = shift
        for index, missing in self.missing.items():
            if solver.value(missing):
                self.short.append(Shortage(self.needs[index], solver.value(missing)))
        wishes = sorted(self.problem.wishes)
        self.refused = [wish for wish in wishes if wish in self.assigned]
        return status == cp_model.OPTIMAL, solver.objective_value, solver.best_objective_bound

    def _variables(self) -> None:
        problem = self.problem
        locked = problem.locked or {}
        for person in self.people:
            for day in problem.days:
                choices = []
                for shift in problem.shifts_on(day):
                    chosen = self.model.new_bool_var(f"{person.name} {day} {shift}")
                    self.work[person.name, day, shift] = chosen
                    choices.append(chosen)
                    if (person.name, day) in problem.absent:
                        self.model.add(chosen == 0)
                    if (person.name, day) in locked:
                        self.model.add(chosen == (locked[person.name, day] is shift))
                self.model.add_at_most_one(choices)
                if (person.name, day) in problem.wishes:
                    self.price.append(WISH * sum(choices))
            mine = [var for (name, _, _), var in self.work.items() if name == person.name]
            self.model.add(sum(mine) <= problem.most_days)
            self.price.append(IDLE * (problem.most_days - sum(mine)))

    def _rest(self) -> None:
        problem = self.problem
        for person in self.people:
            slots = [(day, shift) for day in problem.days for shift in problem.shifts_on(day)]
            for place, first in enumerate(slots):
                for second in slots[place + 1 :]:
                    if (second[0] - first[0]).days > 2 or second[0] == first[0]:
                        continue
                    if not problem.rested(first, second):
                        self.model.add_bool_or(
                            self.work[person.name, *first].negated(),
                            self.work[person.name, *second].negated(),
                        )

    def _cover(self) -> None:
        """Needs may be missed at a price; duty needs exactly their number, the working day takes
        everybody."""
        for index, need in enumerate(self.needs):
            there = [self.work[person.name, need.day, need.shift] for person in self.people]
            missing = self.model.new_int_var(0, need.people, "")
            self.missing[index] = missing
            self.model.add(sum(there) + missing >= need.people)
            if need.shift is not Shift.DAY:
                self.model.add(sum(there) <= need.people)
            self.price.append(SHORT * missing)

    def _fairness(self) -> None:
        """Nights and weekends, earlier ones included: the most that anybody has over the least."""
        counts: dict[str, list[cp_model.LinearExprT]] = defaultdict(list)
        for person in self.people:
            mine = [(key, var) for key, var in self.work.items() if key[0] == person.name]
            nights = [var for key, var in mine if key[2] is Shift.NIGHT]
            weekends = [var for key, var in mine if key[1] not in self.problem.workdays]
            counts["nights"].append(sum(nights) + person.nights)
            counts["weekends"].append(sum(weekends) + person.weekends)
        for amounts in counts.values():
            most, least = self.model.new_int_var(0, 1_000, ""), self.model.new_int_var(0, 1_000, "")
            for amount in amounts:
                self.model.add(amount <= most)
                self.model.add(amount >= least)
            self.price.append(UNFAIR * (most - least))
